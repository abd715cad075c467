"""The response cache: whole answers by generation and request, bounded in bytes. Pure.

What was read from one generation of the data stays true of it, so an answer is served as long as
its generation is the current one, and never after. All of it may be used from any thread.

Answers that were asked for once only have an eighth of the room (segmented LRU; Karedla, Love and
Wherry 1994): so whoever asks for ever new ones neither fills the memory, nor drives out what others
ask for again and again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from planvev.access.sessions import COOKIE
from planvev.sparql.protocol import FORM, SPARQL_QUERY, form_names
from planvev.web.front.answers import Answer, complete
from planvev.web.front.validators import (
    HeaderList,
    entity_tag,
    matches,
    not_modified_headers,
)
from planvev.web.front.vary import Headers, cookie_value, has_cookie, select, vary_names

GENERATION: Final = "planvev-generation"
_ENTRY_OVERHEAD_BYTES: Final = 1_000
_ENTRY_SHARE: Final = 8
"""No answer may fill more than this part of the cache, nor all that was asked for once only."""

Key = tuple[str, ...]
"""What a request asks for, apart from the headers that answers vary with."""


@dataclass(frozen=True, slots=True)
class CacheCounters:
    """What the cache did since the start, and what it holds. size_bytes: at most bytes_max."""

    hits: int
    misses: int
    not_modified: int
    stored: int
    evictions: int
    entries: int
    size_bytes: int
    bytes_max: int


@dataclass(frozen=True, slots=True)
class Stored:
    """One answer in the cache. unmodified: the headers of its 304."""

    headers: HeaderList
    unmodified: HeaderList
    tag: str
    body: bytes
    size_bytes: int


_Entries = OrderedDict[tuple[Key, Key], Stored]


@dataclass(frozen=True, slots=True)
class CacheRules:
    """What the cache must know of the site. See FrontConfig."""

    release: str = ""
    language_cookie: str = "lang"
    session_cookie: str = COOKIE
    query_paths: tuple[str, ...] = ("/sparql",)


def key_of(
    method: str, scheme: str, host: str, path: str, query: str, content_type: str, body: bytes
) -> Key:
    """Return the key of a request; HEAD has that of GET. The host is in it: pages name it."""
    if method != "POST":
        return (scheme, host, path, query)
    digest = blake2b(body, digest_size=32).hexdigest()
    return (scheme, host, path, query, content_type.strip().lower(), digest)


class ResponseCache:
    """Answers by request. current: names the present generation; called for every look-up.

    bytes_max: what bodies, headers and keys may take together; 0 stores nothing.
    """

    def __init__(
        self, bytes_max: int, current: Callable[[], str], rules: CacheRules | None = None
    ) -> None:
        self._bytes_max = bytes_max
        self._current = current
        self._rules = rules or CacheRules()
        self._lock = threading.Lock()
        self._generation = ""
        self._new: _Entries = OrderedDict()
        self._asked_again: _Entries = OrderedDict()
        self._varies: dict[Key, tuple[Key, int]] = {}
        self._bytes = self._new_bytes = 0
        self._hits = self._misses = self._unmodified = self._stored = self._evictions = 0

    def asks(self, method: str, path: str, headers: Headers, body: bytes = b"") -> bool:
        """Tell whether the answer to a request may come from the cache or go into it."""
        if not self._bytes_max or headers("authorization") or headers("range"):
            return False
        cookies = headers("cookie")
        if cookies and has_cookie(cookies, self._rules.session_cookie):
            return False
        if method in ("GET", "HEAD"):
            return True
        return method == "POST" and path in self._rules.query_paths and _is_query(headers, body)

    def find(self, key: Key, headers: Headers) -> Stored | None:
        """Return the stored answer to a request, None where there is none of this generation."""
        generation = self._current()
        with self._lock:
            if generation != self._generation:
                self._begin(generation)
            varies = self._varies.get(key)
            if varies is not None:
                place = (key, self._selected(varies[0], headers))
                stored = self._asked_again.get(place)
                if stored is not None:
                    self._asked_again.move_to_end(place)
                    self._hits += 1
                    return stored
                stored = self._new.pop(place, None)
                if stored is not None:
                    self._new_bytes -= stored.size_bytes
                    self._asked_again[place] = stored
                    self._hits += 1
                    return stored
            self._misses += 1
            return None

    def put(self, key: Key, headers: Headers, answer: Answer) -> bool:
        """Keep an answer; what was not used longest makes room. False where it may not be kept."""
        vary = vary_names(answer.header("vary"))
        if not isinstance(answer.body, bytes) or "*" in vary or not _storable(answer):
            return False
        generation = self._current()
        if answer.header(GENERATION) != generation:
            return False
        with self._lock:
            if generation != self._generation:
                self._begin(generation)
            known, count = self._varies.get(key, ((), 0))
            names = tuple(sorted(vary.union(known)))
            place = (key, self._selected(names, headers))
            stored = self._to_store(place, answer)
            if stored.size_bytes > self._bytes_max // _ENTRY_SHARE:
                return False
            replaced = self._replace(place, stored)
            self._varies[key] = (names, count if replaced else count + 1)
            self._stored += 1
            while self._new_bytes > self._bytes_max // _ENTRY_SHARE:
                self._new_bytes -= self._evict(self._new)
            while self._bytes > self._bytes_max:
                self._evict(self._asked_again)
        return True

    def not_modified(self) -> None:
        """Count an answer that was not sent since the client has it."""
        with self._lock:
            self._unmodified += 1

    def counters(self) -> CacheCounters:
        """Return what the cache did and holds."""
        with self._lock:
            return CacheCounters(
                self._hits,
                self._misses,
                self._unmodified,
                self._stored,
                self._evictions,
                len(self._new) + len(self._asked_again),
                self._bytes,
                self._bytes_max,
            )

    def _selected(self, names: Key, headers: Headers) -> Key:
        return tuple([select(name, headers, self._rules.language_cookie) for name in names])

    def _to_store(self, place: tuple[Key, Key], answer: Answer) -> Stored:
        assert isinstance(answer.body, bytes)  # noqa: S101  (put looked)
        size = _ENTRY_OVERHEAD_BYTES + len(answer.body)
        size += sum(len(name) + len(value) for name, value in answer.headers)
        size += sum(len(part) for parts in place for part in parts)
        return Stored(
            answer.headers,
            not_modified_headers(answer.headers),
            answer.header("etag"),
            answer.body,
            size,
        )

    def _begin(self, generation: str) -> None:
        """Forget all that was read from another generation."""
        self._generation = generation
        self._new = OrderedDict()
        self._asked_again = OrderedDict()
        self._varies = {}
        self._bytes = self._new_bytes = 0

    def _replace(self, place: tuple[Key, Key], stored: Stored) -> bool:
        """Put an answer in its place; tell whether there was one."""
        before = self._asked_again.get(place)
        if before is not None:
            self._asked_again[place] = stored
            self._bytes += stored.size_bytes - before.size_bytes
            return True
        before = self._new.pop(place, None)
        self._new[place] = stored
        grown = stored.size_bytes - (before.size_bytes if before else 0)
        self._bytes += grown
        self._new_bytes += grown
        return before is not None

    def _evict(self, entries: _Entries) -> int:
        """Drop what was not used longest; return how large it was, in bytes."""
        (key, _), stored = entries.popitem(last=False)
        self._bytes -= stored.size_bytes
        self._evictions += 1
        names, count = self._varies[key]
        if count > 1:
            self._varies[key] = (names, count - 1)
        else:
            del self._varies[key]
        return stored.size_bytes


def _is_query(headers: Headers, body: bytes) -> bool:
    """Tell whether a POST is surely a query and nothing else (SPARQL 1.1 Protocol § 2.1)."""
    media_type = headers("content-type").partition(";")[0].strip().lower()
    if media_type == SPARQL_QUERY:
        return True
    if media_type != FORM:
        return False
    names = form_names(body)
    return "query" in names and "update" not in names


def _storable(answer: Answer) -> bool:
    if answer.status != 200 or answer.header("set-cookie"):
        return False
    return not _directives(answer) & {"no-store", "private"}


def _directives(answer: Answer) -> set[str]:
    fields = answer.header("cache-control").lower().split(",")
    return {field.partition("=")[0].strip() for field in fields}


def tagged(method: str, headers: Headers, answer: Answer, rules: CacheRules) -> Answer:
    """Return an answer with the ETag of its generation, or as it is.

    Tagged are complete answers to GET and HEAD that name their generation, may be kept, and have
    no tag of their own. A client may keep them too, but asks each time whether they still hold.
    """
    generation = answer.header(GENERATION)
    if method not in ("GET", "HEAD") or not generation or not _storable(answer):
        return answer
    added = []
    if not answer.header("etag"):
        language = answer.header("content-language")
        if "cookie" in vary_names(answer.header("vary")):
            language += ";" + cookie_value(headers("cookie"), rules.language_cookie)
        tag = entity_tag(
            generation,
            rules.release,
            answer.header("content-type"),
            language,
            answer.header("content-encoding"),
        )
        added.append(("etag", tag))
    if not answer.header("cache-control"):
        added.append(("cache-control", "no-cache"))
    return Answer(answer.status, answer.headers + added, answer.body)


def conditional(method: str, if_none_match: str, answer: Answer) -> Answer:
    """Return the 304 for an answer that the client has, or the answer itself."""
    tag = answer.header("etag")
    if not (if_none_match and tag and answer.status == 200 and method in ("GET", "HEAD")):
        return answer
    if not matches(if_none_match, tag):
        return answer
    answer.discard()
    return complete(304, not_modified_headers(answer.headers), b"")
