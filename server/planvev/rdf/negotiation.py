"""Proactive content negotiation, RFC 9110 § 12.5.1: which of our formats the client prefers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planvev.errors import NotAcceptable
from planvev.rdf.formats import GRAPH_FORMATS, HTML, RESULTS_FORMATS, Format

_KNOWN: Final = (*RESULTS_FORMATS, *GRAPH_FORMATS, HTML)
_HINTS_MAX: Final = 20
"""More are not looked at: no client has so many."""
_EXACT, _SUBTYPES, _ANY = 3, 2, 1


def _media_ranges(accept: str) -> list[tuple[str, float]]:
    """Split an Accept header into (media range, quality); parameters but q are ignored.

    An unreadable quality counts as 0, so that a broken header never selects by accident.

    >>> _media_ranges("text/turtle;charset=utf-8;q=0.5, */*")
    [('text/turtle', 0.5), ('*/*', 1.0)]
    """
    ranges = []
    for item in accept.split(","):
        media_range, *parameters = [part.strip() for part in item.split(";")]
        if "/" not in media_range:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        ranges.append((media_range.lower(), quality))
    return ranges


def _specificity(media_range: str, media_type: str) -> int:
    if media_range == media_type:
        return _EXACT
    if media_range == "*/*":
        return _ANY
    main_type = media_type.partition("/")[0]
    return _SUBTYPES if media_range == f"{main_type}/*" else 0


def _quality(candidate: Format, ranges: list[tuple[str, float]]) -> float:
    """Return the quality that the most specific range gives to the format; 0 if none matches.

    An alias that is named exactly counts just below the registered type, so that
    ``application/json`` finds JSON, and the registered type wins where both are named.
    """
    best_specificity, quality = 0, 0.0
    for media_range, range_quality in ranges:
        specificity = _specificity(media_range, candidate.media_type)
        if specificity > best_specificity:
            best_specificity, quality = specificity, range_quality
    if best_specificity == _EXACT:
        return quality
    named = [q for media_range, q in ranges if media_range in candidate.aliases]
    return max(named) - 1e-6 if named and max(named) > 0 else quality


def negotiate(accept: str, offered: Sequence[Format]) -> Format:
    """Choose the format that the client prefers.

    accept: raw header; empty means "anything". offered: non-empty, in the server's order, which
    decides among equals. Returns one member of offered. Raises NotAcceptable.
    Source: RFC 9110 § 12.5.1.

    >>> from planvev.rdf.formats import TURTLE, JSON_LD
    >>> negotiate("text/turtle;q=0, */*", [TURTLE, JSON_LD]).name
    'jsonld'
    """
    ranges = _media_ranges(accept)
    if not ranges:
        if accept.strip():
            raise NotAcceptable([f.media_type for f in offered])
        return offered[0]
    best = max(offered, key=lambda f: _quality(f, ranges))
    if _quality(best, ranges) <= 0:
        raise NotAcceptable([f.media_type for f in offered])
    return best


def format_by_name(name: str, offered: Sequence[Format]) -> Format:
    """Return the format on offer with this short name, extension or media type.

    Raises NotAcceptable, for what ``?format=`` asks and we do not have.
    """
    wanted = name.strip().lower()
    for candidate in offered:
        if wanted in (candidate.name, candidate.extension, candidate.media_type):
            return candidate
    raise NotAcceptable([f.name for f in offered])


def format_by_hint(hints: str, accept: str, offered: Sequence[Format]) -> Format:
    """Return the format on offer that a hint fits, or else the one that the client accepts.

    hints: names, extensions and media types, with commas between; clients that know no server
    well send several, and also such that have no sense for this result. accept: raw header. What
    no hint fits is negotiated, unless we know none of the hints: then the client asked for
    something that we do not have. Raises NotAcceptable.

    >>> from planvev.rdf.formats import JSON_LD, TURTLE
    >>> format_by_hint("json", "text/turtle", [TURTLE, JSON_LD]).name
    'jsonld'
    >>> format_by_hint("csv", "text/turtle", [TURTLE, JSON_LD]).name
    'turtle'
    """
    first = hints.split(",", _HINTS_MAX)[:_HINTS_MAX]
    wanted = [_plain_hint(hint) for hint in first if hint.strip()]
    for hint in wanted:
        for candidate in offered:
            if _is_hinted(candidate, hint):
                return candidate
    if wanted and not any(_is_hinted(known, hint) for known in _KNOWN for hint in wanted):
        raise NotAcceptable([f.name for f in offered])
    return negotiate(accept, offered)


def hints_at(hints: str, wanted: Format) -> bool:
    """Return whether the first of the hints is for this format."""
    return _is_hinted(wanted, _plain_hint(hints.partition(",")[0]))


def _plain_hint(hint: str) -> str:
    """Return a hint in lower case, without parameters, its plus sign back (``?format=rdf+xml``)."""
    return hint.partition(";")[0].strip().lower().replace(" ", "+")


def _is_hinted(candidate: Format, hint: str) -> bool:
    names = (candidate.name, candidate.extension, candidate.media_type)
    return hint in names or hint in candidate.aliases or hint in candidate.hints
