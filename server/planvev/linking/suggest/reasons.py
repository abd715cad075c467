"""What speaks for a pair, in the order of its weight. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from planvev.linking.suggest.index import TermIndex
from planvev.linking.suggest.neighbours import Neighbours
from planvev.linking.suggest.prepared import Prepared
from planvev.linking.suggest.quantities import Amount, likeness
from planvev.linking.suggest.suggestion import Reason
from planvev.linking.suggest.weights import Weights
from planvev.search.words import fold

_NAMED_MOST: Final = 5
_LEAST_SHARE: Final = 0.04
_LONGEST: Final = 80
_MARKS: Final = {"theme": "themes", "actor": "actors", "group": "groups"}


def explain(
    source: Prepared,
    target: Prepared,
    signals: Mapping[str, float],
    weights: Weights,
    index: TermIndex,
    place: int,
    neighbours: Neighbours,
) -> tuple[Reason, ...]:
    """Return the reasons for a pair, the weightiest first; what weighs next to nothing is left out.

    values: of "words" and "keywords" the words as the source writes them; of "concepts" a word of
    the source and one of the target with a dash between where they differ; of "theme", "actor" and
    "group" IRIs; of "quantity" number, unit and year of each, "" for none; of "parent" the number
    or wording of what stands above the target; of "sibling" that of what stands beside the source.
    """
    total = weights.sum(signals)
    if total <= 0:
        return ()
    parts = {name: getattr(weights, name) * value / total for name, value in signals.items()}
    found = _of_text(source, target, index, place, parts["words"], parts["concepts"])
    for code, mark in _MARKS.items():
        both = getattr(source.element, mark) & getattr(target.element, mark)
        found.append(Reason(code, tuple(sorted(both)), parts[code]))
    amounts = likeness(source.amounts, target.amounts)[1]
    told = tuple(part for amount in amounts[:_NAMED_MOST] for part in _amount(amount))
    found.append(Reason("quantity", told, parts["quantity"]))
    above = neighbours.parent_of(target.element)
    if above is not None:
        named = above.number or _short(above.text("nb", "nn", "en"))
        found.append(Reason("parent", (named,), parts["parent"]))
    beside = neighbours.sibling(source.element, target.element)[1]
    if beside is not None:
        named = beside.number or _short(beside.text("nb", "nn", "en"))
        found.append(Reason("sibling", (named,), parts["sibling"]))
    found.append(Reason("embedding", (), parts["embedding"]))
    kept = [each for each in found if each.weight >= _LEAST_SHARE] or found[:1]
    kept.sort(key=lambda each: -each.weight)
    return tuple(Reason(each.code, each.values, round(each.weight, 3)) for each in kept)


def _of_text(
    source: Prepared, target: Prepared, index: TermIndex, place: int, words: float, concepts: float
) -> list[Reason]:
    """Return the reasons that lie in words: those of the wording, of keywords, of concepts."""
    named: dict[str, dict[str, float]] = {"words": {}, "keywords": {}, "concepts": {}}
    for term, weight in source.all.weights.items():
        same = ((term, 1.0),) if term in index.postings else index.alike(term)
        for other, alike in same:
            held = target.all.weights.get(other, 0.0)
            if held:
                code, name = _named(term, other, source, target)
                gain = weight * alike * held * index.rarity(other)
                named[code][name] = named[code].get(name, 0.0) + gain
    plain = {fold(name) for code in ("words", "keywords") for name in named[code]}
    named["concepts"] = {
        name: gain for name, gain in named["concepts"].items() if fold(name) not in plain
    }
    share = _share_of(named["keywords"], named["words"])
    told = {"words": words * (1 - share), "keywords": words * share, "concepts": concepts}
    if not named["concepts"]:
        told = {"words": told["words"] + concepts * (1 - share), "concepts": 0.0} | {
            "keywords": told["keywords"] + concepts * share
        }
    return [Reason(code, _best(found), told[code]) for code, found in named.items() if found]


def _named(term: str, other: str, source: Prepared, target: Prepared) -> tuple[str, str]:
    """Return what kind of reason a shared term is, and how it is written."""
    here, there = source.all.written[term], target.all.written[other]
    if term.startswith("c:"):
        return "concepts", here if fold(here) == fold(there) else f"{here} – {there}"
    is_keyword = other in target.own.weights and other not in target.words.weights
    return "keywords" if is_keyword else "words", here


def _best(named: Mapping[str, float]) -> tuple[str, ...]:
    """Return the weightiest names, each once; a word within a longer one that is named is left out."""
    ranked = sorted(named, key=lambda name: (-named[name], name))
    kept: list[str] = []
    for name in ranked:
        if not any(fold(name) in fold(other) or fold(other) in fold(name) for other in kept):
            kept.append(name)
    return tuple(_short(name) for name in kept[:_NAMED_MOST])


def _share_of(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    both = sum(one.values()) + sum(other.values())
    return sum(one.values()) / both if both else 0.0


def _amount(amount: Amount) -> tuple[str, str, str]:
    return (f"{amount.value:f}", amount.unit, str(amount.year) if amount.year else "")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
