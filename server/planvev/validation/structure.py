"""What no shape sees: nodes without a name or a class, and what stands in which graph.

SHACL tries a shape on the nodes of a class. What has no class is tried on nothing, and the union
of the graphs does not say which graph a triple is from. Both are looked at here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.archive.files import GraphFile, blank_nodes, read_graph_file
from planvev.resources import shapes_root
from planvev.validation.index import GraphIndex
from planvev.validation.names import names_of, shorten
from planvev.validation.ours import is_our_file, names_ours
from planvev.validation.report import Severity, ValidationResult
from planvev.vocab import GRAPH, PREFIXES, PV, RDF, RDFS, SH, SHAPES

DERIVED: Final = GRAPH["derived/"].value
_OF_ONTOLOGY: Final = tuple(GRAPH[name].value for name in ("ontology", "code/", "alignment/"))
_SHARED: Final = tuple(GRAPH[name].value for name in ("shared/", "sdg/"))
"""Graphs that may hold foreign things only, such as acts: no shape is for these."""
RULES: Final = frozenset(
    SHAPES[f"{name}Shape"].value
    for name in (
        *("NamedNode", "HasClass", "ElementExists", "SomethingChecked", "OneGraph", "NotDerived"),
        *("ClaimHasSource", "FactHasClaim", "KnownForeignTerm", "ThemeDescribed"),
    )
)
"""What the rules in code on whole graphs are called in results; changes are not tried on them."""
_CLASSES: Final = {
    "action": "Action",
    "approach": "StrategicApproach",
    "challenge": "Challenge",
    "decision": "Decision",
    "glossary": "GlossaryEntry",
    "goal": "Goal",
    "link": "Link",
    "mention": "Mention",
    "section": "Section",
    "strategy": "Strategy",
    "target": "Target",
    "value": "Value",
    "vision": "Vision",
}
"""The class of what a part of an IRI announces, ``goal/1`` or ``goal/1/target/1``."""
_HELD_MAX: Final = 3


def check_structure(
    submitted: Sequence[GraphFile], context: Sequence[GraphFile], index: GraphIndex
) -> list[ValidationResult]:
    """Report what is wrong with the submitted graphs as graphs.

    context: the other graphs at hand. index: all of them together.
    """
    graphs = [graph for graph in submitted if not graph.graph.value.startswith(DERIVED)]
    return [
        *_blank_nodes(graphs),
        *_without_class(graphs, index),
        *_in_two_graphs(graphs, context),
        *_written_by_hand(graphs, index),
        *_nothing_checked(graphs, index),
    ]


def compact(iri: str) -> str:
    """Return an IRI with its usual prefix, else as it is.

    >>> compact("http://www.w3.org/2000/01/rdf-schema#label")
    'rdfs:label'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def result_in(
    graph: GraphFile,
    rule: str,
    focus: str,
    texts: tuple[str, str],
    severity: Severity = Severity.VIOLATION,
    path: str | None = None,
    value: NamedNode | Literal | None = None,
) -> ValidationResult:
    """Return a result of a rule in code, on what stands in a graph. texts: nb and en."""
    return ValidationResult(
        severity=severity,
        focus_node=focus,
        source_shape=SHAPES[f"{rule}Shape"].value,
        source_constraint_component=SHAPES[f"{rule}ConstraintComponent"].value,
        messages={"nb": texts[0], "en": texts[1]},
        path=path,
        value=value,
        graph=graph.graph.value,
        path_of_file=graph.path,
    )


def _blank_nodes(graphs: Iterable[GraphFile]) -> Iterator[ValidationResult]:
    """Report each blank node, on the nearest subject that has a name."""
    for graph in graphs:
        nodes = blank_nodes(graph.triples)
        above: dict[object, Triple] = {
            t.object: t for t in graph.triples if isinstance(t.object, BlankNode)
        }
        for node in nodes:
            held = [t for t in graph.triples if t.subject == node]
            focus, path = _nearest_named(node, above, graph)
            nb = _holding(held, "innhold", "uten innhold")
            en = _holding(held, "holding", "holding nothing")
            yield result_in(
                graph,
                "NamedNode",
                focus,
                (
                    f"Datafiler har ingen blanke noder: gi den en IRI. Noden: {nb}.",
                    f"Data files have no blank nodes: give it an IRI. The node: {en}.",
                ),
                path=path,
            )


def _nearest_named(
    node: BlankNode, above: Mapping[object, Triple], graph: GraphFile
) -> tuple[str, str | None]:
    """Return the named subject that leads to a node, and by which property; else the graph."""
    seen = set()
    at: object = node
    path = None
    while at in above and at not in seen:
        seen.add(at)
        triple = above[at]
        path = triple.predicate.value
        if isinstance(triple.subject, NamedNode):
            return triple.subject.value, path
        at = triple.subject
    return graph.graph.value, None


def _holding(held: Sequence[Triple], something: str, nothing: str) -> str:
    if not held:
        return nothing
    parts = [f"{compact(t.predicate.value)} {_shown(t.object)}" for t in held[:_HELD_MAX]]
    return f"{something} {', '.join(parts)}{' …' if len(held) > _HELD_MAX else ''}"


def _shown(term: object) -> str:
    if isinstance(term, NamedNode):
        return compact(term.value)
    if isinstance(term, Literal):
        return f"«{shorten(term.value)}»"
    return "[…]"


def _without_class(graphs: Iterable[GraphFile], index: GraphIndex) -> Iterator[ValidationResult]:
    """Report what has properties of ours, or an IRI in a plan, and no class in any graph."""
    plans = frozenset(index.instances(PV.PlanInstrument))
    for graph in graphs:
        said: dict[str, list[str]] = defaultdict(list)
        for triple in graph.triples:
            if isinstance(triple.subject, NamedNode) and triple.subject not in GRAPH:
                said[triple.subject.value].append(triple.predicate.value)
        for subject, predicates in said.items():
            if index.values(subject, RDF.type):
                continue
            ours = next((p for p in predicates if p.startswith(PV.iri)), None)
            plan = next((p for p in _wholes(subject) if p in plans), None)
            if ours is not None:
                yield _lacks_class(graph, subject, ours)
            elif plan is not None:
                yield _does_not_exist(graph, subject, plan, index)


def _wholes(iri: str) -> Iterator[str]:
    """Yield the IRIs that an IRI stands under, the nearest first."""
    while "/" in iri:
        iri = iri.rpartition("/")[0]
        yield iri


def _lacks_class(graph: GraphFile, subject: str, predicate: str) -> ValidationResult:
    announced = [_CLASSES[part] for part in subject.split("/") if part in _CLASSES]
    class_ = f"pv:{announced[-1] if announced else 'Goal'}"
    rest_nb, rest_en = ("", "") if announced else (" eller en annen klasse", " or another class")
    about = compact(predicate)
    return result_in(
        graph,
        "HasClass",
        subject,
        (
            f"Elementet mangler klasse, så {about} og resten blir ikke kontrollert. Legg til "
            f"«a {class_}»{rest_nb}, eller rett IRI-en hvis et element som finnes, er ment.",
            f"The element lacks a class, so {about} and the rest are not checked. Add "
            f"«a {class_}»{rest_en}, or mend the IRI if an element that exists is meant.",
        ),
    )


def _does_not_exist(
    graph: GraphFile, subject: str, plan: str, index: GraphIndex
) -> ValidationResult:
    kind = subject.removeprefix(f"{plan}/").partition("/")[0]
    parts = [*index.subjects(PV.partOf, plan), *_findings(plan, index)]
    same_kind = [part for part in parts if part.startswith(f"{plan}/{kind}/")]
    alike = get_close_matches(subject, same_kind or parts, n=1, cutoff=0.0)
    names = names_of(index, alike[0]) if alike else {}
    nb = f" Mener du {_lower(names['nb'])}?" if names else ""
    en = f" Do you mean {_lower(names['en'])}?" if names else ""
    tail = subject.removeprefix(f"{plan}/")
    return result_in(
        graph,
        "ElementExists",
        subject,
        (
            f"Planen har ikke noe «{tail}».{nb} Rett IRI-en, eller beskriv elementet i planens "
            "egen graf.",
            f"The plan has no «{tail}».{en} Mend the IRI, or describe the element in the plan's "
            "own graph.",
        ),
    )


def _findings(plan: str, index: GraphIndex) -> list[str]:
    return [s for s in index.having(PV.about) if s.startswith(f"{plan}/")]


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _holders(
    graphs: Sequence[GraphFile], context: Iterable[GraphFile]
) -> dict[Triple, list[GraphFile]]:
    """Return all that the graphs say, without blank nodes, with all graphs that say it.

    What graphs that are not ours say counts where it is about what ours describe in our terms.
    """
    holders: dict[Triple, list[GraphFile]] = defaultdict(list)
    for graph in graphs:
        for triple in dict.fromkeys(graph.triples):
            if isinstance(triple.subject, NamedNode) and not isinstance(triple.object, BlankNode):
                holders[triple].append(graph)
    others = [graph for graph in context if not graph.graph.value.startswith(DERIVED)]
    foreign = [graph for graph in others if not is_our_file(graph)]
    about = {t.subject for t in holders if names_ours(t)} if foreign else set()
    for graph in others:
        counted = about if graph in foreign else None
        for triple in dict.fromkeys(graph.triples):
            counts = triple in holders and (counted is None or triple.subject in counted)
            if counts and all(h.graph != graph.graph for h in holders[triple]):
                holders[triple].append(graph)
    return holders


def _in_two_graphs(
    graphs: Sequence[GraphFile], context: Sequence[GraphFile]
) -> Iterator[ValidationResult]:
    """Report what is said in two graphs: one result for a subject and two graphs."""
    holders = _holders(graphs, context)
    pairs: dict[tuple[str, str], list[Triple]] = defaultdict(list)
    owners: dict[tuple[str, str], tuple[GraphFile, GraphFile]] = {}
    for triple, (first, *others) in holders.items():
        for other in others:
            key = (str(triple.subject), other.graph.value)
            owners.setdefault(key, (first, other))
            pairs[key].append(triple)
    for key, triples in pairs.items():
        yield _in_both(*owners[key], triples)


def _in_both(graph: GraphFile, other: GraphFile, triples: Sequence[Triple]) -> ValidationResult:
    names = sorted(g.graph.value.removeprefix(GRAPH.iri) for g in (graph, other))
    what = ", ".join(dict.fromkeys(compact(t.predicate.value) for t in triples[:_HELD_MAX]))
    more = " …" if len(triples) > _HELD_MAX else ""
    subject, value = triples[0].subject, triples[0].object
    single = len(triples) == 1
    return result_in(
        graph,
        "OneGraph",
        subject.value if isinstance(subject, NamedNode) else graph.graph.value,
        (
            f"Det samme står i to grafer, {names[0]} og {names[1]}: {what}{more}. "
            "Fjern det fra den ene.",
            f"The same is said in two graphs, {names[0]} and {names[1]}: {what}{more}. "
            "Remove it from one of them.",
        ),
        path=triples[0].predicate.value if single else None,
        value=value if single and isinstance(value, NamedNode | Literal) else None,
    )


def _written_by_hand(graphs: Iterable[GraphFile], index: GraphIndex) -> Iterator[ValidationResult]:
    """Report properties that planvev derives from mentions, links and decisions."""
    sources = {
        **dict.fromkeys(_below(RDFS.subPropertyOf, PV.mentions, index), "pv:Mention"),
        **dict.fromkeys(_below(RDFS.subPropertyOf, PV.linkedTo, index), "pv:Link"),
        PV.linkStatus.value: "pv:Decision",
    }
    for graph in graphs:
        for triple in graph.triples:
            source = sources.get(triple.predicate.value)
            if source is None or not isinstance(triple.subject, NamedNode):
                continue
            name = compact(triple.predicate.value)
            node = triple.object
            yield result_in(
                graph,
                "NotDerived",
                triple.subject.value,
                (
                    f"{name} avledes og skrives ikke for hånd; skriv en {source} i stedet.",
                    f"{name} is derived, not written by hand; write a {source} instead.",
                ),
                path=triple.predicate.value,
                value=node if isinstance(node, NamedNode | Literal) else None,
            )


def _below(relation: NamedNode, top: NamedNode, index: GraphIndex) -> set[str]:
    """Return a class or property and all that stand below it."""
    found = {top.value}
    waiting = [top.value]
    while waiting:
        for below in index.subjects(relation, waiting.pop()):
            if below not in found:
                found.add(below)
                waiting.append(below)
    return found


@lru_cache(maxsize=1)
def shape_triples() -> tuple[Triple, ...]:
    """Return what the shapes of this release say; read once in a process."""
    shapes = [read_graph_file(path, GRAPH["shapes"]) for path in shapes_root().glob("*.ttl")]
    return tuple(triple for file in shapes for triple in file.triples)


def _nothing_checked(graphs: Iterable[GraphFile], index: GraphIndex) -> Iterator[ValidationResult]:
    """Warn of files that hold nothing that a shape is for."""
    targets = shape_triples()
    classes = {
        below
        for target in targets
        if target.predicate == SH.targetClass and isinstance(target.object, NamedNode)
        for below in _below(RDFS.subClassOf, target.object, index)
    }
    used = {target.object for target in targets if target.predicate == SH.targetSubjectsOf}
    for graph in graphs:
        if graph.graph.value.startswith(_OF_ONTOLOGY):
            continue
        if graph.triples and graph.graph.value.startswith(_SHARED):
            continue
        subjects = {t.subject.value for t in graph.triples if isinstance(t.subject, NamedNode)}
        if any(t.predicate in used for t in graph.triples):
            continue
        if any(classes.intersection(index.values(s, RDF.type)) for s in subjects):
            continue
        nb = "Filen har ikke noe som reglene gjelder for" if graph.triples else "Filen er tom"
        en = (
            "The file holds nothing that the rules are for"
            if graph.triples
            else "The file is empty"
        )
        yield result_in(
            graph,
            "SomethingChecked",
            graph.graph.value,
            (
                f"{nb}, så ingenting er kontrollert. Se om det er riktig fil, og om klassene "
                "(a pv:Goal …) og prefiksene er riktige.",
                f"{en}, so nothing was checked. See whether it is the right file, and whether the "
                "classes (a pv:Goal …) and prefixes are right.",
            ),
            severity=Severity.WARNING,
        )
