"""Every error that planvev raises on purpose.

::

    PlanvevError
    ├── ConfigError              a setting or option that cannot be used
    ├── InputError               something given to us is wrong; a person can mend it
    │   ├── SourceError          … in a file, at a line and column
    │   │   └── SourceMismatch   … a source text is not the one that was pinned
    │   ├── DocumentRefused      … a document that cannot be read as a plan, for a reason by code
    │   └── QuerySyntaxError     … in a SPARQL query, at a line and column
    ├── QueryRefused             a query that the endpoint does not run
    │   ├── UpdateRefused        … an update, sent to a server that takes none
    │   └── FederationRefused    … it asks or fetches from elsewhere (SERVICE, LOAD)
    ├── QueryTimeout             a query that did not end within its time limit
    ├── QueryDied                a query that took its worker down (memory, stack)
    ├── QueryCancelled           a query whose client has gone; nobody reads the answer
    ├── ServerBusy               no worker became free in time
    ├── TooManyRequests          a client that has used up its share for now
    ├── NotAcceptable            none of the formats on offer is acceptable
    ├── UnsupportedMediaType     a request body in a format that is not read here
    ├── BadRequest               a request that breaks its protocol
    │   └── BadContent           … its body is no RDF that is taken here, at a line and column
    ├── Unauthorized             a request without a token that is good
    ├── Forbidden                a token whose role does not reach so far
    ├── AccessError              tokens or audit log cannot be read or written
    ├── MethodNotAllowed         a method that the resource does not have
    ├── ResourceNotFound         nothing is known of this IRI
    ├── GenerationNotFound       the archive does not hold this generation (any more)
    ├── PreconditionFailed       a graph or HEAD is not the one that the writer expected
    ├── DoesNotConform           a write whose result would break the rules
    ├── RemoteError              the remote store cannot be reached, or fails
    │   └── RemoteTimeout        … it did not answer in time
    └── ArchiveError             the archive cannot be read or written
        ├── ArchiveCorrupt       … a file of it is damaged or missing
        ├── ArchiveBusy          … another writer has held the lock for too long
        └── DiskFull             … there is no space left; nothing was written

The HTTP status of each stands in ``planvev.web.problems``, the exit code in
``planvev.cli.exit_codes``, and the list for users in ``docs/errors.md``.
A validation report that does not conform is a result; it is an exception only where it refuses a
write.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar


class PlanvevError(Exception):
    """Base of all errors of planvev; ``code`` names the kind for machines."""

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ConfigError(PlanvevError):
    """A setting, option or path that cannot be used."""

    code = "config"


class InputError(PlanvevError):
    """Something that was given to planvev is wrong; the message says what to do."""

    code = "input"


class SourceError(InputError):
    """A file that cannot be read as what it should be.

    path: the file. line, column: from 1, None where they are unknown.
    """

    code = "source"

    def __init__(
        self, message: str, path: Path | str, line: int | None = None, column: int | None = None
    ) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {message}")
        self.path = Path(path)
        self.line = line
        self.column = column


class SourceMismatch(SourceError):
    """A source text whose SHA-256 is not the one that was pinned."""

    code = "source-mismatch"

    def __init__(self, path: Path | str, expected: str, found: str, cause: str = "") -> None:
        super().__init__(
            f"the text is not the one that the data quote{cause}. "
            f"Pinned SHA-256: {expected}. SHA-256 of this file: {found}. "
            "Put the pinned text back, or pin the new one and import the plan again.",
            path,
        )
        self.expected = expected
        self.found = found


class DocumentRefused(InputError):
    """A document that is not read: broken, hostile, too large, or not what it says it is.

    reason: a code of ``planvev.ingest.refusals``, which has its wording in nb and en; arguments:
    what the wording names (place, size, what was found). name: of the document.
    """

    code = "document-refused"

    def __init__(self, message: str, name: str, reason: str, arguments: Sequence[str] = ()) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.reason = reason
        self.arguments = tuple(arguments)


class QuerySyntaxError(InputError):
    """A SPARQL query that does not parse; line and column count from 1."""

    code = "query-syntax"

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        place = f"line {line}, column {column}: " if line is not None else ""
        super().__init__(f"The query does not parse: {place}{message}")
        self.line = line
        self.column = column


class QueryRefused(PlanvevError):
    """A query that asks for what the endpoint does not do (SERVICE, LOAD, too deep, too long)."""

    code = "query-refused"


class UpdateRefused(QueryRefused):
    """An update, sent to a server that takes none."""

    code = "update-refused"

    def __init__(self) -> None:
        super().__init__(
            "This server takes no updates: its data cannot be changed here. Queries are welcome."
        )


class FederationRefused(QueryRefused):
    """A query or an update that asks another endpoint, or fetches a document."""

    code = "federation-refused"


class QueryTimeout(PlanvevError):
    """A query that did not end within ``limit_s`` seconds."""

    code = "query-timeout"

    def __init__(self, limit_s: float) -> None:
        super().__init__(
            f"The query did not end within {limit_s:g} seconds. "
            "Ask for less: fewer triple patterns, a LIMIT, or a narrower graph."
        )
        self.limit_s = limit_s


class QueryDied(PlanvevError):
    """A query, or a write, that ended the worker process that ran it.

    reason: "memory", "stack", "killed" (from outside) or "unknown". limit_mib: of memory, in MiB;
    0 for none.
    """

    code = "query-died"
    _REASONS: ClassVar = {
        "memory": "needed more memory than a query may have{limit}. Ask for less: a LIMIT, fewer "
        "triple patterns without a shared variable, no ORDER BY or GROUP BY over everything",
        "stack": "nests so deep that the stack of its worker overflowed. Write it flatter",
        "killed": "was ended from outside, as a system does that runs out of memory. Try again, "
        "or ask for less",
        "unknown": "ended the worker that ran it, most likely by its need of memory or by its "
        "depth. Ask for less",
    }

    def __init__(self, reason: str, limit_mib: int = 0) -> None:
        limit = f" ({limit_mib} MiB)" if limit_mib else ""
        super().__init__(f"The query {self._REASONS[reason].format(limit=limit)}.")
        self.reason = reason
        self.limit_mib = limit_mib


class QueryCancelled(PlanvevError):
    """A query whose client has gone; whatever ran for it was ended."""

    code = "query-cancelled"

    def __init__(self) -> None:
        super().__init__("The client has gone; the query was ended.")


class ServerBusy(PlanvevError):
    """No worker became free in time; ``retry_after_s``: when to try again, in whole seconds."""

    code = "server-busy"

    def __init__(self, retry_after_s: int = 2, reason: str = "All workers are taken.") -> None:
        super().__init__(f"{reason} Try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s


class TooManyRequests(PlanvevError):
    """A client that has used up its share; ``retry_after_s``: when it has one again, in seconds."""

    code = "too-many-requests"

    def __init__(self, retry_after_s: int, reason: str) -> None:
        super().__init__(f"{reason} Try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s


class NotAcceptable(PlanvevError):
    """None of the formats on offer is acceptable to the client."""

    code = "not-acceptable"

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__(f"This is offered as: {', '.join(offered)}.")
        self.offered = tuple(offered)


class UnsupportedMediaType(PlanvevError):
    """A request body in a media type, or a coding, that is not read here.

    accepted: the media types that are; codings: the content codings that are, where it was the
    coding that is not.
    """

    code = "unsupported-media-type"

    def __init__(
        self, message: str, accepted: Sequence[str] = (), codings: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.accepted = tuple(accepted)
        self.codings = tuple(codings)


class BadRequest(PlanvevError):
    """A request that breaks the protocol it is made in."""

    code = "bad-request"


class BadContent(BadRequest):
    """RDF in a request that does not parse, or that holds what is not taken.

    line, column: from 1, None where they are unknown; the message then names the triple.
    part: the name of the part of a multipart request, empty where there are no parts.
    """

    code = "bad-content"

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None, part: str = ""
    ) -> None:
        places = (f"part «{part}»" if part else "", f"line {line}" if line else "")
        place = ", ".join(name for name in places if name)
        place += f", column {column}" if line and column else ""
        super().__init__(f"The content is refused{f' at {place}' if place else ''}: {message}")
        self.line = line
        self.column = column
        self.part = part
        self.problem = message


class Unauthorized(PlanvevError):
    """A request that needs a token and brings none that is good.

    challenge: the value of the WWW-Authenticate header (RFC 6750 § 3).
    """

    code = "unauthorized"

    def __init__(self, message: str, *, rejected: bool = False) -> None:
        super().__init__(message)
        self.challenge = 'Bearer realm="planvev"'
        if rejected:
            self.challenge += ', error="invalid_token"'


class Forbidden(PlanvevError):
    """A request whose token is good, but whose role does not reach so far."""

    code = "forbidden"


class AccessError(PlanvevError):
    """The tokens, or the audit log, cannot be read or written; the message names the file."""

    code = "access"


class MethodNotAllowed(PlanvevError):
    """A method that the resource does not have."""

    code = "method-not-allowed"

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(f"{method} is not done here; use {', '.join(allowed)}.")
        self.allowed = tuple(allowed)


class ResourceNotFound(PlanvevError):
    """Nothing in the graph is said of this IRI."""

    code = "not-found"

    def __init__(self, iri: str) -> None:
        super().__init__(f"Nothing is known of <{iri}>.")
        self.iri = iri


class GenerationNotFound(PlanvevError):
    """A generation that the archive does not hold.

    first, last: the oldest and the newest that it holds; 0 where it holds none.
    """

    code = "generation-not-found"

    def __init__(self, generation: int, first: int, last: int) -> None:
        there = f"it holds {first} to {last}" if last else "it is empty"
        super().__init__(f"The archive does not hold generation {generation}; {there}.")
        self.generation = generation
        self.first = first
        self.last = last


class PreconditionFailed(PlanvevError):
    """A graph, or HEAD, is not the one that the writer expected; nothing was written."""

    code = "precondition-failed"


class DoesNotConform(PlanvevError):
    """A write whose result would break the rules; nothing was written."""

    code = "validation-failed"


class RemoteError(PlanvevError):
    """The remote store, or an endpoint that a query asks, cannot be reached or read, or fails.

    status: of its answer, None where there was none.
    """

    code = "remote-error"

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class RemoteTimeout(RemoteError):
    """The remote store did not answer in time; limit_s: ours in seconds, 0 where it was its own."""

    code = "remote-timeout"

    def __init__(self, limit_s: float = 0) -> None:
        limit = f"within {limit_s:g} seconds" if limit_s else "in time"
        super().__init__(f"The remote store did not answer {limit}.")
        self.limit_s = limit_s


class ArchiveError(PlanvevError):
    """The archive cannot be read or written; the message names the file and the reason."""

    code = "archive"


class ArchiveCorrupt(ArchiveError):
    """A file of the archive is damaged, or missing.

    path: the file. missing: True where it is not there at all.
    """

    code = "archive-corrupt"

    def __init__(self, path: Path | str, problem: str, *, missing: bool = False) -> None:
        super().__init__(
            f"{path}: {problem}. Put this file back from a copy of the archive, "
            "then run «planvev archive verify»."
        )
        self.path = Path(path)
        self.problem = problem
        self.missing = missing


class ArchiveBusy(ArchiveError):
    """Another writer has held the archive's lock for longer than ``waited_s`` seconds."""

    code = "archive-busy"

    def __init__(self, path: Path | str, waited_s: float) -> None:
        super().__init__(
            f"{path}: another writer has held the lock for over {waited_s:g} seconds. Try again."
        )
        self.path = Path(path)
        self.waited_s = waited_s


class DiskFull(ArchiveError):
    """There is no space left to write ``path``; the archive is as it was before."""

    code = "disk-full"

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            f"{path}: no space is left on the disk. Nothing was changed. "
            "Free some space («planvev archive prune» removes old generations) and try again."
        )
        self.path = Path(path)
