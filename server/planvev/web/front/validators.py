"""ETag and If-None-Match, RFC 9110 §§ 8.8.3 and 13.1.2. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_NOT_IN_304 = frozenset({"content-length", "content-type", "content-encoding", "content-language"})

HeaderList = list[tuple[str, str]]


def entity_tag(generation: str, release: str, media_type: str, language: str, coding: str) -> str:
    """Return the weak tag of a representation that is made of one generation of the data.

    It does not look at the body: the same state, software, format, language and coding always
    give the same content at one URL, but not the same bytes. Solutions without ORDER BY come in
    the order that a store happens to have, and blank nodes of a CONSTRUCT get other labels each
    time, so a strong tag would promise too much (RFC 9110 § 8.8.1).

    >>> entity_tag("42", "1.0", "text/turtle", "", "") == entity_tag("43", "1.0", "text/turtle",
    ... "", "")
    False
    """
    text = "\0".join((generation, release, media_type, language, coding))
    return f'W/"{blake2b(text.encode(), digest_size=12).hexdigest()}"'


def matches(if_none_match: str, tag: str) -> bool:
    """Tell whether If-None-Match names the tag; weak tags count, as they do for GET and HEAD.

    >>> matches('"a", W/"b"', '"b"')
    True
    """
    if if_none_match.strip() == "*":
        return True
    opaque = tag.removeprefix("W/")
    return any(found == opaque for found in _TAG.findall(if_none_match))


def not_modified_headers(headers: Iterable[tuple[str, str]]) -> HeaderList:
    """Return the headers of the 304 for an answer: all but those that describe the body."""
    return [(name, value) for name, value in headers if name.lower() not in _NOT_IN_304]
