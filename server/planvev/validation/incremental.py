"""The gate for changes: validates what a change concerns, in milliseconds, whatever else there is.

It finds the violations that validation of everything would find (``gate.validate_graphs``), as far
as the change can have made them: data that were valid stay valid. A test compares the two on
random changes of the real data. Five parts, as there:

- core shapes, on the nodes that the change concerns (``dependencies``): ``compiled`` lets pass what
  surely conforms, pySHACL judges the rest and says what is wrong;
- rules over sets, for the plans, sources and links concerned (``set_rules``);
- passages, where the change touches one: all of that source text (``passages``);
- terms that the ontology does not define, among the triples added (``terms``);
- what stands in which graph, on the subjects touched (``touched``).

The data are seen through a store; the ontology and the codelists are expected among them, and put
beside them where they are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from planvev.archive.canonical import EMPTY, serialize_canonical
from planvev.archive.files import GraphFile, SourceFile, ontology_files, read_graph_file
from planvev.archive.manifest import graph_key
from planvev.resources import ontology_root
from planvev.validation.compiled import CompiledShapes
from planvev.validation.data_graph import ontology_context
from planvev.validation.data_view import DataView, Node, QuadStore, batched, graph_of, visible
from planvev.validation.dependencies import Dependencies
from planvev.validation.index import GraphIndex
from planvev.validation.names import names_of
from planvev.validation.passages import check_passages
from planvev.validation.report import Severity, ValidationReport, ValidationResult
from planvev.validation.set_rules import check_regions, evaluate_set_rules
from planvev.validation.shacl import PreparedShapes, shape_files
from planvev.validation.shapes_model import ShapesModel
from planvev.validation.terms import check_terms
from planvev.validation.touched import check_touched, warm_up
from planvev.vocab import DCT, GRAPH, OA, PV, RDF, RDFS

RESULTS_MAX: Final = 100
"""Beyond so many violations no further nodes are looked at."""
_CHUNK: Final = 200
_DEPTH: Final = 3
_NAME_DEPTH: Final = 4
_ABOUT_PASSAGES: Final = frozenset(
    (
        *(PV.passage, PV.passageRole, PV.passageOrder, PV.dehyphenatedWord, PV.text, PV.about),
        *(OA.hasSource, OA.hasSelector, OA.exact, OA.start, OA.end),
    )
)
_ONTOLOGY: Final = tuple(GRAPH[name].value for name in ("ontology", "code/", "alignment/"))
"""What the IRIs of graphs of the ontology begin with."""
SourceReader = Callable[[Iterable[str]], Mapping[str, SourceFile]]
"""Gives source texts by SHA-256; those that there are."""


@dataclass(frozen=True)
class GraphChange:
    """What changes in one graph, as it was put. graph: its key in a manifest."""

    graph: str
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]


@dataclass
class Seen:
    """What was validated in other parts of the same change, and need not be again."""

    focus_nodes: set[Node] = field(default_factory=set)
    sets: set[Node] = field(default_factory=set)
    sources: set[Node] = field(default_factory=set)


@dataclass(frozen=True)
class _Prepared:
    """The shapes of this release, in the three forms in which they are used; and the ontology.

    ontology: what every data graph holds. released: all of it, with the alignments, by graph.
    """

    model: ShapesModel
    compiled: CompiledShapes
    dependencies: Dependencies
    pyshacl: PreparedShapes
    ontology: tuple[GraphFile, ...]
    released: Mapping[str, GraphFile]


@lru_cache(maxsize=1)
def prepare() -> _Prepared:
    """Read shapes and ontology, once in a process; a process that forks does so before."""
    graphs = shape_files()
    model = ShapesModel(graphs)
    check_regions(model.set_rules)
    listed = ontology_files(ontology_root())
    released = {graph.value: read_graph_file(path, graph) for path, graph in listed}
    warm_up()
    return _Prepared(
        model,
        CompiledShapes(model),
        Dependencies(model),
        PreparedShapes(graphs),
        tuple(released[graph.value] for _, graph in ontology_context()),
        released,
    )


def validate_change(
    store: QuadStore,
    changes: Sequence[GraphChange],
    text_of: Callable[[str], bytes],
    read_sources: SourceReader,
    results_max: int = RESULTS_MAX,
    also: Collection[str] = (),
    seen: Seen | None = None,
) -> ValidationReport:
    """Validate what a change concerns.

    store: the data after the change; the ontology is added where it is missing. text_of: gives the
    canonical text after the change of a graph by its key. Results are the worst first, cut after
    about ``results_max`` violations. also: graphs that change too, whose changes are validated
    apart; seen: what has been then. Raises what ``read_sources`` raises.
    """
    prepared = prepare()
    own = prepared.released
    _complete(store, prepared.ontology, text_of)
    view = DataView(store, lambda graph: text_of(graph) or _text(own.get(graph)))
    graphs = {*also, *(change.graph for change in changes)}
    ours = {g for g in graphs if text_of(g) not in (EMPTY, _text(own.get(g)))}
    changed = [triple for change in changes for triple in (*change.removed, *change.added)]
    seen = seen or Seen()
    focused, results = _core(prepared, changed, view, results_max, seen.focus_nodes)
    results += evaluate_set_rules(prepared.model.set_rules, changed, view, seen.sets)
    results += _passages(changed, view, read_sources, seen.sources)
    results += _terms(changes, view)
    results += check_touched([change.graph for change in changes], changed, view, text_of)
    return ValidationReport(
        results=_located(results, view, ours),
        shapes=frozenset(prepared.model.targeted),
        focused=frozenset(focused),
        triples=sum(len(change.added) for change in changes),
        files=len(changes),
    )


def _complete(
    store: QuadStore, ontology: Iterable[GraphFile], text_of: Callable[[str], bytes]
) -> None:
    """Add the graphs of the ontology that the data do not have."""
    for file in ontology:
        if not text_of(file.graph.value):
            store.extend(Quad(t.subject, t.predicate, t.object, file.graph) for t in file.triples)


def _text(file: GraphFile | None) -> bytes:
    return serialize_canonical(file.triples) if file else EMPTY


def _core(
    prepared: _Prepared,
    changed: Sequence[Triple],
    view: DataView,
    results_max: int,
    seen: set[Node],
) -> tuple[set[str], list[ValidationResult]]:
    """Try the core shapes on the nodes concerned; return the shapes tried, and the results."""
    focused: set[str] = set()
    doubtful: list[tuple[str, Node]] = []
    concerned = prepared.dependencies.concerned(changed, view) - seen
    seen |= concerned
    for node in sorted(concerned, key=str):
        if not isinstance(node, NamedNode):
            continue
        for shape in _shapes_of(prepared.model, node, view):
            focused.add(shape.value)
            if not prepared.compiled.surely_conforms(view, shape, node):
                doubtful.append((shape.value, node))
    results: list[ValidationResult] = []
    for chunk in batched(doubtful, _CHUNK):
        pairs: dict[str, list[str]] = {}
        for name, node in chunk:
            pairs.setdefault(name, []).append(node.value)
        results += prepared.pyshacl.evaluate(_around((node for _, node in chunk), view), pairs)
        if sum(result.severity is Severity.VIOLATION for result in results) > results_max:
            break
    return focused, results


def _shapes_of(model: ShapesModel, node: Node, view: DataView) -> list[Node]:
    """Return the core shapes that a node is a focus node of."""
    shapes = [s for class_ in view.types(node) for s in model.by_class.get(class_, ())]
    said = view.describe(node)
    shapes += [s for predicate, of in model.by_subjects_of.items() if predicate in said for s in of]
    return sorted(set(shapes), key=str)


def _around(nodes: Iterable[Node], view: DataView) -> GraphFile:
    """Return a data graph in which the core shapes say of the nodes what they say in all data."""
    reached = set(nodes)
    frontier = set(reached)
    for _ in range(_DEPTH):
        following: set[Node] = set()
        for node in frontier:
            following.update(o for objects in view.describe(node).values() for o in _nodes(objects))
            following.update(view.subjects(PV.passage, node))
        frontier = following - reached
        reached |= frontier
    file = view.as_graph(sorted(reached, key=str))
    classes = (quad.triple for quad in view.quads(None, RDFS.subClassOf, None))
    return replace(file, triples=(*file.triples, *classes))


def _nodes(terms: Iterable[object]) -> Iterator[Node]:
    return (term for term in terms if isinstance(term, Node))


def _passages(
    changed: Iterable[Triple], view: DataView, read_sources: SourceReader, seen: set[Node]
) -> list[ValidationResult]:
    """Check the passages of all source texts that the change touches a passage of."""
    sources = _sources_touched(changed, view) - seen
    seen |= sources
    if not sources:
        return []
    passages = {p for source in sources for p in view.subjects(OA.hasSource, source)}
    owners = {owner for passage in passages for owner in view.subjects(PV.passage, passage)}
    passages |= {p for owner in owners for p in view.objects(owner, PV.passage)}
    selectors = {s for passage in passages for s in view.objects(passage, OA.hasSelector)}
    nodes = sorted(passages | owners | selectors, key=str)
    digests = {source.value.rpartition("/")[2] for source in sources}
    digests |= {s.value.rpartition("/")[2] for p in passages for s in view.objects(p, OA.hasSource)}
    return check_passages(GraphIndex([view.as_graph(nodes)]), read_sources(sorted(digests)))


def _sources_touched(changed: Iterable[Triple], view: DataView) -> set[Node]:
    seeds: set[Node] = set()
    for triple in changed:
        if triple.predicate in _ABOUT_PASSAGES:
            seeds.update(_nodes((triple.subject, triple.object)))
    passages = set(seeds)
    for seed in seeds:
        passages.update(view.objects(seed, PV.passage))
        passages.update(view.subjects(OA.hasSelector, seed))
        for finding in view.subjects(PV.about, seed):
            passages.update(view.objects(finding, PV.passage))
    sources = {source for passage in passages for source in view.objects(passage, OA.hasSource)}
    named = {triple.object for triple in changed if triple.predicate == OA.hasSource}
    return sources | (seeds & named)


def _terms(changes: Iterable[GraphChange], view: DataView) -> list[ValidationResult]:
    """Look for undefined terms in what is added; in all uses, where a definition is removed."""
    used: list[Triple] = []
    for change in changes:
        used += (triple for triple in change.added if _names_ours(triple))
        removed = {t.subject for t in change.removed if _is_ours(t.subject)}
        for term in sorted(_nodes(removed), key=str):
            if not view.is_described(term):
                used += (quad.triple for quad in visible(view.quads(None, term, None)))
                used += (quad.triple for quad in visible(view.quads(None, None, term)))
    terms = {term for triple in used for term in (triple.predicate, triple.object)}
    ours = sorted((term for term in _nodes(terms) if _is_ours(term)), key=str)
    if all(view.is_described(term) for term in ours):
        return []
    defined = {quad.subject for quad in view.quads(None, RDFS.isDefinedBy, None)}
    known = sorted({*_nodes(defined), *ours}, key=str)
    return check_terms([graph_of(used)], GraphIndex([view.as_graph(known)]))


def _names_ours(triple: Triple) -> bool:
    return _is_ours(triple.predicate) or _is_ours(triple.object)


def _is_ours(term: object) -> bool:
    return term in PV


def _located(
    results: Iterable[ValidationResult],
    view: DataView,
    changed: Collection[str],
) -> tuple[ValidationResult, ...]:
    """Keep the results on what is described; say in which graph it is, and name it.

    changed: graphs that are not this release's own. What the ontology alone describes is no fault
    of the data, unless it is the ontology that is changed.
    """
    located: dict[tuple[str, ...], ValidationResult] = {}
    for result in results:
        quads = view.quads_of(NamedNode(result.subject))
        graphs = [result.graph] if result.graph else [_key(quad) for quad in quads]
        graph = next((g for g in graphs if g in changed or not g.startswith(_ONTOLOGY)), None)
        if graph is not None:
            located[result.sort_key] = replace(result, graph=graph)
    chosen = [located[key] for key in sorted(located)]
    index = _index_of_names([result.subject for result in chosen], view)
    return tuple(replace(result, name=names_of(index, result.subject)) for result in chosen)


def _key(quad: Quad) -> str:
    name = quad.graph_name
    return str(name) if isinstance(name, BlankNode) else graph_key(name)


def _index_of_names(subjects: Iterable[str], view: DataView) -> GraphIndex:
    """Return what is needed to name the subjects: what they hang on, and their classes."""
    reached: set[Node] = {NamedNode(subject) for subject in subjects}
    frontier = set(reached)
    for _ in range(_NAME_DEPTH):
        following: set[Node] = set()
        for node in frontier:
            for predicate in (RDF.type, PV.about, PV.goalLevel):
                following.update(view.objects(node, predicate))
            for predicate in (PV.passage, OA.hasSelector):
                following.update(view.subjects(predicate, node))
            following.update(view.subjects(DCT.temporal, node))
        frontier = following - reached
        reached |= frontier
    return GraphIndex([view.as_graph(sorted(reached, key=str))])
