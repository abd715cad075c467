"""The SPARQL behind the review of links: the queue, what stands around one link, what one decided.

All of it asks named graphs, as ``web/queries`` does; terms go in serialized, never as bare text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode

from planvev.linking.records import AGENTS
from planvev.vocab import CODE, DCT, GRAPH, OA, PROV, PV, RDF, SKOS

LINKS_MAX: Final = 20_000
"""Links that a queue is made of; where there are more, they are to be narrowed by plan."""
_AROUND_MAX: Final = 400
_DECIDED_MAX: Final = 400
_TYPES: Final = GRAPH["code/link-type"]
_ABOVE_IN_SDG: Final = (
    f"{SKOS.broader}|<http://metadata.un.org/sdg/ontology#isTargetOf>"
    "|<http://metadata.un.org/sdg/ontology#isIndicatorOf>"
)
UPWARD: Final = f"({PV.subGoalOf}|{PV.pursues}|{PV.sectionOf}|{PV.about}|{_ABOVE_IN_SDG})"
"""The path from an element to the one above it."""


def queue() -> str:
    """SELECT a row for each link: its ends, type, basis, confidence, status, and their plans."""
    return _rows("")


def statuses() -> str:
    """SELECT ?link ?status: of all links."""
    return f"""SELECT ?link ?status WHERE {{
  GRAPH ?derived {{ ?link {PV.linkStatus} ?status }}
}} LIMIT {LINKS_MAX + 1}"""


def queue_of_one(link: str) -> str:
    """SELECT the row of one link, as ``queue``. Raises ValueError for what is no IRI."""
    return _rows(f"VALUES ?link {{ {NamedNode(link)} }}")


def _rows(narrowed: str) -> str:
    return f"""SELECT ?link ?graph ?source ?target ?type ?basis ?confidence ?status ?from ?to
WHERE {{
  {narrowed}
  GRAPH ?derived {{ ?link {PV.linkStatus} ?status }}
  GRAPH ?graph {{
    ?link {PV.linkSource} ?source ; {PV.linkTarget} ?target ;
      {PV.linkType} ?type ; {PV.linkBasis} ?basis .
    OPTIONAL {{ ?link {PV.confidence} ?confidence }}
  }}
  OPTIONAL {{ GRAPH ?g1 {{ ?source {PV.partOf} ?from }} }}
  OPTIONAL {{ GRAPH ?g2 {{ ?target {PV.partOf} ?to }} }}
}} LIMIT {LINKS_MAX + 1}"""


def elements_below(iri: str) -> str:
    """SELECT ?below: what stands below a goal, at any depth."""
    return f"SELECT DISTINCT ?below WHERE {{ GRAPH ?g {{ ?below {UPWARD}+ {NamedNode(iri)} }} }}"


def themes() -> str:
    """SELECT ?end ?theme: the themes of what links join."""
    return f"""SELECT DISTINCT ?end ?theme WHERE {{
  GRAPH ?g {{ ?link {PV.linkSource}|{PV.linkTarget} ?end }}
  GRAPH ?h {{ ?end {DCT.subject} ?theme }}
}}"""


def permitted_kinds() -> str:
    """SELECT ?type ?way ?kind: which classes each type of link may join, in the list's order."""
    return f"""SELECT ?type ?way ?kind WHERE {{
  GRAPH {_TYPES} {{ ?type ?way ?kind . FILTER (?way IN ({PV.permitsSource}, {PV.permitsTarget})) }}
}}"""


def around(link: str, ends: Iterable[str]) -> str:
    """SELECT ?g ?s ?p ?o: of a link, its decisions and passages; of its ends and all about them."""
    node = NamedNode(link)
    branches = [
        f"{{ BIND ({node} AS ?s) }}",
        f"{{ GRAPH ?h {{ ?s {PV.decides} {node} }} }}",
        f"{{ GRAPH ?h {{ {node} {PV.passage}|({PV.passage}/{OA.hasSelector}) ?s }} }}",
    ]
    for end in map(NamedNode, ends):
        branches += [
            f"{{ BIND ({end} AS ?s) }}",
            f"{{ GRAPH ?h {{ {end} {UPWARD}+ ?s }} }}",
            f"{{ GRAPH ?h {{ ?s {PV.sectionOf} {end} }} }}",
            f"{{ GRAPH ?h {{ {end} {PV.passage}|({PV.passage}/{OA.hasSelector}) ?s }} }}",
            f"{{ GRAPH ?h {{ ?s {PV.about} {end} ; {RDF.type} {PV.Target} }} }}",
        ]
    return f"""SELECT ?g ?s ?p ?o WHERE {{
  {{ SELECT DISTINCT ?s WHERE {{ {" UNION ".join(branches)} }} LIMIT {_AROUND_MAX} }}
  GRAPH ?g {{ ?s ?p ?o }}
}}"""


def links_and_ends(links: Iterable[str], ends: Iterable[str]) -> str:
    """SELECT ?g ?s ?p ?o: of links and what they join, and of what stands above these."""
    wanted = " ".join(str(NamedNode(iri)) for iri in links)
    joined = " ".join(str(NamedNode(iri)) for iri in ends)
    return f"""SELECT ?g ?s ?p ?o WHERE {{
  {{ VALUES ?s {{ {wanted} {joined} }} GRAPH ?g {{ ?s ?p ?o }} }}
  UNION
  {{ VALUES ?l {{ {wanted} }} GRAPH ?h {{ ?s {PV.decides} ?l }} GRAPH ?g {{ ?s ?p ?o }} }}
}}"""


def decided_by(name: str) -> str:
    """SELECT ?link ?outcome ?time ?made: what a person decided, the latest first.

    name: of their token. made: when the link was recorded.
    """
    return f"""SELECT ?link ?outcome ?time ?made WHERE {{
  {{ SELECT ?link ?outcome ?time WHERE {{
       GRAPH {NamedNode(AGENTS)} {{ ?agent {DCT.identifier} {Literal(name)} }}
       GRAPH ?g {{
         ?decision {PROV.wasAssociatedWith} ?agent ; {PV.decides} ?link ;
           {PV.outcome} ?outcome ; {PROV.endedAtTime} ?time .
       }}
     }} ORDER BY DESC(?time) LIMIT {_DECIDED_MAX} }}
  OPTIONAL {{ GRAPH ?h {{ ?link {PV.linkSource} ?source ; {PROV.generatedAtTime} ?made }} }}
}} ORDER BY DESC(?time)"""


def plans() -> str:
    """SELECT ?plan ?type: the plans that have goals, strategies or actions."""
    kinds = ", ".join(map(str, (PV.Goal, PV.Strategy, PV.Action)))
    return f"""SELECT DISTINCT ?plan ?type WHERE {{
  {{ SELECT DISTINCT ?plan WHERE {{
       GRAPH ?g {{ ?element {PV.partOf} ?plan ; {RDF.type} ?kind }}
       FILTER (?kind IN ({kinds})) }} }}
  OPTIONAL {{ GRAPH ?h {{ ?plan {PV.instrumentType} ?type }} }}
}}"""


def code(name: str, value: str) -> str:
    """Return the IRI of a code: "link-type", "concretises"."""
    return CODE[f"{name}/{value}"].value
