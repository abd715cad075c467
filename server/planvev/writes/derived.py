"""Derived graphs in the same commit as what they follow from.

The triples of a derivation (``ontology/derivations/<name>.rq``) stand in several graphs, so that a
small change rewrites a small one: ``graph/derived/<name>/<body>/<plan>`` holds those whose subject
is a thing of that plan, and ``graph/derived/<name>`` all others. The latter is there, if only
empty, once the derivation has been made.

The queries run over everything only once. After that, each change leads to the links and elements
whose derived triples may differ; the same query runs over a small store with what is known of
them, and its result takes the place of what was derived from them before. A derivation of which
this module knows nothing runs over everything each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, QueryTriples, Triple

from planvev.archive.canonical import EMPTY, join_lines, lines_of, serialize_canonical, split_lines
from planvev.errors import SourceError
from planvev.linking.derive import read_derivations
from planvev.validation.data_view import DataView, Node
from planvev.validation.incremental import GraphChange
from planvev.vocab import GRAPH, PROV, PV
from planvev.writes.base import Base, WorkStore

_ROOTS_MAX: Final = 5_000
"""From so many links or elements on, running the query over everything is faster."""
_PLACE: Final = re.compile(r"/id/([^/?#]+)/([^/?#]+)")
LINKS: Final = GRAPH["derived/links"]
MENTIONS: Final = GRAPH["derived/mentions"]


@dataclass(frozen=True)
class Redone:
    """What a change does to a derivation. before: the triples that it had of what is touched."""

    before: set[Triple]
    after: set[Triple]


Redo = Callable[[Sequence[GraphChange], DataView, str], Redone | None]
"""Says what a change does, None where everything must be done anew; the last is the query."""


def derive_changes(
    store: WorkStore, changes: Sequence[GraphChange], base: Base, *, everything: bool = False
) -> dict[str, bytes | None]:
    """Return the new texts of the derived graphs that change; None for one that is gone.

    store: the data after the change, its derived graphs as they were before. everything: whether
    to run the queries over all data whatever changed. Raises SourceError for a derivation that is
    no CONSTRUCT.
    """
    texts: dict[str, bytes | None] = {}
    for graph, query in read_derivations().items():
        view = DataView(store, base.text)
        redo = _REDO.get(graph)
        made = base.has(graph.value) and not everything
        redone = redo(changes, view, query) if made and redo else None
        if redone is None:
            texts |= _whole(graph.value, _construct(store, graph.value, query, union=True), base)
        else:
            texts |= _patched(graph.value, redone, base)
    return texts


def place_of(root: str, subject: object) -> str:
    """Return the graph in which a derivation keeps the triples of a subject.

    >>> place_of("urn:derived", NamedNode("https://w3id.org/planvev/id/a/b/link/1"))
    'urn:derived/a/b'
    """
    match = _PLACE.search(subject.value) if isinstance(subject, NamedNode) else None
    return f"{root}/{match[1]}/{match[2]}" if match else root


def _whole(root: str, triples: Iterable[Triple], base: Base) -> dict[str, bytes | None]:
    placed: dict[str, list[Triple]] = {root: []}
    for triple in triples:
        placed.setdefault(place_of(root, triple.subject), []).append(triple)
    old = {name for name in base.hashes if name == root or name.startswith(f"{root}/")}
    texts: dict[str, bytes | None] = dict.fromkeys(old - placed.keys())
    for name, held in placed.items():
        text = serialize_canonical(held)
        if not base.has(name) or base.text(name) != text:
            texts[name] = text
    return texts


def _patched(root: str, redone: Redone, base: Base) -> dict[str, bytes | None]:
    touched: dict[str, tuple[set[bytes], set[bytes]]] = {}
    for index, triples in enumerate((redone.before - redone.after, redone.after - redone.before)):
        for triple, line in zip(triples, lines_of(triples), strict=True):
            place = touched.setdefault(place_of(root, triple.subject), (set(), set()))
            place[index].add(line)
    texts: dict[str, bytes | None] = {}
    for name, (gone, new) in touched.items():
        text = join_lines((set(split_lines(base.text(name))) - gone) | new)
        texts[name] = text if text != EMPTY or name == root else None
    return texts


def _construct(store: WorkStore, root: str, query: str, *, union: bool) -> list[Triple]:
    triples = store.query(query, use_default_graph_as_union=union)
    if not isinstance(triples, QueryTriples):
        raise SourceError("a derivation is a CONSTRUCT query", f"{root.rpartition('/')[2]}.rq")
    return list(triples)


def _redo_links(changes: Sequence[GraphChange], view: DataView, query: str) -> Redone | None:
    """Redo the links that the change touches, and all that join the same two ends."""
    if any(triple.predicate in _OF_LINK_TYPES for triple in _triples(changes)):
        return None
    links: set[Node] = set()
    ends: dict[NamedNode, dict[Node, set[Node]]] = {PV.linkSource: {}, PV.linkTarget: {}}
    for triple in _triples(changes):
        links.update(_links_of(triple, view))
        for subject in _nodes([triple.subject] if triple.predicate in ends else []):
            ends[triple.predicate].setdefault(subject, set()).update(_nodes([triple.object]))
    pairs: set[tuple[Node, Node]] = set()
    for link in links:
        sources, targets = (
            held.get(link, set()) | set(view.objects(link, predicate))
            for predicate, held in ends.items()
        )
        pairs |= {pair for s in sources for t in targets for pair in ((s, t), (t, s))}
    for source, target in pairs:
        links.update(
            link
            for link in view.subjects(PV.linkSource, source)
            if target in view.objects(link, PV.linkTarget)
        )
    if len(links) > _ROOTS_MAX:
        return None
    before = {t for link in links for t in _derived(LINKS, view, link, PV.linkStatus, None)}
    before |= {t for s, o in pairs for t in _derived(LINKS, view, s, None, o)}
    around = set(links)
    for link in links:
        around.update(view.subjects(PV.decides, link), view.objects(link, PV.linkType))
    return Redone(before, set(_over(around, LINKS, view, query)))


def _links_of(triple: Triple, view: DataView) -> Iterator[Node]:
    """Yield the links that a changed triple says something of, itself or by a decision."""
    if triple.predicate in _OF_LINKS or triple.object == PV.Link:
        yield from _nodes([triple.subject])
    if triple.predicate in _OF_DECISIONS:
        for decision in _nodes([triple.subject]):
            yield from view.objects(decision, PV.decides)
        yield from _nodes([triple.object] if triple.predicate == PV.decides else [])


def _redo_mentions(changes: Sequence[GraphChange], view: DataView, query: str) -> Redone | None:
    """Redo the elements about which a mention has changed."""
    elements: set[Node] = set()
    for triple in _triples(changes):
        if triple.predicate in _OF_MENTIONS or triple.object == PV.Mention:
            if isinstance(triple.subject, Node):
                elements.update(view.objects(triple.subject, PV.about))
            if triple.predicate == PV.about:
                elements.update(_nodes([triple.object]))
    if len(elements) > _ROOTS_MAX:
        return None
    before = {t for element in elements for t in _derived(MENTIONS, view, element, None, None)}
    around = {mention for element in elements for mention in view.subjects(PV.about, element)}
    return Redone(before, set(_over(around, MENTIONS, view, query)))


_OF_LINK_TYPES: Final = (PV.derivesProperty, PV.symmetric)
_OF_LINKS: Final = (PV.linkSource, PV.linkTarget, PV.linkType, PV.linkBasis)
_OF_DECISIONS: Final = (
    *(PV.decides, PV.outcome, PV.settles),
    *(PROV.endedAtTime, PROV.wasAssociatedWith),
)
_OF_MENTIONS: Final = (PV.about, PV.mentioned, PV.role)
_REDO: Final[Mapping[NamedNode, Redo]] = {LINKS: _redo_links, MENTIONS: _redo_mentions}


def _triples(changes: Iterable[GraphChange]) -> Iterator[Triple]:
    return (triple for change in changes for triple in (*change.removed, *change.added))


def _nodes(terms: Iterable[object]) -> Iterator[Node]:
    return (term for term in terms if isinstance(term, Node))


def _derived(
    root: NamedNode, view: DataView, subject: Node, predicate: NamedNode | None, node: Node | None
) -> Iterator[Triple]:
    """Yield the triples that a derivation has made, as they stand in the store."""
    place = NamedNode(place_of(root.value, subject))
    quads = view.store.quads_for_pattern(subject, predicate, node, place)
    return (quad.triple for quad in quads)


def _over(nodes: Iterable[Node], root: NamedNode, view: DataView, query: str) -> list[Triple]:
    """Run a query over what is said of some nodes."""
    small: WorkStore = view.empty_store()  # type: ignore[assignment]
    small.extend(
        Quad(quad.subject, quad.predicate, quad.object)
        for node in nodes
        for quad in view.quads_of(node)
    )
    return _construct(small, root.value, query, union=False)
