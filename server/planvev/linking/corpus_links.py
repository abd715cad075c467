"""Links with the decisions on them, out of the facts of graphs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from planvev.linking.corpus_facts import (
    Facts,
    Said,
    by_language,
    code_of,
    iri_of,
    iris_of,
    value_of,
)
from planvev.linking.links import Decision, Link, LinkHistory, Outcome
from planvev.vocab import PROV, PV, RDF, RDFS


def read_links(said: Said, graph: str) -> list[Link]:
    """Return the links whose records stand in a graph: those with both ends."""
    return [
        _link(iri, facts, graph)
        for iri, facts in said.items()
        if PV.Link.value in iris_of(facts, RDF.type)
        and iri_of(facts, PV.linkSource)
        and iri_of(facts, PV.linkTarget)
    ]


def _link(iri: str, facts: Facts, graph: str) -> Link:
    return Link(
        iri,
        iri_of(facts, PV.linkSource),
        iri_of(facts, PV.linkTarget),
        code_of(facts, PV.linkType),
        code_of(facts, PV.linkBasis),
        _confidence(value_of(facts, PV.confidence)),
        by_language(facts, PV.reason),
        tuple(sorted(iris_of(facts, PROV.wasAttributedTo))),
        value_of(facts, PROV.generatedAtTime),
        tuple(sorted(iris_of(facts, PV.passage))),
        graph,
    )


def _confidence(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def read_decisions(said: Said) -> list[Decision]:
    """Return the decisions that facts describe, each without its agent's label."""
    outcomes = {outcome.value for outcome in Outcome}
    return [
        Decision(
            iri,
            link,
            Outcome(code_of(facts, PV.outcome)),
            iri_of(facts, PROV.wasAssociatedWith),
            value_of(facts, PROV.endedAtTime),
            value_of(facts, RDFS.comment),
            settles=tuple(sorted(iris_of(facts, PV.settles))),
        )
        for iri, facts in said.items()
        if code_of(facts, PV.outcome) in outcomes
        for link in iris_of(facts, PV.decides)
    ]


def histories(
    links: Iterable[Link], decisions: Iterable[Decision], labels: Mapping[str, str]
) -> dict[str, LinkHistory]:
    """Return the links by IRI, each with its decisions, oldest first. labels: of agents, by IRI."""
    taken: dict[str, list[Decision]] = {}
    for each in sorted(decisions, key=lambda decision: (decision.time, decision.iri)):
        taken.setdefault(each.link, []).append(each)
    return {
        link.iri: LinkHistory(
            link, tuple(_labelled(each, labels) for each in taken.get(link.iri, ()))
        )
        for link in sorted(links, key=lambda link: link.iri)
    }


def _labelled(decision: Decision, labels: Mapping[str, str]) -> Decision:
    label = labels.get(decision.agent, "")
    if not label:
        return decision
    return Decision(
        decision.iri,
        decision.link,
        decision.outcome,
        decision.agent,
        decision.time,
        decision.comment,
        label,
        decision.settles,
    )
