"""Rules over whole sets (sh:sparql): run for the plans, sources, goals and links of a change.

Each rule is one query. It runs over a small store that holds just what is around its ``?this``:
queries over everything take seconds where these take a millisecond. *What is around* is said here,
by the predicates that are followed; ``reads`` lists all that the rules of a target may name, so
that a rule that reads something else is noticed (``check_regions``) and not answered wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Triple

from planvev.validation.data_view import DataView, Node, QuadStore, batched
from planvev.validation.report import SPARQL_COMPONENT, ValidationResult
from planvev.validation.shapes_model import SetRule
from planvev.vocab import CODE, DCAT, DCT, OA, PROV, PV, RDF, RDFS, SDGO, SKOS, XSD

LINK_TYPES: Final = CODE["link-type"]
_ABOVE: Final = (PV.subGoalOf, PV.pursues, PV.explains, PV.sectionOf)
_BATCH: Final = 25
_OUR_CODES: Final = CODE[""].value
_SDG: Final = "http://metadata.un.org/sdg/"
_VARIABLE: Final = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class _Region:
    """What the rules of one target look at. points: predicates whose objects a change concerns."""

    reads: frozenset[NamedNode]
    points: frozenset[NamedNode]


_PLAN: Final = _Region(
    reads=frozenset(
        (
            *_ABOVE,
            *(PV.partOf, PV.about, PV.goalLevel, PV.position, PV.text, PV.leadVerb, PV.deadline),
            *(PV.baselineYear, PV.Goal, PV.StrategicApproach, PV.Vision),
            *(DCT.temporal, DCAT.startDate, DCAT.endDate),
            *(RDFS.label, SKOS.notation, XSD.integer),
        )
    ),
    points=frozenset((*_ABOVE, PV.partOf, PV.about, DCT.temporal)),
)
_SOURCE: Final = _Region(
    reads=frozenset(
        (
            *(OA.hasSource, OA.hasSelector, OA.exact, OA.start, OA.end, PV.text, XSD.integer),
            *(PV.passage, PV.passageOrder, PV.passageRole, PV.characterCount),
        )
    ),
    points=frozenset((OA.hasSource, OA.hasSelector, PV.passage)),
)
_LINKS: Final = _Region(
    reads=frozenset(
        (
            *(PV.linkType, PV.linkSource, PV.linkTarget, PV.permitsSource, PV.permitsTarget),
            *(PV.linkBasis, PV.symmetric, PV.about, PV.partOf, PV.adoptedOn, PV.inForceUntil),
            *(PV.settles, PV.decides, PV.outcome, PROV.endedAtTime),
            *(SKOS.inScheme, RDFS.subClassOf),
        )
    ),
    points=frozenset((PV.settles, PV.decides)),
)
_DEVELOPMENT_GOAL: Final = _Region(
    reads=frozenset((SDGO.isTargetOf, SKOS.notation)),
    points=frozenset((SDGO.isTargetOf,)),
)
_CONCRETISES: Final = CODE["link-type/concretises"]
_CIRCLE_MAX: Final = 6
"""Links in the longest circle that the rule on circles looks for."""
_CIRCLE_LINKS_MAX: Final = 100
_Concerned = Callable[[Iterable[Node], DataView], list[Node]]
_Around = Callable[[Node, DataView], set[Node]]
_REGIONS: Final = {
    PV.PlanInstrument.value: _PLAN,
    PV.SourceText.value: _SOURCE,
    LINK_TYPES.value: _LINKS,
    SDGO.Goal.value: _DEVELOPMENT_GOAL,
}


def check_regions(rules: Iterable[SetRule]) -> None:
    """Raise ValueError for a rule that looks at what is not around its target."""
    for rule in rules:
        region = _REGIONS.get(rule.target)
        if region is None:
            raise ValueError(f"{rule.shape}: set_rules does not know the target {rule.target}")
        known = {iri.value for iri in region.reads}
        for iri in rule.predicates - known:
            if not iri.startswith((_OUR_CODES, _SDG)):
                raise ValueError(f"{rule.shape}: set_rules does not know that it reads {iri}")


def evaluate_set_rules(
    rules: Sequence[SetRule], changed: Sequence[Triple], view: DataView, seen: set[Node]
) -> list[ValidationResult]:
    """Run the rules on all that a change concerns; results not yet located.

    changed: triples removed and added. view: the data after the change. seen: plans, sources,
    development goals, links and decisions that the rules were run on before; those that they are
    run on are added.
    """
    by_target: dict[str, list[SetRule]] = {}
    for rule in rules:
        by_target.setdefault(rule.target, []).append(rule)
    results: list[ValidationResult] = []
    for target, chosen in by_target.items():
        seeds = _seeds(changed, _REGIONS[target])
        if not seeds:
            continue
        if target in _ALONE:
            concerned, around = _ALONE[target]
            for node in _new(concerned(seeds, view), seen):
                results += _run(chosen, {node}, around(node, view), view)
        else:
            for links in batched(_new(_links(seeds, changed, view), seen), _BATCH):
                found = _run(chosen, {LINK_TYPES}, _around_links(links, view), view)
                wanted = {link.value for link in links}
                results += [result for result in found if result.subject in wanted]
    return results


def _new(nodes: Iterable[Node], seen: set[Node]) -> list[Node]:
    """Return the nodes that were not seen before, sorted; now they are seen."""
    new = sorted(set(nodes) - seen, key=str)
    seen.update(new)
    return new


def _seeds(changed: Iterable[Triple], region: _Region) -> set[Node]:
    """Return the nodes at which the change touches what the rules read."""
    seeds: set[Node] = set()
    for triple in changed:
        if triple.predicate in region.reads or triple.predicate == RDF.type:
            if isinstance(triple.subject, Node):
                seeds.add(triple.subject)
            if triple.predicate in region.points and isinstance(triple.object, Node):
                seeds.add(triple.object)
    return seeds


def _plans(seeds: Iterable[Node], view: DataView) -> list[Node]:
    elements: set[Node] = set()
    plans: set[Node] = set()
    for seed in seeds:
        elements |= {seed, *view.objects(seed, PV.about)}
        plans.update(view.subjects(DCT.temporal, seed))
        for predicate in _ABOVE:
            elements.update(view.subjects(predicate, seed))
    for element in elements:
        plans |= {element, *view.objects(element, PV.partOf)}
    return _of_class(plans, PV.PlanInstrument, view)


def _sources(seeds: Iterable[Node], view: DataView) -> list[Node]:
    passages: set[Node] = set()
    for seed in seeds:
        passages |= {seed, *view.objects(seed, PV.passage), *view.subjects(OA.hasSelector, seed)}
    sources = set(passages)
    for passage in passages:
        sources.update(view.objects(passage, OA.hasSource))
    return _of_class(sources, PV.SourceText, view)


def _development_goals(seeds: Iterable[Node], view: DataView) -> list[Node]:
    goals = set(seeds)
    for seed in seeds:
        goals.update(view.objects(seed, SDGO.isTargetOf))
    return _of_class(goals, SDGO.Goal, view)


def _links(seeds: Iterable[Node], changed: Iterable[Triple], view: DataView) -> set[Node]:
    """Return the links and decisions whose rules may see the change."""
    found = set(seeds)
    ends = set(seeds)
    for triple in changed:
        dated = triple.predicate in (PV.adoptedOn, PV.inForceUntil)
        if dated and isinstance(triple.subject, Node):
            ends.update(view.subjects(PV.partOf, triple.subject))
        if triple.predicate == RDFS.subClassOf:
            ends.update(view.subjects(SKOS.inScheme, LINK_TYPES))
    pointing = (PV.linkSource, PV.linkTarget, PV.linkType, PV.settles, PV.decides)
    for end in ends:
        for predicate in pointing:
            found.update(view.subjects(predicate, end))
    return {node for node in found if view.objects(node, PV.linkType)} | {
        node for node in found if view.objects(node, PV.settles)
    }


def _around_plan(plan: Node, view: DataView) -> set[Node]:
    elements = view.subjects(PV.partOf, plan)
    around: set[Node] = {plan, *elements, *view.objects(plan, DCT.temporal)}
    for element in elements:
        around.update(view.subjects(PV.about, element))
        around.update(view.subjects(PV.pursues, element))
        around.update(view.subjects(PV.subGoalOf, element))
    waiting = list(elements)
    while waiting:
        element = waiting.pop()
        for predicate in _ABOVE:
            above = [node for node in view.objects(element, predicate) if node not in around]
            around.update(above)
            waiting += above
    return around


def _around_source(source: Node, view: DataView) -> set[Node]:
    passages = view.subjects(OA.hasSource, source)
    around: set[Node] = {source, *passages}
    for passage in passages:
        around.update(view.objects(passage, OA.hasSelector))
        around.update(view.subjects(PV.passage, passage))
    return around


def _around_development_goal(goal: Node, view: DataView) -> set[Node]:
    return {goal, *view.subjects(SDGO.isTargetOf, goal)}


_ALONE: Final[dict[str, tuple[_Concerned, _Around]]] = {
    PV.PlanInstrument.value: (_plans, _around_plan),
    PV.SourceText.value: (_sources, _around_source),
    SDGO.Goal.value: (_development_goals, _around_development_goal),
}
"""Targets whose rules run for one node at a time: which nodes, and what is around one."""


def _around_links(links: Iterable[Node], view: DataView) -> set[Node]:
    around: set[Node] = set()
    for node in links:
        decided = view.objects(node, PV.decides)
        around |= {node, *view.objects(node, PV.settles), *decided}
        for link in (node, *decided):
            around.update(view.objects(link, PV.linkType))
            around |= _joining_the_same(link, view)
            for end in _ends(link, view):
                for thing in (end, *view.objects(end, PV.about)):
                    around |= {thing, *view.objects(thing, PV.partOf)}
            if _CONCRETISES in view.objects(link, PV.linkType):
                around |= _chain(link, view)
    return around


def _ends(link: Node, view: DataView) -> set[Node]:
    return {*view.objects(link, PV.linkSource), *view.objects(link, PV.linkTarget)}


def _joining_the_same(link: Node, view: DataView) -> set[Node]:
    """Return the links that join the same ends, in either direction."""
    ends = _ends(link, view)
    return {
        other
        for end in view.objects(link, PV.linkSource)
        for predicate in (PV.linkSource, PV.linkTarget)
        for other in view.subjects(predicate, end)
        if _ends(other, view) == ends
    }


def _chain(link: Node, view: DataView) -> set[Node]:
    """Return the links by which what is concretised leads back, and the decisions on them.

    Where none does, as nearly always, the query on circles has nothing to go through: on a long
    chain it would take seconds.
    """
    starts, reached = set(view.objects(link, PV.linkSource)), set(view.objects(link, PV.linkTarget))
    seen: set[Node] = set()
    hops: list[tuple[Node, Node, Node]] = []
    for _ in range(_CIRCLE_MAX - 1):
        seen |= reached
        new = [hop for end in sorted(reached, key=str) for hop in _concretising(end, view)]
        hops += new
        reached = {end for _, end, _ in new} - seen
    leading: set[Node] = set(starts)
    for _ in range(_CIRCLE_MAX - 1):
        leading |= {start for start, end, _ in hops if end in leading}
    found = [other for start, end, other in hops if end in leading and start in leading]
    found = [link, *found[:_CIRCLE_LINKS_MAX]]
    return {*found, *(each for other in found for each in view.subjects(PV.decides, other))}


def _concretising(end: Node, view: DataView) -> Iterator[tuple[Node, Node, Node]]:
    """Yield the links from an end that say that it concretises another: both ends, the link."""
    for link in view.subjects(PV.linkSource, end):
        if _CONCRETISES in view.objects(link, PV.linkType):
            for other in view.objects(link, PV.linkTarget):
                if isinstance(other, Node):
                    yield end, other, link


def _of_class(nodes: Iterable[Node], class_: NamedNode, view: DataView) -> list[Node]:
    return sorted((n for n in nodes if class_.value in view.types(n)), key=str)


def _run(
    rules: Iterable[SetRule], targets: set[Node], around: Iterable[Node], view: DataView
) -> Iterator[ValidationResult]:
    store = view.empty_store()
    store.extend(_merged(view.quads(None, RDFS.subClassOf, None)))
    store.extend(_merged(quad for node in around for quad in view.quads_of(node)))
    for rule in rules:
        yield from _results(rule, targets, store)


def _merged(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield the quads in the unnamed graph, so that none counts twice."""
    return (Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def _results(rule: SetRule, targets: set[Node], store: QuadStore) -> Iterator[ValidationResult]:
    solutions = store.query(rule.query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(f"{rule.shape}: a set rule is a SELECT")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        this = solution["this"]
        if not isinstance(this, NamedNode) or this not in targets:
            continue
        value = solution["value"] if "value" in names else this
        bound = {name: solution[name] for name in names}
        texts = {name: str(term.value) for name, term in bound.items() if hasattr(term, "value")}
        yield ValidationResult(
            severity=rule.severity,
            focus_node=this.value,
            source_shape=rule.shape,
            source_constraint_component=SPARQL_COMPONENT,
            messages={language: _filled(text, texts) for language, text in rule.messages},
            value=value if isinstance(value, NamedNode | Literal) else this,
        )


def _filled(message: str, texts: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda match: texts.get(match[1], match[0]), message)
