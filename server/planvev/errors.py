"""Every error that planvev raises on purpose.

::

    PlanvevError
    ├── ConfigError              a setting or option that cannot be used
    ├── InputError               something given to us is wrong; a person can mend it
    │   ├── SourceError          … in a file, at a line and column
    │   │   └── SourceMismatch   … a source text is not the one that was pinned
    │   └── QuerySyntaxError     … in a SPARQL query, at a line and column
    ├── QueryRefused             a query that the endpoint does not run
    ├── QueryTimeout             a query that did not end within its time limit
    ├── NotAcceptable            none of the formats on offer is acceptable
    ├── UnsupportedMediaType     a request body in a format that is not read here
    ├── BadRequest               a request that breaks its protocol
    ├── MethodNotAllowed         a method that the resource does not have
    └── ResourceNotFound         nothing is known of this IRI

The HTTP status of each stands in ``planvev.web.problems``, the exit code in
``planvev.cli.exit_codes``, and the list for users in ``docs/errors.md``.
A validation report that does not conform is a result, not an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


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

    def __init__(self, path: Path | str, expected: str, found: str) -> None:
        super().__init__(
            "the text is not the one that the data quote. "
            f"Pinned SHA-256: {expected}. SHA-256 of this file: {found}. "
            "Put the pinned text back, or pin the new one and import the plan again.",
            path,
        )
        self.expected = expected
        self.found = found


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


class QueryTimeout(PlanvevError):
    """A query that did not end within ``limit_s`` seconds."""

    code = "query-timeout"

    def __init__(self, limit_s: float) -> None:
        super().__init__(
            f"The query did not end within {limit_s:g} seconds. "
            "Ask for less: fewer triple patterns, a LIMIT, or a narrower graph."
        )
        self.limit_s = limit_s


class NotAcceptable(PlanvevError):
    """None of the formats on offer is acceptable to the client."""

    code = "not-acceptable"

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__(f"This is offered as: {', '.join(offered)}.")
        self.offered = tuple(offered)


class UnsupportedMediaType(PlanvevError):
    """A request body in a media type that is not read here."""

    code = "unsupported-media-type"


class BadRequest(PlanvevError):
    """A request that breaks the protocol it is made in."""

    code = "bad-request"


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
