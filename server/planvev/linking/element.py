"""What can be linked: an element of a plan, a whole plan, a development goal. Plain data, pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

SDG: Final = "http://metadata.un.org/sdg/"
"""How the IRIs of the development goals begin; their collection stands where a plan would."""


@dataclass(frozen=True)
class Quantity:
    """A measurable aim of an element. unit: an IRI, "" where it has none; years: of four digits."""

    value: Decimal | None
    unit: str = ""
    deadline: int | None = None
    baseline: int | None = None


@dataclass(frozen=True)
class Element:
    """One thing that a link may join, with what is known of it.

    kind: the local name of its class ("Goal", "Strategy", "PlanInstrument"), of the development
    goals "SdgGoal" and "SdgTarget". plan: the IRI of the plan that it is part of, its own for a
    plan, ``SDG`` for the development goals. number: as printed, "" where it has none. texts: its
    wording by language: what the plan says, else a label, and translations. keywords: words that
    stand for it besides, by language. parents: IRIs of the elements above it, nearest first, the
    plan left out. context: running text that stands under it. themes, actors, groups: IRIs.
    """

    iri: str
    kind: str
    plan: str
    number: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    themes: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    quantities: tuple[Quantity, ...] = ()

    def text(self, *languages: str) -> str:
        """Return the wording in the first of these languages that it is there in, else in any.

        >>> Element("urn:a", "Goal", "urn:p", texts={"nb": "Trygg by", "en": "Safe"}).text("en")
        'Safe'
        """
        for language in languages:
            if language in self.texts:
                return self.texts[language]
        return next(iter(self.texts.values()), "")
