"""A plan before it is RDF: its source text, and the elements that were cut out of it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.generate.named import Named
from bench.generate.terms import BASE, Term, code, iri, name
from bench.generate.terms import text as literal
from bench.generate.words import Writer

LINE_WIDTH: Final = 72
"""Characters of a line of source text, at most, where no word is longer."""


@dataclass(slots=True)
class Slice:
    """A contiguous part of the source text. start, end: code points, end exclusive."""

    start: int
    end: int
    exact: str
    role: str = "wording"


@dataclass(slots=True)
class Element:
    """One element. path: its IRI below the plan's; relations: property to path or term."""

    path: str
    kind: str
    text: str
    position: int
    slices: list[Slice]
    relations: list[tuple[str, str | Term]] = field(default_factory=list)
    facts: list[tuple[Term, Term]] = field(default_factory=list)
    label: str | None = None
    notation: str | None = None
    named: Sequence[Named] = ()


@dataclass(frozen=True)
class Names:
    """Who a plan names: the municipality and the actors and groups it can draw from."""

    town: str
    slug: str
    actors: Sequence[Named]
    groups: Sequence[Named]


def wrap(text: str, width: int = LINE_WIDTH) -> str:
    r"""Break lines by making spaces line feeds; the length stays.

    >>> wrap("en to tre fire", 7)
    'en to\ntre\nfire'
    """
    lines = []
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


class PlanDraft:
    """A plan under construction. Each element is appended to the source text where it stands."""

    def __init__(self, rng: random.Random, writer: Writer, names: Names, folder: str) -> None:
        self.rng: Final = rng
        self.write: Final = writer
        self.names: Final = names
        self.folder: Final = folder
        self.path: Final = f"{names.slug}/{folder}"
        self.base: Final = f"{BASE}id/{self.path}/"
        self.iri: Final = iri(f"{BASE}id/{self.path}")
        self.elements: list[Element] = []
        self._parts: list[str] = []
        self._length = 0
        self._positions: dict[tuple[str, str], int] = {}

    def local(self, path: str) -> Term:
        """Return a thing of this plan; path: below the plan's IRI."""
        return Term(f"<{path}>", f"<{self.base}{path}>")

    def print_line(self, text: str) -> Slice:
        """Append a text to the source, wrapped, with a line feed after it."""
        raw = wrap(text)
        piece = Slice(self._length, self._length + len(raw), raw)
        self._parts += [raw, "\n"]
        self._length += len(raw) + 1
        return piece

    def print_element(self, text: str) -> list[Slice]:
        """Append an element's text; now and then a caption cuts a long one into two slices."""
        if len(text) > 300 and self.rng.random() < 0.05:
            cut = text.index(" ", len(text) // 2)
            first = self.print_line(text[:cut])
            self.print_line(f"Foto: {self.write.heading(2)}")
            return [first, self.print_line(text[cut + 1 :])]
        return [self.print_line(text)]

    def next_position(self, kind: str, parent: str) -> int:
        """Return the next place among the siblings of a class; parent: "" for the plan."""
        self._positions[kind, parent] = self._positions.get((kind, parent), 0) + 1
        return self._positions[kind, parent]

    def add(self, path: str, kind: str, text: str, parent: str = "", relation: str = "") -> Element:
        """Add an element with its wording. relation: the property that leads to the parent."""
        element = Element(
            path, kind, text, self.next_position(kind, parent), self.print_element(text)
        )
        if relation:
            element.relations.append((relation, parent or self.iri))
        self.elements.append(element)
        return element

    def choose_named(self, chances: Sequence[float]) -> list[Named]:
        """Choose distinct actors and groups. chances: the weights of 0, 1, 2 and so on."""
        count = self.rng.choices(range(len(chances)), weights=chances)[0]
        chosen: dict[str, Named] = {}
        for _ in range(count):
            pool = self.names.groups if self.rng.random() < 0.55 else self.names.actors
            # The square makes the first of the list come often, as in the plans that were read.
            one = pool[int(len(pool) * self.rng.random() ** 2)]
            chosen[one.phrase] = one
        return list(chosen.values())

    def source_text(self) -> str:
        """Return the source text as it stands."""
        return "".join(self._parts)

    def source_digest(self) -> str:
        """Return the SHA-256 of the source text's bytes, in hexadecimal."""
        return hashlib.sha256(self.source_text().encode()).hexdigest()


def paragraphs(draft: PlanDraft, parent: str, count: int) -> None:
    """Add paragraphs of running text to an element; each about 320 characters."""
    for _ in range(count):
        named = draft.choose_named((10, 22, 30, 22, 11, 5))
        sentences = draft.rng.choice((2, 2, 3, 3, 4))
        text = draft.write.paragraph(sentences, [one.phrase for one in named])
        number = draft.next_position("paragraph", parent)
        element = draft.add(f"{parent}/section/{number}", "Section", text, parent, "sectionOf")
        element.named = named


def heading(draft: PlanDraft, path: str, text: str) -> None:
    """Add a headed part of the document."""
    draft.add(path, "Section", text, "", "sectionOf").label = text


def goal(draft: PlanDraft, number: str, level: str, year: int, parent: str = "") -> Element:
    """Add a goal. number: as printed ("2.6"); level: of the codelist goal-level."""
    named = draft.choose_named((42, 42, 14, 2))
    text = draft.write.goal(draft.names.town, year, [one.phrase for one in named])
    draft.print_line("Delmål" if parent else "Hovedmål")
    element = draft.add(f"goal/{number}", "Goal", text, parent, "subGoalOf" if parent else "")
    element.named, element.label, element.notation = named, text, number
    element.facts.append((name("pv", "goalLevel"), code("goal-level", level)))
    return element


def bullet(draft: PlanDraft, path: str, kind: str, parent: str) -> Element:
    """Add a strategy or an action. kind: its class; parent: the path of what it pursues."""
    named = draft.choose_named((32, 40, 20, 8))
    verb, text = draft.write.strategy([one.phrase for one in named])
    element = draft.add(path, kind, text, parent, "pursues")
    element.named, element.label = named, text
    if kind == "Strategy":
        element.facts.append((name("pv", "leadVerb"), literal(verb)))
    return element
