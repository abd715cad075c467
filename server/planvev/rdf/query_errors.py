"""Where a query's syntax error is, and what to say of it.

The parser tries a keyword by taking as many characters as it has, and reports the place where the
longest of them would end: in ``ORDR BY`` some characters after ORDR, often in another token. So
the query is parsed once more with its tokens far apart, where no keyword reaches the next token;
the place that is reported then tells the token. Pure: the caller has the parser.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, NamedTuple

from planvev.rdf.query_tokens import TokenKind, query_spans, query_tokens, unescape
from planvev.vocab import PREFIXES

_GAP: Final = " " * 20
"""Longer than every keyword."""
_ALONE: Final = frozenset("{}()[];,")
_NEVER_APART: Final = frozenset(["{|", "|}", "<(", ")>"])
_TERMS: Final = frozenset(
    {
        TokenKind.STRING,
        TokenKind.IRI,
        TokenKind.VARIABLE,
        TokenKind.LANGUAGE,
        TokenKind.BLANK_NODE,
        TokenKind.PREFIXED_NAME,
        TokenKind.WORD,
    }
)
_REPORT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTER_CLASS: Final = re.compile(r"\[(?:'(?:\\[^']+|\\'|[^'\\])'|[^\]'])*\]")
_EXPECTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s",][^",]*)')
_KEYWORD: Final = re.compile(r"[A-Za-z0-9_]+")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_IN_WORDS: Final = {
    "?": "a variable",
    "$": "a variable",
    "+": "a number",
    "<": "an IRI",
    ":": "a name",
    "'": "a string",
    '"': "a string",
    **{mark: f"«{mark}»" for mark in (".", ";", ",", "(", ")", "{", "}", "]", "*", "=")},
}
_PREFIX_MISSING: Final = "Prefix not found"
_IRI_BROKEN: Final = "IRI parsing failed"
_SHOWN_MAX: Final = 40


class Explained(NamedTuple):
    """What is wrong with a query. line, column: from 1, in characters; None where unknown."""

    message: str
    line: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A token. start, end: in the query. spread: its start in the text for the parser."""

    kind: TokenKind
    start: int
    end: int
    spread: int
    spread_end: int


@dataclass(frozen=True)
class SpreadQuery:
    """A query, and the same tokens far apart (``text``), for the parser to report on."""

    query: str
    text: str
    tokens: list[_Placed]

    def explain(self, report: str) -> Explained:
        """Say what is wrong. report: the parser's message for ``text``."""
        match = _REPORT.fullmatch(report)
        if not match:
            return Explained("it is not SPARQL", None, None)
        place = _offset(self.text, int(match[1]), int(match[2]))
        symbols, words = _expected(match[3])
        opened = self._opened_string(place)
        if opened:
            return self._at(opened.start, "the string that begins here is not closed")
        if _IRI_BROKEN in words:
            return self._broken_iri(place)
        said = [word for word in words if " " in word and word != _PREFIX_MISSING]
        if said:
            return Explained(said[0], None, None)
        token = self._token_at(place, words)
        if token is None:
            end = self.tokens[-1].end if self.tokens else 0
            return self._at(end, "the query ends too early" + _or_nothing(symbols, words))
        undeclared = self._undeclared_prefix(token)
        if undeclared is not None:
            iri = PREFIXES.get(undeclared, "…")
            return self._at(
                token.start,
                f"The prefix {undeclared}: is not declared; add PREFIX {undeclared}: <{iri}>",
            )
        if place != token.spread:
            symbols = []
        shown = _shown(self.query, token)
        return self._at(token.start, f"unexpected «{shown}»{_or_nothing(symbols, words)}")

    def _at(self, position: int, message: str) -> Explained:
        before = self.query[:position]
        return Explained(message, before.count("\n") + 1, position - before.rfind("\n"))

    def _token_at(self, place: int, words: list[str]) -> _Placed | None:
        """Return the token that failed; None for the end of the query."""
        if place >= len(self.text) or not self.tokens:
            return None
        index = max(bisect_right(self.tokens, place, key=lambda token: token.spread) - 1, 0)
        token = self.tokens[index]
        if index and _PREFIX_MISSING in words and self.tokens[index - 1].spread_end == place:
            return self.tokens[index - 1]
        if place <= token.spread_end:
            return token
        starts = {place - len(word) for word in words if _KEYWORD.fullmatch(word)}
        while token.spread not in starts:
            if not index or self.tokens[index - 1].spread_end != token.spread:
                return self.tokens[bisect_right(self.tokens, place, key=lambda t: t.spread) - 1]
            index -= 1
            token = self.tokens[index]
        return token

    def _opened_string(self, place: int) -> _Placed | None:
        """Return the string that does not end, where the parser came so far."""
        for token in self.tokens:
            if token.spread > place:
                return None
            if token.kind is TokenKind.UNCLOSED:
                return token
        return None

    def _broken_iri(self, place: int) -> Explained:
        opening = self.text.rfind("<", 0, place)
        token = next((t for t in self.tokens if t.spread == opening), None)
        if token is None:
            return Explained("an IRI is not one", None, None)
        iri = self.query[token.start : self.query.find(">", token.start) + 1]
        return self._at(token.start, f"{_cut(iri)} is no absolute IRI, and no BASE makes it one")

    def _undeclared_prefix(self, token: _Placed) -> str | None:
        if token.kind is not TokenKind.PREFIXED_NAME:
            return None
        declared, before = set(), ""
        for found in query_tokens(self.query):
            if found.kind is TokenKind.PREFIXED_NAME and before == "PREFIX":
                declared.add(found.text.partition(":")[0])
            before = found.text.upper() if found.kind is TokenKind.WORD else ""
        prefix = unescape(self.query[token.start : token.end]).partition(":")[0]
        return None if prefix in declared else prefix


def spread_query(query: str) -> SpreadQuery:
    """Set the tokens of a query far apart where that does not change what they are.

    >>> " ".join(spread_query("ASK{?s ?p 1.5}").text.split())
    'ASK { ?s ?p 1.5 }'
    """
    pieces: list[str] = []
    tokens: list[_Placed] = []
    length = 0
    apart = False
    last, last_kind = "", TokenKind.SKIPPED
    for kind, start, end in query_spans(query):
        if kind is TokenKind.SKIPPED:
            apart = True
            continue
        text = unescape(query[start:end])
        if apart or _separable(last, last_kind, text, kind):
            pieces.append(_GAP)
            length += len(_GAP)
        tokens.append(_Placed(kind, start, end, length, length + len(text)))
        pieces.append(text)
        length += len(text)
        apart, last, last_kind = False, text, kind
    return SpreadQuery(query, "".join([*pieces, _GAP]), tokens)


def _separable(left: str, left_kind: TokenKind, right: str, right_kind: TokenKind) -> bool:
    """Return whether white space between two neighbours leaves both as they are."""
    if left in _ALONE or right in _ALONE:
        return left + right not in _NEVER_APART
    return left_kind in _TERMS and right_kind in (TokenKind.VARIABLE, TokenKind.IRI)


def _offset(text: str, line: int, column: int) -> int:
    return sum(len(before) + 1 for before in text.split("\n")[: line - 1]) + column - 1


def _expected(listed: str) -> tuple[list[str], list[str]]:
    """Read the parser's list: its symbols, and its keywords and sentences."""
    symbols, words = [], []
    for match in _EXPECTED.finditer(_CHARACTER_CLASS.sub("", listed)):
        if match[2]:
            words.append(match[2].strip())
        else:
            symbols.append(match[1].replace('\\"', '"'))
    return symbols, words


def _or_nothing(symbols: list[str], words: list[str]) -> str:
    """Return «; expected …» in words; keywords are left out: the longest alone are reported."""
    if "CONSTRUCT" in words:
        return "; expected SELECT, ASK, CONSTRUCT, DESCRIBE, PREFIX or BASE"
    if "+" in symbols:  # then they begin a number, a list
        symbols = [symbol for symbol in symbols if symbol not in (".", "(")]
    named = list(dict.fromkeys(_IN_WORDS[s] for s in symbols if s in _IN_WORDS))
    if not named:
        return ""
    head, tail = named[:-1], named[-1]
    return f"; expected {', '.join(head)} or {tail}" if head else f"; expected {tail}"


def _shown(query: str, token: _Placed) -> str:
    number = _NUMBER.match(query, token.start) if token.kind is TokenKind.OTHER else None
    return _cut(number[0] if number else query[token.start : token.end])


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_MAX else f"{line[:_SHOWN_MAX]}…"
