"""Elements as they are compared: terms of the element and of what stands around it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from planvev.linking.element import Element
from planvev.linking.suggest.analysis import Analyser, Terms
from planvev.linking.suggest.quantities import Amount, amounts_of

KEYWORDS: Final = 0.9
"""How much a keyword counts beside the wording itself."""
CONTEXT: Final = 0.3
PARENTS: Final = (0.3, 0.15)
CHILDREN: Final = 0.35
_CONTEXT_LETTERS: Final = 6_000
_KEYWORDS_MOST: Final = 1_000
_CHILDREN_MOST: Final = 60


@dataclass(frozen=True)
class Prepared:
    """An element with its terms.

    words: of its wording; own: also of its keywords; all: also of what stands around it.
    """

    element: Element
    own: Terms
    words: Terms
    all: Terms
    amounts: frozenset[Amount] = frozenset()


@dataclass
class Surroundings:
    """Elements by IRI, and those under each."""

    by_iri: dict[str, Element] = field(default_factory=dict)
    children: dict[str, list[Element]] = field(default_factory=dict)

    @classmethod
    def of(cls, elements: Iterable[Element]) -> Surroundings:
        """Return the surroundings that these elements are to one another."""
        made = cls()
        unique = {element.iri: element for element in elements}
        for iri in sorted(unique):
            made.by_iri[iri] = element = unique[iri]
            if element.parents:
                made.children.setdefault(element.parents[0], []).append(element)
        return made

    def parent(self, element: Element) -> Element | None:
        """Return the element right above one, if it is among these."""
        return self.by_iri.get(element.parents[0]) if element.parents else None

    def siblings(self, element: Element) -> Sequence[Element]:
        """Return the elements beside one, and the one above."""
        if not element.parents:
            return ()
        beside = [
            each for each in self.children.get(element.parents[0], ()) if each.iri != element.iri
        ]
        above = self.by_iri.get(element.parents[0])
        return [*beside, above] if above else beside


class Preparer:
    """Elements into what is compared; wordings that were seen before are remembered."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._texts: dict[str, Terms] = {}

    def prepare(self, element: Element, around: Surroundings) -> Prepared:
        """Return an element with its terms and those of what stands around it."""
        words = self._texts_of(element)
        own = words.copy()
        for language, keywords in sorted(element.keywords.items()):
            for keyword in keywords[:_KEYWORDS_MOST]:
                own.add_all(self._analyser.terms_of(keyword, language), KEYWORDS)
        everything = own.copy()
        language = next(iter(element.texts), "")
        room = _CONTEXT_LETTERS
        for paragraph in element.context:
            if room > 0:
                terms = self._analyser.terms_of(paragraph[:room], language)
                everything.add_all(terms, CONTEXT)
            room -= len(paragraph)
        for iri, share in zip(element.parents, PARENTS, strict=False):
            if iri in around.by_iri:
                everything.add_all(self._texts_of(around.by_iri[iri]), share)
        for child in islice(around.children.get(element.iri, ()), _CHILDREN_MOST):
            everything.add_all(self._texts_of(child), CHILDREN)
        # In an order of their own: floats add up otherwise in another order.
        everything.weights = dict(sorted(everything.weights.items()))
        return Prepared(element, own, words, everything, amounts_of(element))

    def _texts_of(self, element: Element) -> Terms:
        found = self._texts.get(element.iri) if element.iri else None
        if found is None:
            found = Terms()
            for language, text in sorted(element.texts.items()):
                found.add_all(self._analyser.terms_of(text, language), 1.0)
            if element.iri:
                self._texts[element.iri] = found
        return found


def shared(one: frozenset[str], other: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Return how much of what two are marked with they share, from 0 to 1; the rare weighs more.

    >>> shared(frozenset({"a", "b"}), frozenset({"b"}), {"a": 1.0, "b": 1.0})
    0.5
    """
    if not one & other:
        return 0.0
    both = sum(rarity.get(each, 1.0) for each in sorted(one & other))
    either = sum(rarity.get(each, 1.0) for each in sorted(one | other))
    return both / either if either else 0.0
