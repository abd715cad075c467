"""A link that is offered, what links may lead to, and which types they may be of. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from planvev.ingest.export.model import in_language
from planvev.linking.element import Element
from planvev.linking.records import NewLink, Quote
from planvev.linking.suggest.matcher import VERSION
from planvev.linking.suggest.suggestion import Suggestion
from planvev.linking.suggest.wording import reason_text
from planvev.vocab import ID

METHOD: Final = "planvev-suggest"
LANGUAGES: Final = ("nb", "nn", "en")
_ELEMENTS: Final = ("Vision", "Value", "Goal", "Strategy", "Action", "StrategicApproach")
PERMITTED: Final = {
    "contributesTo": (
        frozenset({"Goal", "Strategy", "Action", "StrategicApproach", "PlanInstrument"}),
        frozenset({"Vision", "Goal", "Strategy", "PlanInstrument", "SdgGoal", "SdgTarget"}),
    ),
    "implements": (
        frozenset({"Strategy", "Action", "PlanInstrument"}),
        frozenset({"Goal", "Strategy", "StrategicApproach", "PlanInstrument"}),
    ),
    "concretises": (
        frozenset({"Goal", "Strategy", "Action", "PlanInstrument"}),
        frozenset({"Vision", "Goal", "Strategy", "StrategicApproach", "PlanInstrument"}),
    ),
    "continues": (
        frozenset({*_ELEMENTS, "PlanInstrument"}),
        frozenset({*_ELEMENTS, "PlanInstrument"}),
    ),
    "duplicates": (frozenset(_ELEMENTS), frozenset(_ELEMENTS)),
}
"""Between which kinds the types that are offered may stand; ``refersTo`` may between all."""


@dataclass(frozen=True)
class Offer:
    """A link that is offered. type, basis: codes. passage: what the text says, "" for none.

    labels: of the themes, actors and groups that are its reasons, by IRI and language.
    """

    suggestion: Suggestion
    type: str
    basis: str
    source: Element
    target: Element
    passage: str = ""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def reason(self, language: str) -> str:
        """Return why it is offered, in words. language: nb, nn or en."""
        named = [
            replace(each, values=tuple(self._label(value, language) for value in each.values))
            for each in self.suggestion.reasons
        ]
        return reason_text(named, language)

    def _label(self, value: str, language: str) -> str:
        labels = self.labels.get(value)
        return in_language(labels, language) if labels else value

    def link(self) -> NewLink:
        """Return the link to record."""
        found = self.suggestion
        stated = self.basis == "statedInText"
        quote = Quote(ID[f"source/{found.text}"].value, self.passage, found.start, found.end)
        return NewLink(
            self.source.iri,
            self.target.iri,
            self.type,
            self.basis,
            confidence=Decimal(f"{min(1.0, max(0.0, found.score)):.2f}"),
            reasons={language: self.reason(language) for language in LANGUAGES},
            method=f"{METHOD} {VERSION}",
            quotes=(quote,) if stated else (),
            plan=self.source.plan,
        )


@dataclass(frozen=True)
class Targets:
    """What links may lead to. plans: IRIs, ``SDG`` for the development goals.

    elements: all that tells what a target is about; offered: IRIs of those that are suggested.
    """

    plans: tuple[str, ...]
    elements: tuple[Element, ...]
    offered: frozenset[str]


def first_permitted(types: Iterable[str], source: Element, target: Element) -> str:
    """Return the first type that a link between two may be of; ``refersTo`` where none is."""
    return next((each for each in types if is_permitted(each, source, target)), "refersTo")


def is_permitted(type_: str, source: Element, target: Element) -> bool:
    """Whether a link of a type may join two kinds; as ``code/link-type`` says."""
    sources, targets = PERMITTED[type_]
    return source.kind in sources and target.kind in targets
