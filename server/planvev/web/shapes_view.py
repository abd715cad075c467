"""The shapes as people read them: what is demanded of each class, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from planvev.resources import shapes_root
from planvev.vocab import SDGO, SHAPES
from planvev.web.known_names import class_name
from planvev.web.language import current, gettext
from planvev.web.statements import language_rank
from planvev.web.tables import Cell, Table
from planvev.web.urls import Urls
from planvev.web.wording import compact_iri

SH: Final = "http://www.w3.org/ns/shacl#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PLACE: Final = re.compile(r"\{[?$]\w+\}")
"""What a message has for a value that is known only where it is not met (SHACL § 5.3.2)."""
_SEVERITIES: Final = (f"{SH}Violation", f"{SH}Warning", f"{SH}Info")


@dataclass(frozen=True)
class Demand:
    """Something that is demanded. path: a property, as SPARQL writes it; empty for the whole.

    least, most: how many values, None for no limit. message: what is said where it is not met.
    mild: whether data are taken that break it. anchor: its place on the page; empty where the same
    is demanded of another class before.
    """

    name: str
    path: str
    least: int | None
    most: int | None
    severity: str
    message: str
    language: str
    href: str | None
    mild: bool
    anchor: str = ""


@dataclass(frozen=True)
class ShapeGroup:
    """What is demanded of the things of a class. target: its IRI, empty for shapes of parts."""

    target: str
    label: str
    href: str | None
    anchor: str
    demands: list[Demand]


@cache
def triples() -> Sequence[Triple]:
    """Return all shapes of this release, as their files have them."""
    found: list[Triple] = []
    for path in sorted(shapes_root().glob("*.ttl")):
        # Blank nodes of two files must not become one.
        renamed: dict[str, BlankNode] = {}
        for quad in parse(path.read_bytes(), RdfFormat.TURTLE):
            subject = _renamed(quad.subject, renamed, path.stem)
            value = _renamed(quad.object, renamed, path.stem)
            found.append(Triple(subject, quad.predicate, value))
    return found


def _renamed(term: Any, renamed: dict[str, BlankNode], stem: str) -> Any:
    if not isinstance(term, BlankNode):
        return term
    label = "".join(c for c in stem if c.isalnum())
    return renamed.setdefault(term.value, BlankNode(f"{label}{len(renamed)}"))


class _Shapes:
    """The shapes, found by subject and predicate."""

    def __init__(self, found: Iterable[Triple]) -> None:
        self._of: dict[tuple[object, str], list[object]] = {}
        self.subjects: list[object] = []
        for triple in found:
            key = (triple.subject, triple.predicate.value)
            self._of.setdefault(key, []).append(triple.object)
            if triple.subject not in self.subjects[-1:]:
                self.subjects.append(triple.subject)

    def all(self, subject: object, predicate: str) -> list[object]:
        return self._of.get((subject, predicate), [])

    def one(self, subject: object, predicate: str) -> object | None:
        return next(iter(self.all(subject, predicate)), None)


@cache
def _shapes() -> _Shapes:
    return _Shapes(triples())


def shape_groups(urls: Urls) -> list[ShapeGroup]:
    """Return what is demanded, by the class that it is demanded of, in the page's language."""
    shapes = _shapes()
    groups: dict[str, list[Demand]] = {}
    for subject in dict.fromkeys(shapes.subjects):
        if not isinstance(subject, NamedNode):
            continue
        targets = [
            t.value for t in shapes.all(subject, f"{SH}targetClass") if isinstance(t, NamedNode)
        ]
        for target in targets or ([""] if _is_node_shape(shapes, subject) else []):
            groups.setdefault(target, []).extend(_demands(shapes, subject, urls))
    made = [_group(target, demands, urls) for target, demands in groups.items() if demands]
    return _anchored(sorted(made, key=lambda group: (not group.target, group.label.casefold())))


def _anchored(groups: list[ShapeGroup]) -> list[ShapeGroup]:
    """Return the groups with a place for each shape, where it is named first."""
    taken = {group.anchor for group in groups} | {""}
    placed = []
    for group in groups:
        demands = []
        for demand in group.demands:
            demands.append(replace(demand, anchor="" if demand.name in taken else demand.name))
            taken.add(demand.name)
        placed.append(replace(group, demands=demands))
    return placed


def _is_node_shape(shapes: _Shapes, subject: object) -> bool:
    kinds = shapes.all(subject, f"{_RDF}type")
    return any(isinstance(kind, NamedNode) and kind.value == f"{SH}NodeShape" for kind in kinds)


def _group(target: str, demands: list[Demand], urls: Urls) -> ShapeGroup:
    named = class_name(frozenset({target})) if target else gettext("Parts of shapes")
    label = named or compact_iri(target)
    anchor = target.rpartition("#")[2].rpartition("/")[2] or "parts"
    if target.startswith(SDGO.iri):
        anchor = f"sdg-{anchor}"  # the UN has classes of the same names as ours
    return ShapeGroup(target, label, urls.href_of(target) if target else None, anchor, demands)


def _demands(shapes: _Shapes, shape: NamedNode, urls: Urls) -> list[Demand]:
    found = []
    parts = [shape, *shapes.all(shape, f"{SH}property"), *shapes.all(shape, f"{SH}sparql")]
    for part in parts:
        messages = [m for m in shapes.all(part, f"{SH}message") if isinstance(m, Literal)]
        path = shapes.one(part, f"{SH}path")
        if not messages and path is None:
            continue
        best = min(messages, key=lambda m: language_rank(m.language or ""), default=None)
        severity = shapes.one(part, f"{SH}severity") or shapes.one(shape, f"{SH}severity")
        found.append(
            Demand(
                name=_name(part),
                path=path_text(shapes, path) if path is not None else "",
                least=_count(shapes.one(part, f"{SH}minCount")),
                most=_count(shapes.one(part, f"{SH}maxCount")),
                severity=_severity(severity),
                message=_PLACE.sub("…", best.value) if best else "",
                language=(best.language or "") if best else current(),
                href=urls.href_of(path.value) if isinstance(path, NamedNode) else None,
                mild=isinstance(severity, NamedNode) and severity.value != _SEVERITIES[0],
            )
        )
    return found


def _name(part: object) -> str:
    return part.value.removeprefix(SHAPES.iri) if isinstance(part, NamedNode) else ""


def _count(value: object | None) -> int | None:
    return int(value.value) if isinstance(value, Literal) and value.value.isdigit() else None


def _severity(severity: object | None) -> str:
    iri = severity.value if isinstance(severity, NamedNode) else _SEVERITIES[0]
    return {
        _SEVERITIES[0]: gettext("error"),
        _SEVERITIES[1]: gettext("warning"),
        _SEVERITIES[2]: gettext("remark"),
    }.get(iri, compact_iri(iri))


def path_text(shapes: _Shapes, path: object) -> str:
    """Return a SHACL path as SPARQL writes it (SHACL § 2.3.1)."""
    if isinstance(path, NamedNode):
        return compact_iri(path.value)
    for predicate, form in (
        ("inversePath", "^{}"),
        ("zeroOrMorePath", "{}*"),
        ("oneOrMorePath", "{}+"),
        ("zeroOrOnePath", "{}?"),
    ):
        inner = shapes.one(path, f"{SH}{predicate}")
        if inner is not None:
            return form.format(path_text(shapes, inner))
    choice = shapes.one(path, f"{SH}alternativePath")
    if choice is not None:
        return f"({'|'.join(path_text(shapes, one) for one in _list(shapes, choice))})"
    return "/".join(path_text(shapes, one) for one in _list(shapes, path))


def _list(shapes: _Shapes, node: object) -> list[object]:
    found: list[object] = []
    while (first := shapes.one(node, f"{_RDF}first")) is not None and len(found) < 100:
        found.append(first)
        node = shapes.one(node, f"{_RDF}rest")
    return found


def shapes_table(groups: Iterable[ShapeGroup]) -> Table:
    """Return what is demanded as a table for a spreadsheet."""
    columns = [
        gettext("Demanded of"),
        gettext("Shape"),
        gettext("Property"),
        gettext("At least"),
        gettext("At most"),
        gettext("Severity"),
        gettext("Message"),
    ]
    rows: list[list[Cell]] = [
        [group.label, d.name, d.path, d.least, d.most, d.severity, d.message]
        for group in groups
        for d in group.demands
    ]
    return Table(gettext("Shapes"), columns, rows)
