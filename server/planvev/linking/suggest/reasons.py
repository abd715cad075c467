"""What speaks for a pair, in the order of its weight. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from planvev.linking.element import Element
from planvev.linking.suggest.index import TermIndex
from planvev.linking.suggest.naming import Names, common, shown
from planvev.linking.suggest.neighbours import Beside, Neighbours
from planvev.linking.suggest.prepared import Prepared
from planvev.linking.suggest.quantities import Amount, likeness
from planvev.linking.suggest.suggestion import Reason
from planvev.linking.suggest.weights import Weights

_MARKS_MOST: Final = 3
_LEAST_SHARE: Final = 0.04
_LEAST_NAMED: Final = 0.12
"""How much of the weightiest word's gain another has at least, to be named."""
_MARKS: Final = {"theme": "themes", "actor": "actors", "group": "groups"}
_LOOKED_AT: Final = 24
_Shared: TypeAlias = tuple[float, str, str]
"""What a term that two share tells, the term of the one and of the other."""
_OF_TEXT: Final = ("words", "keywords", "concepts", "context")


def explain(
    source: Prepared,
    target: Prepared,
    signals: Mapping[str, float],
    weights: Weights,
    index: TermIndex,
    neighbours: Neighbours,
    beside: Beside,
) -> tuple[Reason, ...]:
    """Return the reasons for a pair, the weightiest first; what weighs next to nothing is left out.

    values: of "words", "keywords" (of the target) and "context" (words in what stands around the
    two) the words as they are written; of "concepts" a word of the source and one of the target
    with a dash between; of "theme", "actor" and "group" IRIs; of "quantity" number, unit and year
    of each, "" for none; of "parent" the number or wording of what stands above the target; of
    "sibling" that of what stands beside the source, and "" where its approved link leads to the
    target, "beside" where it leads to what stands beside that.
    """
    total = weights.sum(signals)
    if total <= 0:
        return ()
    own = vars(weights)
    parts: dict[str, float] = {name: own[name] * value / total for name, value in signals.items()}
    found = _of_text(source, target, index, parts["words"], parts["concepts"])
    for code, mark in _MARKS.items():
        both = getattr(source.element, mark) & getattr(target.element, mark)
        found.append(Reason(code, tuple(sorted(both)[:_MARKS_MOST]), parts[code]))
    told = _amounts(likeness(source.amounts, target.amounts)[1])
    found.append(Reason("quantity", told, parts["quantity"]))
    above = neighbours.parent_of(target.element)
    if above is not None:
        found.append(Reason("parent", (_named(above),), parts["parent"]))
    nearest = neighbours.sibling(beside, target.element)
    if nearest.element is not None:
        where = "" if nearest.share == 1 else "beside"
        found.append(Reason("sibling", (_named(nearest.element), where), parts["sibling"]))
    found.append(Reason("embedding", (), parts["embedding"]))
    found.sort(key=lambda each: -each.weight)
    kept = [each for each in found if each.weight >= _LEAST_SHARE] or found[:1]
    return tuple(Reason(each.code, each.values, round(each.weight, 3)) for each in kept)


def _of_text(
    source: Prepared, target: Prepared, index: TermIndex, words: float, concepts: float
) -> list[Reason]:
    """Return the reasons that lie in words. words, concepts: how much these two signals weigh."""
    found: dict[str, list[_Shared]] = {code: [] for code in _OF_TEXT}
    held = target.all.weights
    gains = {True: dict.fromkeys(_OF_TEXT, 0.0), False: dict.fromkeys(_OF_TEXT, 0.0)}
    for term, weight in source.all.weights.items():
        if term not in held and term in index.postings:
            continue
        for other, alike in index.same(term):
            if other in held:
                gain = weight * alike * held[other] * index.rarity(other)
                code = _code(term, other, source, target)
                gains[term[0] == "c"][code] += gain
                if term[0] != "b":
                    found[code].append((gain, term, other))
    best = max((gain for own in found.values() for gain, _, _ in own), default=0.0)
    names = Names()
    reasons = []
    for code in _OF_TEXT:
        weight = words * _share(gains[False], code) + concepts * _share(gains[True], code)
        telling = sorted(found[code], key=lambda each: (-each[0], *each[1:]))[:_LOOKED_AT]
        both = [
            common(term, other, source.all, target.all, gain)
            for gain, term, other in telling
            if gain >= _LEAST_NAMED * best
        ]
        reasons.append(Reason(code, names.choose(filter(None, both)), weight))
    return _told(reasons)


def _told(reasons: list[Reason]) -> list[Reason]:
    """Return the reasons that name words; what the others weigh goes to the weightiest of these."""
    named = [each for each in reasons if each.values]
    if not named:
        return reasons
    rest = sum(each.weight for each in reasons if not each.values)
    most = max(named, key=lambda each: each.weight)
    return [
        Reason(each.code, each.values, each.weight + (rest if each is most else 0.0))
        for each in named
    ]


def _code(term: str, other: str, source: Prepared, target: Prepared) -> str:
    """Return what kind of reason a shared term is."""
    if term not in source.own.weights or other not in target.own.weights:
        return "context"
    if term[0] == "c":
        both = common(term, other, source.all, target.all, 0.0)
        if both is None or both.is_pair:
            return "concepts"
    return "words" if other in target.words.weights else "keywords"


def _share(gains: Mapping[str, float], code: str) -> float:
    total = sum(gains.values())
    return gains[code] / total if total else 0.0


def _amounts(amounts: tuple[Amount, ...]) -> tuple[str, ...]:
    """Return number, unit and year of each; one without a year not beside the same with one."""
    dated = {(each.value, each.unit) for each in amounts if each.year}
    told = [each for each in amounts if each.year or (each.value, each.unit) not in dated]
    return tuple(
        part
        for each in told[:_MARKS_MOST]
        for part in (f"{each.value:f}", each.unit, str(each.year) if each.year else "")
    )


def _named(element: Element) -> str:
    return shown(element.number or element.text("nb", "nn", "en"))
