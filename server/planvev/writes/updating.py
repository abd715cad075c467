"""SPARQL Update on a worker's copy: what it changes in which graphs, put into the archive's texts.

The store rewrites literals, so its content is not what is kept: the difference that the update
makes in the store is put into the archive's texts (``archive.patch``), and all that it did not
touch stays as it was put.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from planvev.archive.canonical import EMPTY, parse_canonical
from planvev.archive.manifest import DEFAULT, graph_name
from planvev.archive.patch import StoredForm, patch, spellings_in
from planvev.errors import BadRequest, Forbidden, QuerySyntaxError
from planvev.sparql.content import check_graph_iri, check_triples
from planvev.sparql.scan import ScanLimits, refuse_excessive
from planvev.sparql.update import analyse_update, refuse_outside, with_using
from planvev.validation.data_view import DERIVED
from planvev.writes.base import Base, WorkStore, quads_in
from planvev.writes.orders import Order

_LIMITS: Final = ScanLimits(bytes_max=0)
"""A body's own limit holds for the length of an update."""
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class _Before:
    """A graph before the update: its quads, or a digest of them where there are too many."""

    quads: frozenset[Quad] | None
    digest: bytes = b""


def run_update(store: WorkStore, order: Order, base: Base) -> dict[str, bytes | None]:
    """Run the order's update; return the new canonical texts of the graphs that it changes.

    None stands for a graph that is gone. The store holds the result. Where the update reaches any
    graph, changes of derived graphs are undone: they follow from the others.
    Raises QueryRefused (it nests too deep), QuerySyntaxError, BadRequest, BadContent,
    FederationRefused, Forbidden (a derived graph).
    """
    # Here, and not in the server: it takes a second and more for an update of megabytes.
    refuse_excessive(order.update or "", _LIMITS)
    text = with_using(order.update or "", order.using, order.base_iri)
    analysis = analyse_update(text, order.base_iri)
    derived = [graph for graph in analysis.graphs if graph.startswith(DERIVED)]
    if derived and not analysis.open_ended:
        refuse_derived(derived)
    before = (
        _digests(store)
        if analysis.open_ended
        else {graph: _Before(_quads(store, graph)) for graph in analysis.graphs}
    )
    _execute(store, text, order.base_iri)
    graphs = set(before)
    if analysis.open_ended:
        graphs |= _names(store)
    changes: dict[str, bytes | None] = {}
    for graph in sorted(graphs):
        change = _change(store, graph, before.get(graph, _Before(frozenset())), base)
        if change is None:
            continue
        removed, added = change
        if graph.startswith(DERIVED):
            _undo(store, graph, removed, added, base)
            continue
        check_triples(added, order.limits)
        if graph != DEFAULT and not base.has(graph):
            check_graph_iri(graph, order.limits)
        if not _is_there(store, graph):
            changes[graph] = None
            continue
        stored_form = _StoredForm(store)
        spellings = _spellings(analysis.sources(graph), added, base, stored_form)
        new = patch(base.text(graph), removed, added, stored_form, spellings)
        if new != base.text(graph) or not base.has(graph):
            changes[graph] = new
    return changes


def _names(store: WorkStore) -> set[str]:
    """Return the keys of the named graphs. Raises BadRequest where one is named by a blank node."""
    names = set()
    for graph in store.named_graphs():
        if not isinstance(graph, NamedNode):
            raise BadRequest("The update makes a graph that a blank node names; name it by an IRI.")
        names.add(graph.value)
    return names


def _spellings(
    sources: Iterable[str], added: Sequence[Triple], base: Base, stored_form: StoredForm
) -> dict[bytes, list[bytes]]:
    """Return how the graphs that were copied spell what was added: a copy stands as they do."""
    found: dict[bytes, list[bytes]] = {}
    for source in sorted(sources):
        for form, lines in spellings_in(base.text(source), added, stored_form).items():
            found.setdefault(form, lines)
    return found


def refuse_derived(graphs: Iterable[str]) -> None:
    """Raise Forbidden: these graphs follow from others."""
    raise Forbidden(
        f"<{min(graphs)}> is derived from the other graphs, and changes with them; "
        "it is not written to."
    )


def _execute(store: WorkStore, text: str, base_iri: str | None) -> None:
    try:
        store.update(text, base_iri=base_iri)
    except SyntaxError as error:
        match = _PLACE.fullmatch(str(error))
        if match is None:
            raise QuerySyntaxError(str(error)) from None
        raise QuerySyntaxError(match[3], int(match[1]), int(match[2])) from None
    except (ValueError, OSError, RuntimeError) as error:
        refuse_outside(text)
        raise BadRequest(f"The update cannot be done: {error}") from None
    # It is known to parse now. What it did in vain outside ends with this worker.
    refuse_outside(text)


def _change(
    store: WorkStore, graph: str, before: _Before, base: Base
) -> tuple[list[Triple], list[Triple]] | None:
    """Return the triples removed and added, in the store's form; None where nothing changed."""
    if before.quads is None and before.digest == _digest(store, graph):
        old: frozenset[Quad] | None = None
    else:
        old = before.quads if before.quads is not None else _stored(store, graph, base)
    there = _is_there(store, graph)
    if old is None:
        return None if there == base.has(graph) or graph == DEFAULT else ([], [])
    new = _quads(store, graph)
    if old == new and there == base.has(graph):
        return None
    return ([quad.triple for quad in old - new], [quad.triple for quad in new - old])


def _quads(store: WorkStore, graph: str) -> frozenset[Quad]:
    return frozenset(store.quads_for_pattern(None, None, None, graph_name(graph)))


def _stored(store: WorkStore, graph: str, base: Base) -> frozenset[Quad]:
    """Return a graph of the base as the store had it, from its text."""
    name = graph_name(graph)
    empty = type(store)()
    empty.extend(quads_in(name, parse_canonical(base.text(graph))))
    return _quads(empty, graph)


def _digests(store: WorkStore) -> Mapping[str, _Before]:
    """Return a digest of every graph; the quads of all at once would take too much memory."""
    graphs = [DEFAULT, *(graph.value for graph in store.named_graphs())]
    return {graph: _Before(None, _digest(store, graph)) for graph in graphs}


def _digest(store: WorkStore, graph: str) -> bytes:
    content = store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph_name(graph))
    return hashlib.sha256(content or EMPTY).digest()


def _is_there(store: WorkStore, graph: str) -> bool:
    """Whether a graph is there; the unnamed one counts as there when it is not empty."""
    name = graph_name(graph)
    if isinstance(name, DefaultGraph):
        return next(store.quads_for_pattern(None, None, None, name), None) is not None
    return store.contains_named_graph(name)


def _undo(
    store: WorkStore, graph: str, removed: Iterable[Triple], added: Iterable[Triple], base: Base
) -> None:
    name = graph_name(graph)
    for quad in quads_in(name, added):
        store.remove(quad)
    if isinstance(name, NamedNode):
        if base.has(graph):
            store.add_graph(name)
        else:
            store.remove_graph(name)
            return
    store.extend(quads_in(name, removed))


class _StoredForm:
    """What a store of this kind makes of a triple."""

    def __init__(self, store: WorkStore) -> None:
        self._scratch = type(store)()

    def __call__(self, triple: Triple) -> Triple:
        self._scratch.add(Quad(triple.subject, triple.predicate, triple.object))
        stored = next(self._scratch.quads_for_pattern(None, None, None, None))
        self._scratch.remove(stored)
        return stored.triple
