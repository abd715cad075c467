"""How well targets are ranked: the measures, and the two that are measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Final

from bench.links_sets import Case, Question
from planvev.linking.element import Element
from planvev.linking.suggest.matcher import Matcher
from planvev.linking.suggest.weights import Weights

DEPTH: Final = 10
"""How many answers of a question are looked at."""
Ranker = Callable[[Question], Sequence[str]]


@dataclass(frozen=True)
class Measures:
    """Means over questions, from 0 to 1. hit: whether any of the right targets is there.

    mrr: one by the place of the first that is right, 0 below ten.
    """

    recall_1: float
    recall_5: float
    recall_10: float
    hit_5: float
    mrr: float


def measure(questions: Sequence[Question], ranker: Ranker) -> Measures:
    """Return how well a ranker answers; there must be a question.

    >>> measure([Question("", frozenset({"b"}))], lambda _: ["a", "b"]).mrr
    0.5
    """
    ranked = [(each.wanted, list(ranker(each))[:DEPTH]) for each in questions]

    def recall(most: int) -> float:
        return fmean(len(wanted & set(found[:most])) / len(wanted) for wanted, found in ranked)

    return Measures(
        recall(1),
        recall(5),
        recall(10),
        fmean(not wanted.isdisjoint(found[:5]) for wanted, found in ranked),
        fmean(_first(wanted, found) for wanted, found in ranked),
    )


def _first(wanted: frozenset[str], found: Sequence[str]) -> float:
    return next((1 / place for place, each in enumerate(found, 1) if each in wanted), 0.0)


def by_matcher(case: Case, weights: Weights | None = None) -> Ranker:
    """Return planvev's own ranking. Rules for numbers and quotes have no part in it."""
    matcher = Matcher(case.targets, sources=case.sources, weights=weights)
    share = -(-len(case.targets) // len(case.asked))
    known: dict[str, list[str]] = {}

    def rank(question: Question) -> list[str]:
        if question.text not in known:
            found = (
                matcher.match(question.element, DEPTH * share)
                if question.element
                else matcher.match_text(question.text, DEPTH * share, case.language)
            )
            iris = [each.target for each in found if each.target in case.asked]
            known[question.text] = iris[:DEPTH]
        return known[question.text]

    return rank


def by_tfidf(case: Case, *, widened: bool) -> Ranker:
    """Return the ranking by the cosine of TF-IDF vectors, with the defaults of scikit-learn.

    widened: whether a target is read with its keywords and with what stands under it.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # takes a second to import

    asked = [each for each in case.targets if each.iri in case.asked]
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform([_read(each, case, widened) for each in asked])

    def rank(question: Question) -> list[str]:
        cosines = (matrix @ vectorizer.transform([question.text]).T).toarray()[:, 0]
        places = sorted(range(len(asked)), key=lambda place: (-cosines[place], place))
        return [asked[place].iri for place in places if cosines[place] > 0][:DEPTH]

    return rank


def _read(element: Element, case: Case, widened: bool) -> str:
    told = [element.text(case.language)]
    if widened:
        told += element.keywords.get(case.language, ())
        told += case.under.get(element.iri, ())
    return " ".join(told)


def joined(cases: Sequence[Case]) -> list[tuple[Case, Question]]:
    """Return the questions of several cases, each with its own."""
    return [(case, question) for case in cases for question in case.questions]


def without_keywords(case: Case) -> Case:
    """Return a case whose targets have no keywords, for seeing what those are worth."""
    return replace(case, targets=tuple(replace(each, keywords={}) for each in case.targets))
