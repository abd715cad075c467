"""Candidates for a reconciliation query: what is surely meant, then what the matcher finds. Pure.

A candidate is a certain match only where its identifier, number or exact wording was given and no
other candidate has it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planvev.errors import ResourceNotFound
from planvev.linking.corpus import Corpus
from planvev.linking.element import SDG, Element
from planvev.linking.suggest.matcher import Matcher
from planvev.linking.suggest.suggestion import Reason, Suggestion
from planvev.web.reconcile_lookup import Lookup, normalized, number_and_text
from planvev.web.reconcile_queries import ReconciliationQuery
from planvev.web.reconcile_types import types_of

CERTAIN: Final = 100.0
_LIKELY_MAX: Final = 99.0
"""The highest score of a candidate that is not given by name."""
_ASKED_MIN: Final = 50
_BELOW: Final = 0.8
"""What the score of a candidate of another type is worth where types are only wished for."""
_SDG_NAMES: Final = frozenset({"sdg", "fn", "fns bærekraftsmål", "bærekraftsmålene", SDG})


@dataclass(frozen=True)
class Candidate:
    """A candidate. score: from 0 to 100. features: weights and marks that it rests on, by name."""

    element: Element
    score: float
    match: bool
    features: Mapping[str, float | bool]


@dataclass(frozen=True)
class Pool:
    """What is matched against. matcher: over the elements that lookup has."""

    matcher: Matcher
    lookup: Lookup


def plans_of(corpus: Corpus, wanted: Iterable[str]) -> list[str]:
    """Return the plans that values mean: their IRI, the end of it, or their title.

    ``SDG`` for the development goals. What means no plan is left out.
    """
    titles: dict[str, str] = {}
    for iri, plan in corpus.plans.items():
        titles.update({normalized(title): iri for title in plan.titles.values()})
    found: dict[str, None] = {}
    for text in wanted:
        if text.casefold() in _SDG_NAMES:
            found[SDG] = None
        elif (by_title := titles.get(normalized(text))) is not None:
            found[by_title] = None
        else:
            try:
                found[corpus.find_plan(text)] = None
            except ResourceNotFound:
                continue
    return list(found)


def candidates(
    query: ReconciliationQuery, pool: Pool, plans: Sequence[str] | None
) -> list[Candidate]:
    """Return the candidates of a query, the best first; ties by IRI.

    plans: the IRIs that its plans come to; None where it names none.
    """
    lookup, in_plan = pool.lookup, plans is not None and len(plans) == 1

    def fits_but_for_number(iri: str) -> bool:
        element = lookup.elements.get(iri)
        if element is None or (plans is not None and element.plan not in plans):
            return False
        return not query.types or query.strict == "should" or _has_types(element, query)

    given = [iri for each in query.numbers for iri in lookup.by_number(_bare(each))]
    numbered = {iri for iri in given if fits_but_for_number(iri)}

    def fits(iri: str) -> bool:
        return fits_but_for_number(iri) and (not numbered or iri in numbered)

    named, sure = _named(query.text, lookup, fits, in_plan)
    likely = _likely(query, pool.matcher, fits) if query.text else []
    scores = {each.target: min(each.score * 100, _LIKELY_MAX) for each in likely}
    if numbered and not named:
        named = {iri: {"number": True} for iri in sorted(numbered)}
        sure = in_plan and (not query.text or any(scores.get(iri, 0.0) > 0 for iri in numbered))
    reasons = {each.target: each.reasons for each in likely}
    found = []
    for iri in dict.fromkeys([*named, *scores]):
        score = scores.get(iri, 0.0)
        if iri in named:
            score = CERTAIN if sure else _LIKELY_MAX
        if query.strict == "should" and not _has_types(lookup.elements[iri], query):
            score *= _BELOW
        features = {**_weights(reasons.get(iri, ())), **named.get(iri, {})}
        match = sure and iri in named and len(named) == 1
        found.append(Candidate(lookup.elements[iri], round(score, 2), match, features))
    found.sort(key=lambda each: (-each.score, each.element.iri))
    return found[: query.limit]


def _bare(number: str) -> str:
    """Return a number without the word before it, as «mål 2.6» has."""
    return number_and_text(number)[0] or number


def _has_types(element: Element, query: ReconciliationQuery) -> bool:
    own = types_of(element.kind)
    if not query.types or query.strict == "all":
        return query.types <= own
    return bool(query.types & own)


def _named(
    text: str, lookup: Lookup, fits: Callable[[str], bool], in_plan: bool
) -> tuple[dict[str, dict[str, bool]], bool]:
    """Return what a text gives by name, with what the name is, and whether that is sure.

    A number that stands alone is sure only where it is said of which plan it is; a wording behind
    a number, only where the two do not speak of different things.
    """
    if text in lookup.elements and fits(text):
        return {text: {"identifier": True}}, True
    whole = [iri for iri in lookup.by_wording(text) if fits(iri)]
    if whole:
        return {iri: {"wording": True} for iri in whole}, True
    number, rest = number_and_text(text)
    if not number:
        return {}, False
    by_number = [iri for iri in lookup.by_number(number) if fits(iri)]
    by_rest = [iri for iri in lookup.by_wording(rest) if fits(iri)]
    both = [iri for iri in by_rest if iri in by_number]
    if both:
        return {iri: {"wording": True, "number": True} for iri in both}, True
    if by_rest:
        return {iri: {"wording": True} for iri in by_rest}, not by_number
    return ({}, False) if rest else ({iri: {"number": True} for iri in by_number}, in_plan)


def _likely(
    query: ReconciliationQuery, matcher: Matcher, fits: Callable[[str], bool]
) -> list[Suggestion]:
    """Return what the matcher finds and the query allows: as many as are asked for, if any."""
    top = max(_ASKED_MIN, query.limit)
    while True:
        found = matcher.match_text(query.text, top)
        fitting = [each for each in found if fits(each.target)]
        if len(fitting) >= query.limit or len(found) < top:
            return fitting[: query.limit]
        top *= 10


def _weights(reasons: Iterable[Reason]) -> dict[str, float | bool]:
    weights: dict[str, float | bool] = {}
    for reason in reasons:
        weights[reason.code] = round(weights.get(reason.code, 0.0) + reason.weight, 4)
    return weights
