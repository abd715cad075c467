"""If-Match and If-None-Match on graphs, and the entity tags that they hold. Pure.

The entity tag of a graph is the SHA-256 of its canonical text, and the name of the format that it
is sent in: representations differ, so their tags do (RFC 9110 § 8.8.3). A precondition is about
the graph, whatever format its tag was seen in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from planvev.errors import BadRequest, PreconditionFailed
from planvev.rdf.formats import Format

_ENTITY_TAG: Final = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST: Final = re.compile(rf"[\s,]*(?:{_ENTITY_TAG}[ \t]*(?:,[\s,]*|$))+")
_ONE: Final = re.compile(_ENTITY_TAG)
ANY: Final = "*"


def entity_tag(sha256: str, chosen: Format) -> str:
    """Return the ETag header of a graph in a format.

    >>> from planvev.rdf.formats import TURTLE
    >>> entity_tag("0123abcd", TURTLE)
    '"0123abcd.ttl"'
    """
    return f'"{sha256}.{chosen.extension}"'


@dataclass(frozen=True)
class Preconditions:
    """What a request says of the graph as it must be. None: no such header.

    if_match, if_none_match: entity tags as they came, or ("*",).
    """

    if_match: tuple[str, ...] | None = None
    if_none_match: tuple[str, ...] | None = None

    def __bool__(self) -> bool:
        return self.if_match is not None or self.if_none_match is not None

    def require(self, sha256: str | None) -> None:
        """Raise PreconditionFailed where a write must not be done (RFC 9110 § 13.1, § 13.2.2).

        sha256: of the graph's canonical text now, None where there is no such graph. To be asked
        inside the write lock.
        """
        if self.if_match is not None and not _matches(self.if_match, sha256, weak=False):
            raise PreconditionFailed(
                "The graph is not the one that If-Match names"
                + (f"; its SHA-256 is {sha256} by now." if sha256 else ": it is not there.")
            )
        if self.if_none_match is not None and _matches(self.if_none_match, sha256, weak=True):
            raise PreconditionFailed("The graph is there already, and If-None-Match excludes it.")

    def not_modified(self, etag: str) -> bool:
        """Return whether a read is answered by 304: etag is what would be sent."""
        if self.if_none_match is None:
            return False
        return ANY in self.if_none_match or etag in {_strong(tag) for tag in self.if_none_match}


def parse_preconditions(if_match: str | None, if_none_match: str | None) -> Preconditions:
    """Read the two headers; None where there is none. Raises BadRequest.

    >>> parse_preconditions('"a.ttl", W/"b"', None).if_match
    ('"a.ttl"', 'W/"b"')
    """
    return Preconditions(
        _entity_tags("If-Match", if_match), _entity_tags("If-None-Match", if_none_match)
    )


def _entity_tags(name: str, header: str | None) -> tuple[str, ...] | None:
    if header is None:
        return None
    if header.strip() == ANY:
        return (ANY,)
    if not _LIST.fullmatch(header):
        raise BadRequest(f"{name} is neither * nor a list of entity tags in quotes.")
    return tuple(_ONE.findall(header))


def _matches(tags: tuple[str, ...], sha256: str | None, *, weak: bool) -> bool:
    """Return whether the graph is among the tags. weak: whether W/"…" counts (§ 8.8.3.2)."""
    if sha256 is None:
        return False
    if ANY in tags:
        return True
    compared = (_strong(tag) if weak else tag for tag in tags)
    return any(tag[1:-1].partition(".")[0] == sha256 for tag in compared if tag[0] == '"')


def _strong(tag: str) -> str:
    return tag.removeprefix("W/")
