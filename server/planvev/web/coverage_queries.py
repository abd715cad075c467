"""The SPARQL behind the pages about coverage: few queries that ask for much; see ``queries``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import NamedNode

from planvev.vocab import DCAT, DCT, PV, RDF, RDFS, SKOS
from planvev.web.queries import LABEL_PREDICATES

_PREFIXES: Final = f"""PREFIX dcat: <{DCAT.iri}>
PREFIX dct: <{DCT.iri}>
PREFIX pv: <{PV.iri}>
PREFIX rdf: <{RDF.iri}>
PREFIX skos: <{SKOS.iri}>
"""
_OF_PLANS: Final = (
    RDFS.label,
    DCT.title,
    PV.instrumentType,
    PV.planStatus,
    PV.body,
    PV.adoptedOn,
    PV.inForceUntil,
    DCT.temporal,
    DCT.replaces,
    DCT.isReplacedBy,
    RDF.type,
)
_OF_ENDS: Final = (PV.pursues, PV.subGoalOf, PV.sectionOf, PV.about)
_IS_TARGET_OF: Final = NamedNode("http://metadata.un.org/sdg/ontology#isTargetOf")
_MEANS: Final = (PV.Strategy, PV.Action)


def _one_of(name: str, nodes: Iterable[NamedNode]) -> str:
    return f"FILTER ({name} IN ({', '.join(str(node) for node in nodes)}))"


def plans() -> str:
    """SELECT ?g ?s ?p ?o: the facts of all plans and of their periods."""
    return f"""{_PREFIXES}SELECT ?g ?s ?p ?o WHERE {{
  {{ GRAPH ?h {{ ?s a pv:PlanInstrument }} GRAPH ?g {{ ?s ?p ?o }} {_one_of("?p", _OF_PLANS)} }}
  UNION
  {{ GRAPH ?h {{ ?plan a pv:PlanInstrument }} GRAPH ?i {{ ?plan dct:temporal ?s }}
     GRAPH ?g {{ ?s ?p ?o }} {_one_of("?p", (DCAT.startDate, DCAT.endDate))} }}
}}"""


def goals_and_links() -> str:
    """SELECT ?goal ?plan: all goals. In rows of their own, all links and what their sources are in.

    ?link ?source ?target ?type ?status ?from ?to: from and to are the plans that the ends are part
    of; unbound where an end is a plan or a development goal. ?end ?up: what an end of a link, or a
    goal, stands right under, or is about.
    """
    return f"""{_PREFIXES}
SELECT ?goal ?plan ?link ?source ?target ?type ?status ?from ?to ?end ?up WHERE {{
  {{ GRAPH ?g {{ ?goal a pv:Goal ; pv:partOf ?plan }} }}
  UNION
  {{ GRAPH ?h {{ ?link pv:linkSource ?source ; pv:linkTarget ?target ; pv:linkType ?type }}
     GRAPH ?i {{ ?link pv:linkStatus ?status }}
     OPTIONAL {{ GRAPH ?j {{ ?source pv:partOf ?own }} }}
     OPTIONAL {{ GRAPH ?o {{ ?source pv:about ?about }} GRAPH ?p {{ ?about pv:partOf ?other }} }}
     BIND (COALESCE(?own, ?other) AS ?from)
     OPTIONAL {{ GRAPH ?k {{ ?target pv:partOf ?to }} }} }}
  UNION
  {{ {{ SELECT DISTINCT ?end WHERE {{
       {{ GRAPH ?l {{ ?x pv:linkSource ?end }} }} UNION {{ GRAPH ?l {{ ?x pv:linkTarget ?end }} }}
     }} }}
     GRAPH ?m {{ ?end ?by ?up }} {_one_of("?by", _OF_ENDS)} }}
  UNION
  {{ GRAPH ?n {{ ?end a pv:Goal ; pv:subGoalOf ?up }} }}
}}"""


def outlines(plans: Sequence[str], with_means: bool = False) -> str:
    """SELECT ?g ?s ?p ?o: the goals of plans with names and themes; how all elements stand.

    with_means: strategies and actions with their names too.
    """
    named = (PV.Goal, *_MEANS) if with_means else (PV.Goal,)
    said = (*LABEL_PREDICATES, PV.subGoalOf, PV.partOf, DCT.subject, PV.goalLevel)
    branches = []
    for plan in plans:
        node = NamedNode(plan)
        branches.append(
            f"""{{ GRAPH ?h {{ ?s pv:partOf {node} ; a ?class }} {_one_of("?class", named)}
    GRAPH ?g {{ ?s ?p ?o }} {_one_of("?p", said)} }}
  UNION
  {{ GRAPH ?g {{ ?s pv:partOf {node} ; ?p ?o }}
     {_one_of("?p", (PV.pursues, PV.sectionOf))} }}"""
        )
    return f"{_PREFIXES}SELECT ?g ?s ?p ?o WHERE {{ {' UNION '.join(branches)} }}"


def link_details(links: Sequence[str]) -> str:
    """SELECT ?g ?s ?p ?o: all that is said of links, and of the decisions on them."""
    nodes = " ".join(str(NamedNode(link)) for link in links)
    return f"""{_PREFIXES}SELECT ?g ?s ?p ?o WHERE {{
  {{ VALUES ?s {{ {nodes} }} GRAPH ?g {{ ?s ?p ?o }} }}
  UNION
  {{ VALUES ?link {{ {nodes} }} GRAPH ?h {{ ?s pv:decides ?link }} GRAPH ?g {{ ?s ?p ?o }} }}
}}"""


def broader(concepts: Sequence[str]) -> str:
    """SELECT ?goal ?target: which development goal each of these targets stands under."""
    nodes = " ".join(str(NamedNode(one)) for one in concepts)
    return f"""{_PREFIXES}SELECT DISTINCT ?goal ?target WHERE {{
  VALUES ?target {{ {nodes} }} GRAPH ?g {{ ?target {_IS_TARGET_OF}|skos:broader ?goal }}
}}"""


def plan_of(iri: str) -> str:
    """SELECT ?plan: what an element is part of."""
    return f"{_PREFIXES}SELECT ?plan WHERE {{ GRAPH ?g {{ {NamedNode(iri)} pv:partOf ?plan }} }}"
