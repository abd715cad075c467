"""Ends of links as people name them: by IRI, or by plan and number. Pure."""

from __future__ import annotations

from typing import Final

from planvev.ingest.export.sources import PlanNotFound
from planvev.linking.corpus import Corpus
from planvev.linking.element import SDG, Element

_GOALS: Final = frozenset({"fn", "sdg", "fns bærekraftsmål", "fns berekraftsmål", "bærekraftsmål"})
_GOALS_EN: Final = frozenset({"un sustainable development goals", "sustainable development goals"})
_FIRST: Final = ("Goal", "SdgGoal", "SdgTarget", "Strategy", "Action", "StrategicApproach")
"""Kinds that a bare number means, the likeliest first."""
_TRIMMED: Final = " \t.:)"


class EndNotFound(Exception):
    """An end that is not there.

    reason: "no-end", "no-plan", "several-plans", "no-number" or "several-numbers".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def find_end(corpus: Corpus, iri: str, plan: str, number: str) -> str:
    """Return the IRI of what a link is to join.

    iri: in full, or its end ("trondheim/samfunnsdel-2009/goal/2.6"); "" to go by plan and number.
    plan: IRI, its end, or title. number: as printed, with or without its kind ("delmål 2.6"); ""
    for the plan itself. A number that several kinds have means a goal before a strategy before an
    action. Raises EndNotFound.
    """
    if iri:
        return _by_iri(corpus, iri)
    of_plan = _plan(corpus, plan)
    if not number:
        return of_plan
    found = [each for each in corpus.of_plan(of_plan) if _has_number(each, number)]
    for kind in _FIRST:
        of_kind = [each for each in found if each.kind == kind]
        if of_kind:
            found = of_kind
            break
    if not found:
        raise EndNotFound("no-number")
    if len(found) > 1:
        raise EndNotFound("several-numbers")
    return found[0].iri


def _by_iri(corpus: Corpus, iri: str) -> str:
    if iri in corpus.elements:
        return iri
    tail = iri.strip("<>/ ").removeprefix("id/")
    for known in corpus.elements:
        if known.endswith(f"/{tail}" if tail.startswith("sdg/") else f"/id/{tail}"):
            return known
    raise EndNotFound("no-end")


def _plan(corpus: Corpus, wanted: str) -> str:
    folded = " ".join(wanted.split()).casefold()
    if folded in _GOALS | _GOALS_EN:
        return SDG
    try:
        return corpus.find_plan(wanted)
    except PlanNotFound:
        titled = [
            plan.iri
            for plan in corpus.plans.values()
            if folded in {" ".join(title.split()).casefold() for title in plan.titles.values()}
        ]
    if not titled:
        raise EndNotFound("no-plan")
    if len(titled) > 1:
        raise EndNotFound("several-plans")
    return titled[0]


def _has_number(element: Element, number: str) -> bool:
    if not element.number:
        return False
    wanted = number.strip(_TRIMMED).casefold()
    own = element.number.strip(_TRIMMED).casefold()
    return own in (wanted, wanted.rpartition(" ")[2])
