"""What an edited plan changes of the one that is there: added, changed, gone; who keeps which IRI.

A row is the element that it says the same as, in the same place if several do; else the one of its
kind that its file gives the same identifier; else the one whose wording is most alike; else the one
with the same number. So links, translations and findings stay with the element when it is
renumbered, moved or reworded, both at once included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple
from rapidfuzz import fuzz, process

from planvev.ingest.draft import FINDINGS, Draft, Kind, Row
from planvev.ingest.elements import Element
from planvev.ingest.slugs import number_slug
from planvev.vocab import CODE, DCT, PV, RDF, RDFS, SKOS

_ALIKE: Final = 75.0
"""Of 100: from here on two wordings are taken for the same element, reworded."""
_SAME_NUMBER: Final = 10.0
"""How much likeness the same number is worth, among wordings that are alike."""
_PARENTS: Final = (PV.subGoalOf, PV.pursues, PV.sectionOf)
_LIKE_MAX: Final = 4_000
"""Beyond as many rows against as many elements of a kind, likeness is not looked at."""


@dataclass(frozen=True)
class KnownElement:
    """An element that the graph has. path: below the plan's IRI; parent: its path, "" for the plan.

    text: the wording, or the label of a paraphrase. identifier: as its file gives it.
    """

    path: str
    kind: str
    text: str
    number: str = ""
    parent: str = ""
    level: str = ""
    identifier: str = ""


@dataclass(frozen=True)
class Change:
    """An element that says or stands otherwise now. what: "text", "number", "parent", "level"."""

    path: str
    kind: str
    what: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """What an import changes; elements by path, kind and text. same: how many stay as they are."""

    added: tuple[KnownElement, ...] = ()
    changed: tuple[Change, ...] = ()
    gone: tuple[KnownElement, ...] = ()
    same: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


def known_elements(triples: Iterable[Triple], plan: str) -> list[KnownElement]:
    """Return the elements of a plan's ``adopted`` graph. plan: its IRI."""
    base = f"{plan}/"
    values: dict[str, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for triple in triples:
        subject, node = triple.subject, triple.object
        if isinstance(subject, NamedNode) and isinstance(node, NamedNode | Literal):
            values[subject.value][triple.predicate].append(node)
    found = []
    for iri, properties in values.items():
        kinds = [node.value.removeprefix(PV.iri) for node in properties.get(RDF.type, [])]
        kind = next((kind for kind in kinds if kind in set(Kind)), None)
        if kind is None or not iri.startswith(base) or PV.partOf not in properties:
            continue
        text = _first(properties, PV.text) or _first(properties, RDFS.label)
        parent = next((node.value for name in _PARENTS for node in properties.get(name, [])), "")
        found.append(
            KnownElement(
                iri.removeprefix(base),
                kind,
                text,
                _first(properties, SKOS.notation),
                parent.removeprefix(base) if parent.startswith(base) else "",
                _first(properties, PV.goalLevel).removeprefix(CODE["goal-level/"].value),
                _first(properties, DCT.identifier),
            )
        )
    return found


def _first(properties: Mapping[NamedNode, list[NamedNode | Literal]], name: NamedNode) -> str:
    values = properties.get(name, [])
    return str(values[0].value) if values else ""


def kept_paths(draft: Draft, known: Sequence[KnownElement]) -> dict[str, str]:
    """Return which rows are which known elements: paths by row id."""
    return _Matching(draft, known).paths()


@dataclass
class _Matching:
    draft: Draft
    known: Sequence[KnownElement]
    kept: dict[str, str] = field(default_factory=dict)

    def paths(self) -> dict[str, str]:
        """Match in the order of how sure it is; each element and each row once."""
        self._given()
        self._same_text()
        self._same_identifier()
        self._alike()
        self._same_number()
        return self.kept

    def _rows(self) -> list[Row]:
        return [
            row for row in self.draft.rows if row.kind not in FINDINGS and row.id not in self.kept
        ]

    def _left(self) -> list[KnownElement]:
        taken = set(self.kept.values())
        return [element for element in self.known if element.path not in taken]

    def _given(self) -> None:
        paths = {element.path for element in self.known}
        self.kept |= {row.id: row.path for row in self.draft.rows if row.path in paths}

    def _same_text(self) -> None:
        left: dict[tuple[str, str], list[KnownElement]] = defaultdict(list)
        for element in self._left():
            left[element.kind, _folded(element.text)].append(element)
        for row in self._rows():
            candidates = left[row.kind.value, _folded(row.text)]
            if not candidates:
                continue
            best = max(candidates, key=lambda each: self._closeness(row, each))
            candidates.remove(best)
            self.kept[row.id] = best.path

    def _closeness(self, row: Row, element: KnownElement) -> tuple[bool, bool]:
        """How well the places of two that say the same agree: parents first, then numbers."""
        return (self.kept.get(row.parent, "") == element.parent, row.number == element.number)

    def _same_identifier(self) -> None:
        """Match by an identifier that only one of each has; after texts, as some are counts."""
        elements: dict[tuple[str, str], list[KnownElement]] = defaultdict(list)
        for element in self.known:
            elements[element.kind, element.identifier].append(element)
        rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.draft.rows:
            rows[row.kind.value, str(row.properties.get("identifier", ""))].append(row)
        taken = set(self.kept.values())
        for (kind, identifier), having in rows.items():
            found = elements.get((kind, identifier), [])
            if not identifier or len(having) != 1 or len(found) != 1:
                continue
            if having[0].id not in self.kept and found[0].path not in taken:
                self.kept[having[0].id] = found[0].path

    def _same_number(self) -> None:
        by_number: dict[tuple[str, str], list[KnownElement]] = defaultdict(list)
        for element in self.known:
            if element.number:
                by_number[element.kind, number_slug(element.number)].append(element)
        taken = set(self.kept.values())
        numbers = defaultdict(list)
        for row in self.draft.rows:
            numbers[row.kind.value, number_slug(row.number)].append(row)
        for row in self._rows():
            key = (row.kind.value, number_slug(row.number))
            found = by_number.get(key, [])
            if len(found) == 1 and len(numbers[key]) == 1 and found[0].path not in taken:
                self.kept[row.id] = found[0].path

    def _alike(self) -> None:
        for kind in Kind:
            rows = [row for row in self._rows() if row.kind is kind]
            left = [element for element in self._left() if element.kind == kind]
            if not rows or not left or len(rows) * len(left) > _LIKE_MAX * _LIKE_MAX // 4:
                continue
            texts = [_folded(element.text) for element in left]
            pairs = sorted(
                (-score - _SAME_NUMBER * self._has_number(row, left[e]), r, e)
                for r, row in enumerate(rows)
                for _, score, e in process.extract(
                    _folded(row.text), texts, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5
                )
            )
            used: set[int] = set()
            for _, r, e in pairs:
                if rows[r].id not in self.kept and e not in used:
                    self.kept[rows[r].id] = left[e].path
                    used.add(e)

    def _has_number(self, row: Row, element: KnownElement) -> bool:
        return bool(row.number) and row.number == element.number


def difference(elements: Iterable[Element], known: Sequence[KnownElement]) -> Difference:
    """Compare what an import makes with what the graph has."""
    before = {element.path: element for element in known}
    added, changed = [], []
    paths = set()
    same = 0
    for element in elements:
        paths.add(element.path)
        now = _known(element)
        old = before.get(element.path)
        if old is None:
            added.append(now)
        elif what := _what_changed(old, now):
            changed.append(Change(element.path, element.kind, what, old.text, now.text))
        else:
            same += 1
    gone = tuple(element for element in known if element.path not in paths)
    return Difference(tuple(added), tuple(changed), gone, same)


def _known(element: Element) -> KnownElement:
    return KnownElement(
        element.path,
        element.kind,
        element.text or element.label or "",
        element.notation or "",
        element.parent,
        str(element.properties.get("goalLevel", "")),
    )


def _what_changed(old: KnownElement, new: KnownElement) -> tuple[str, ...]:
    names = ("kind", "text", "number", "parent", "level")
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
