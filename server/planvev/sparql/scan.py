"""A token scan that refuses queries before anything parses them.

It gives good messages early and keeps out what is known to reach outside (SERVICE, LOAD) or to
stop a planner. It is no proof that a query is harmless: time limits stand behind it.

Limits, and where they come from (measured with pyoxigraph 0.5.13):

- depth 100: nested collections hang the planner from 225, parentheses and braces overflow an
  8 MB stack from 2,265;
- 100 groups in all: bare groups cost time ~ n⁴ (100: 0.5 s, 200: 8 s), OPTIONALs hang from 410;
- runs of 100 prefix operators: each ``!`` is a level of the parser's stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from planvev.errors import QueryRefused
from planvev.rdf.query_tokens import Token, TokenKind, query_tokens


@dataclass(frozen=True)
class ScanLimits:
    """Bounds of a query; 0 turns one off.

    bytes_max: of the query in UTF-8. depth_max: open braces, parentheses and brackets at once.
    groups_max: opening braces in all. prefix_operators_max: ``!``, ``^``, ``-``, ``+`` in a row.
    """

    bytes_max: int = 65_536
    depth_max: int = 100
    groups_max: int = 100
    prefix_operators_max: int = 100


_OPENING: Final = frozenset("{([")
_CLOSING: Final = frozenset("})]")
_PREFIX_OPERATORS: Final = frozenset("!^-+")
_BEFORE_NAME_AND_GROUP: Final = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE", "WHERE"})
_START: Final = Token(TokenKind.OTHER, "")


def refuse_dangerous(query: str, limits: ScanLimits | None = None) -> None:
    """Raise QueryRefused for a query that is too long, too deep, or reaches outside.

    query: the text as it came. limits: those of ScanLimits() where None. Pure; linear in time.

    >>> refuse_dangerous("SELECT ?service { ?service ?p 'SERVICE <http://x/>' }")
    >>> refuse_dangerous("ASK { SERVICE <http://example.org/> {} }")
    Traceback (most recent call last):
        ...
    planvev.errors.QueryRefused: SERVICE is not done here: this endpoint asks no other endpoint.
    """
    limits = limits or ScanLimits()
    _refuse_length(query, limits.bytes_max)
    depth = groups = operators = 0
    previous = before = _START
    for token in query_tokens(query):
        _refuse_federation(token, previous, before)
        if token.kind is TokenKind.OTHER and token.text in _PREFIX_OPERATORS:
            operators += 1
        else:
            operators = 0
        opened, closed = _brackets(token)
        _refuse_beyond(depth + opened, limits.depth_max, "nests deeper than {} levels")
        depth = max(depth + opened - closed, 0)
        groups += token.text == "{"
        _refuse_beyond(groups, limits.groups_max, "has more than {} groups")
        _refuse_beyond(
            operators, limits.prefix_operators_max, "has more than {} prefix operators in a row"
        )
        before, previous = previous, token


def _refuse_length(query: str, bytes_max: int) -> None:
    length = len(query.encode("utf-8", errors="surrogatepass"))
    if bytes_max and length > bytes_max:
        raise QueryRefused(f"The query has {length} bytes; at most {bytes_max} are read.")


def _refuse_beyond(count: int, maximum: int, complaint: str) -> None:
    if maximum and count > maximum:
        raise QueryRefused(f"The query {complaint.format(maximum)}. Ask for less at once.")


def _brackets(token: Token) -> tuple[int, int]:
    """Count brackets that a token opens and closes.

    What looks like an IRI is counted too: ``?a<((…))>?b`` is a comparison to some parsers.
    """
    if token.kind is TokenKind.OTHER:
        return int(token.text in _OPENING), int(token.text in _CLOSING)
    if token.kind is TokenKind.IRI:
        return sum(map(token.text.count, _OPENING)), sum(map(token.text.count, _CLOSING))
    return 0, 0


def _refuse_federation(token: Token, previous: Token, before: Token) -> None:
    """Refuse SERVICE and LOAD, also where no space stands around them.

    Parsers that read keywords first take ``trueSERVICE`` for two words and ``SERVICE:pn {`` or
    ``SERVICEx:pn {`` for a keyword and a prefixed name. A prefixed name stands before a group
    only after the words of _BEFORE_NAME_AND_GROUP.
    """
    word = token.text.upper()
    if token.kind is TokenKind.WORD:
        if "SERVICE" in word:
            raise QueryRefused("SERVICE is not done here: this endpoint asks no other endpoint.")
        if word == "LOAD":
            raise QueryRefused("LOAD is not done here: this endpoint fetches nothing.")
    if token.text == "{" and previous.kind is TokenKind.PREFIXED_NAME:
        prefix = previous.text.partition(":")[0].upper()
        if "SERVICE" in prefix and before.text.upper() not in _BEFORE_NAME_AND_GROUP:
            raise QueryRefused("SERVICE is not done here: this endpoint asks no other endpoint.")
