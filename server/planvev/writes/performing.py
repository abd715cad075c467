"""What a write worker does: apply, compare, derive, validate. It commits nothing.

It works on its own copy of the data, at one generation, and ends after it. What it returns is
committed by the server, which holds the archive's lock meanwhile: a worker that is killed at any
moment has changed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode

from planvev.access.roles import Change
from planvev.archive.canonical import (
    EMPTY,
    blank_node_labels,
    join_lines,
    relabel,
    sha256_of,
    split_lines,
)
from planvev.archive.files import SourceFile, read_source
from planvev.archive.manifest import DEFAULT, graph_name
from planvev.errors import SourceError, SourceMismatch
from planvev.sparql.content import canonical_content
from planvev.sparql.graph_store import Operation
from planvev.validation.data_view import DERIVED
from planvev.validation.incremental import (
    RESULTS_MAX,
    GraphChange,
    Seen,
    SourceReader,
    prepare,
    validate_change,
)
from planvev.validation.report import Severity, ValidationReport, merge
from planvev.writes.base import Base, WorkStore, change_of, put_text
from planvev.writes.derived import derive_changes
from planvev.writes.orders import Edit, NewGraph, Order, Outcome
from planvev.writes.updating import refuse_derived, run_update

prepare()
"""Here, so that whoever imports this before it forks has shapes and ontology ready in each fork."""

Texts = dict[str, bytes | None]
_PART_BYTES: Final = 8 * 1024 * 1024
"""Of texts, about 50,000 triples: validating as much takes 300 MB, and seconds."""


def carry_out(store: WorkStore, order: Order, base: Base) -> Outcome:
    """Carry out an order on a store that holds the base; return what comes of it.

    The store is changed. Raises what is wrong with the order: as ``updating`` and ``content``.
    """
    if order.update is not None:
        texts = run_update(store, order, base)
    else:
        texts = _edit(store, order, base)
    parts = list(_parts(texts, base))
    changes = _changes(parts[0], texts, base) if len(parts) == 1 else []
    derived: Texts = {}
    if texts or order.derive_all:
        everything = order.derive_all or len(parts) > 1
        derived = derive_changes(store, changes, base, everything=everything)
    operations = {edit.graph: edit.operation for edit in order.edits}
    graphs: list[NewGraph] = []
    reports: list[ValidationReport] = []
    seen = Seen()
    for part in parts:
        changes = changes if len(parts) == 1 else _changes(part, texts, base)
        graphs += (
            _new_graph(base, texts[change.graph], change, operations.get(change.graph))
            for change in changes
        )
        if order.validate and not _says_enough(reports):
            reports.append(_validate(store, order, base, texts, changes, seen))
    for graph, text in derived.items():
        change = change_of(graph, base.text(graph), text or EMPTY)
        graphs.append(_new_graph(base, text, change, None))
    return Outcome(tuple(graphs), merge(reports) if reports else None)


def _parts(texts: Texts, base: Base) -> Iterator[list[str]]:
    """Yield the graphs in parts: what is said of one is forgotten before the next."""
    part: list[str] = []
    size = 0
    for graph, text in texts.items():
        part.append(graph)
        size += len(base.text(graph)) + len(text or EMPTY)
        if size > _PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _changes(graphs: Iterable[str], texts: Texts, base: Base) -> list[GraphChange]:
    return [change_of(graph, base.text(graph), texts[graph] or EMPTY) for graph in graphs]


def _says_enough(reports: Iterable[ValidationReport]) -> bool:
    """Whether there are so many violations that nobody wants to read more."""
    violations = (
        result.severity is Severity.VIOLATION for report in reports for result in report.results
    )
    return sum(violations) > RESULTS_MAX


def _edit(store: WorkStore, order: Order, base: Base) -> Texts:
    texts: Texts = {}
    for edit in order.edits:
        before = base.text(edit.graph)
        after = _edited(edit, before, order, store)
        if after == before and (after is None or base.has(edit.graph)):
            continue
        if after is None and not base.has(edit.graph):
            continue
        if edit.graph.startswith(DERIVED):
            refuse_derived([edit.graph])
        put_text(store, edit.graph, before, after)
        texts[edit.graph] = after
    return texts


def _edited(edit: Edit, before: bytes, order: Order, store: WorkStore) -> bytes | None:
    """Return a graph's new text, None where the graph is to go."""
    if edit.operation is Operation.REMOVE:
        return None
    merges = edit.operation is Operation.MERGE
    text = edit.text
    if text is None:
        text = canonical_content(
            edit.documents, edit.base_iri, order.limits, rename_blank_nodes=merges
        )
    if merges:
        return join_lines([*split_lines(before), *split_lines(text)])
    return _kept_apart(text, edit.graph, store)


def _kept_apart(text: bytes, graph: str, store: WorkStore) -> bytes:
    """Return a document's text, its blank nodes relabelled where another graph has such a label.

    A document's blank nodes are none of another's (RDF 1.1 Semantics § 4.1), and a label is one
    node in all graphs here. The new labels follow from graph and label, so that the same document
    put again changes nothing.
    """
    name = graph_name(graph)
    taken = {}
    for label in blank_node_labels(text):
        node = BlankNode(label)
        quads = list(store.quads_for_pattern(node, None, None, None))
        quads += store.quads_for_pattern(None, None, node, None)
        graphs = {quad.graph_name for quad in quads}
        if graphs and name not in graphs:
            taken[label] = f"b{sha256_of(f'{graph} {label}'.encode())[:31]}"
    return relabel(text, taken) if taken else text


def _validate(
    store: WorkStore,
    order: Order,
    base: Base,
    texts: Texts,
    changes: list[GraphChange],
    seen: Seen,
) -> ValidationReport:
    def text_of(graph: str) -> bytes:
        return (texts[graph] or EMPTY) if graph in texts else base.text(graph)

    return validate_change(store, changes, text_of, _reader(order.sources), also=texts, seen=seen)


def _reader(paths: Mapping[str, str]) -> SourceReader:
    """Return what reads source texts. A file that is gone, or another by now, is reported as such.

    The validator says of a source that it does not get that it is not there.
    """

    def read(digests: Iterable[str]) -> dict[str, SourceFile]:
        found = {}
        for digest in digests:
            if digest not in paths:
                continue
            try:
                source = read_source(Path(paths[digest]))
            except SourceError:
                continue
            if source.sha256 != digest:
                raise SourceMismatch(paths[digest], digest, source.sha256)
            found[digest] = source
        return found

    return read


def _new_graph(
    base: Base, text: bytes | None, change: GraphChange, operation: Operation | None
) -> NewGraph:
    there = base.has(change.graph)
    kinds: set[Change] = set()
    if operation is Operation.REPLACE:
        kinds.add(Change.REPLACE)
    else:
        if change.added or not there:
            kinds.add(Change.ADD)
        if change.removed or text is None:
            kinds.add(Change.REMOVE)
    return NewGraph(
        graph=change.graph,
        text=text,
        changes=frozenset(kinds),
        removed=len(change.removed),
        added=len(change.added),
        created=not there and text is not None and change.graph != DEFAULT,
        derived=change.graph.startswith(DERIVED),
    )
