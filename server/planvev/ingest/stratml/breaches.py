"""Where a StratML file breaks its schema: said, with the lines, and read all the same.

A small table of our own (``schema``) is held against the file instead of the XSDs: it can say in
words what is wrong, of old namespaces too. Of version 3.5 only identifiers, dates and spellings are
looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from planvev.ingest.stratml.names import KNOWN_NAMESPACES, NAMESPACES, ROOTS
from planvev.ingest.stratml.schema import CODES, DATES, MODELS, Particle
from planvev.ingest.stratml.tree import Node

_ID: Final = re.compile(r"[^\W\d][\w.\-·]*")
_DATE: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?")
_DECIMAL: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_LINES_SHOWN: Final = 8
Warning_ = tuple[str, tuple[str, ...]]


def breaches_of(root: Node) -> list[Warning_]:
    """Return each kind of breach once: a code of ``doubts``, what it is about, and the lines.

    >>> from planvev.ingest.stratml.tree import parse
    >>> breaches_of(parse(b"<StrategicPlan><Name>P</Name></StrategicPlan>", "plan.xml"))[1]
    ('stratml-required', ('StrategicPlan', 'StrategicPlanCore', '1'))
    """
    lines: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for code, subject, line in _breaches(root):
        lines.setdefault((code, subject), []).append(line)
    return [(code, (*subject, _shown(there))) for (code, subject), there in lines.items()]


def _shown(lines: list[int]) -> str:
    """Return line numbers as a person reads them, the first few of many.

    >>> _shown([3, 3, 7])
    '3, 7'
    """
    there = list(dict.fromkeys(lines))
    shown = ", ".join(str(line) for line in there[:_LINES_SHOWN])
    return shown if len(there) <= _LINES_SHOWN else f"{shown} … ({len(lines)})"


def _breaches(root: Node) -> Iterator[tuple[str, tuple[str, ...], int]]:
    kind = ROOTS[root.name.lower()]
    yield from _namespace(root, kind)
    models = MODELS.get(kind, {})
    identifiers: set[str] = set()
    for node in root.walk():
        if node is not root and _is_misspelt(node):
            yield "stratml-spelling", (node.name, node.key), node.line
        name = kind if node is root else node.key
        if name in models:
            yield from _children(node, name, models[name])
            yield from _attributes(node)
        yield from _value(node, kind, identifiers)


def _is_misspelt(node: Node) -> bool:
    """Whether an element is called otherwise than in any version. "id" is a form's own."""
    if node.name.endswith("PerformanceIndicator") or node.name == "id":
        return False
    return node.name != node.key


def _namespace(root: Node, kind: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    wanted = NAMESPACES.get(kind)
    if not root.namespace:
        yield "stratml-no-namespace", (), root.line
    elif wanted and root.namespace != wanted:
        code = "stratml-namespace" if root.namespace in KNOWN_NAMESPACES else "stratml-foreign"
        yield code, (root.namespace,), root.line


def _children(
    node: Node, name: str, model: tuple[Particle, ...]
) -> Iterator[tuple[str, tuple[str, ...], int]]:
    places = {particle.name: place for place, particle in enumerate(model)}
    there = [places[child.key] for child in node.children if child.key in places]
    if there != sorted(there):
        yield "stratml-order", (name, ", ".join(places)), node.line
    seen: dict[str, int] = {}
    for child in node.children:
        if child.key not in places:
            yield "stratml-unknown", (child.name, name), child.line
            continue
        seen[child.key] = seen.get(child.key, 0) + 1
        if seen[child.key] == 2 and not model[places[child.key]].many:
            yield "stratml-repeated", (child.key, name), child.line
    for particle in model:
        if particle.required and particle.name not in seen:
            yield "stratml-required", (name, particle.name), node.line


def _attributes(node: Node) -> Iterator[tuple[str, tuple[str, ...], int]]:
    for name, value in node.attributes.items():
        if name in CODES and value not in CODES[name]:
            yield "stratml-code", (name, value), node.line


def _value(
    node: Node, kind: str, identifiers: set[str]
) -> Iterator[tuple[str, tuple[str, ...], int]]:
    words = node.words
    if node.key == "Identifier":
        if not _ID.fullmatch(words):
            yield "stratml-id", (words[:60],), node.line
        elif words in identifiers:
            yield "stratml-id-repeats", (words[:60],), node.line
        identifiers.add(words)
    elif node.key in DATES and (words or kind == "StrategicPlan"):
        if not _is_date(words):
            yield "stratml-date", (node.key, words[:60]), node.line
    elif node.key == "NumberOfUnits" and words and not _DECIMAL.fullmatch(words):
        yield "stratml-number", (words[:60],), node.line
    elif node.key == "RoleType" and kind in MODELS and words not in CODES["RoleType"]:
        yield "stratml-code", (node.key, words[:60]), node.line


def _is_date(words: str) -> bool:
    match = _DATE.fullmatch(words)
    if match is None:
        return False
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return False
    return True
