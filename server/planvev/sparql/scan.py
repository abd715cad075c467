"""A token scan of queries: what is too much for a planner, what reaches outside.

It gives good messages early. It is no proof that a query is harmless: time limits stand behind it,
and workers that have no network.

There are two questions, since they are asked at two times. ``refuse_excessive`` comes before
anything parses the query. ``refuse_federation`` may come after: a query that does not parse is
then told so (400) before it is told that SERVICE is not done here (403). ``refuse_dangerous`` asks
both at once.

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
from planvev.rdf.federation import refuse_federation
from planvev.rdf.query_tokens import query_marks

__all__ = ["ScanLimits", "refuse_dangerous", "refuse_excessive", "refuse_federation"]


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


def refuse_dangerous(query: str, limits: ScanLimits | None = None) -> None:
    """Raise QueryRefused for a query that is too long, too deep, or reaches outside.

    query: the text as it came. limits: those of ScanLimits() where None. Pure; linear in time.

    >>> refuse_dangerous("SELECT ?service { ?service ?p 'SERVICE <http://x/>' }")
    >>> refuse_dangerous("ASK { SERVICE <http://example.org/> {} }")
    Traceback (most recent call last):
        ...
    planvev.errors.FederationRefused: SERVICE is not done here: this endpoint asks no other one.
    """
    refuse_excessive(query, limits)
    refuse_federation(query)


def refuse_excessive(query: str, limits: ScanLimits | None = None) -> None:
    """Raise QueryRefused for a query or an update that is too long, too deep, or too wide.

    It is to be asked before anything parses the text. limits: those of ScanLimits() where None.
    """
    limits = limits or ScanLimits()
    _refuse_length(query, limits.bytes_max)
    if _is_surely_modest(query, limits):
        return
    depth = groups = operators = 0
    for mark in query_marks(query):
        if mark in _PREFIX_OPERATORS:
            operators += 1
            _refuse_beyond(
                operators, limits.prefix_operators_max, "has more than {} prefix operators in a row"
            )
            continue
        operators = 0
        if not mark:
            continue
        opened, closed = _brackets(mark)
        _refuse_beyond(depth + opened, limits.depth_max, "nests deeper than {} levels")
        depth = max(depth + opened - closed, 0)
        groups += mark == "{"
        _refuse_beyond(groups, limits.groups_max, "has more than {} groups")


def _refuse_length(query: str, bytes_max: int) -> None:
    length = len(query.encode("utf-8", errors="surrogatepass"))
    if bytes_max and length > bytes_max:
        raise QueryRefused(f"The query has {length} bytes; at most {bytes_max} are read.")


def _is_surely_modest(query: str, limits: ScanLimits) -> bool:
    """Whether even all characters that could count, strings and comments included, are few enough.

    Reading the tokens takes longer than many a query.
    """
    brackets = sum(map(query.count, _OPENING))
    operators = sum(map(query.count, _PREFIX_OPERATORS))
    most = min(limits.depth_max or brackets, limits.groups_max or brackets)
    return brackets <= most and operators <= (limits.prefix_operators_max or operators)


def _refuse_beyond(count: int, maximum: int, complaint: str) -> None:
    if maximum and count > maximum:
        raise QueryRefused(f"The query {complaint.format(maximum)}. Ask for less at once.")


def _brackets(mark: str) -> tuple[int, int]:
    """Count brackets that a mark opens and closes.

    What looks like an IRI is counted too: ``?a<((…))>?b`` is a comparison to some parsers; so is
    what looks like a string without an end.
    """
    if len(mark) == 1:
        return int(mark in _OPENING), int(mark in _CLOSING)
    return sum(map(mark.count, _OPENING)), sum(map(mark.count, _CLOSING))
