"""The SPARQL behind the pages. Terms go in serialized by pyoxigraph, never as bare text.

All of them ask named graphs, so that they do not depend on what the default graph is set to. In the
branch of a UNION a term is bound by BIND, not by VALUES: Virtuoso 7 loses all rows of such a UNION.
Predicates to choose from stand in a FILTER: with VALUES Oxigraph reads all quads that have them,
and at 1.3 million triples the names of a page took seconds instead of milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode

from planvev.vocab import DCT, GRAPH, OA, PV, RDF, RDFS, SDGO, SKOS

INBOUND_MAX: Final = 400
_SUBJECTS_MAX: Final = 4000

_PREFIXES: Final = f"""PREFIX pv: <{PV.iri}>
PREFIX oa: <{OA.iri}>
"""

LABEL_PREDICATES: Final = (
    RDFS.label,
    SKOS.prefLabel,
    DCT.title,
    NamedNode("http://xmlns.com/foaf/0.1/name"),
    NamedNode("http://data.europa.eu/eli/ontology#title"),
    SKOS.notation,
    RDF.type,
    PV.text,
    PV.goalLevel,
    PV.position,
    PV.sectionOf,
)
_TREE_PREDICATES: Final = (
    *LABEL_PREDICATES,
    DCT.source,
    PV.subGoalOf,
    PV.pursues,
    PV.leadVerb,
    PV.explains,
    PV.describesType,
    PV.printedHorizon,
    PV.cadence,
    PV.printedCitation,
    PV.legalBasis,
)


def _terms(nodes: Iterable[NamedNode]) -> str:
    return " ".join(str(node) for node in nodes)


def _is_one_of(name: str, nodes: Iterable[NamedNode]) -> str:
    return f"FILTER ({name} IN ({', '.join(str(node) for node in nodes)}))"


def _below(iri: str, name: str) -> str:
    """Return a pattern that binds a variable to nodes below an IRI that are no elements."""
    node = NamedNode(iri)
    return f"""{{ GRAPH ?h1 {{ {node} ?p1 {name} }} }} UNION {{ GRAPH ?h1 {{ {name} ?p1 {node} }} }}
      FILTER (ISIRI({name}) && STRSTARTS(STR({name}), {Literal(iri + "/")}))
      FILTER NOT EXISTS {{ GRAPH ?h2 {{ {name} pv:partOf|pv:body ?whole }} }}"""


def _own_nodes(iri: str) -> str:
    """Return a pattern that binds ?s to the IRI, to the nodes below it, and to their passages."""
    below = _below(iri, "?n")
    return f"""
    {{ BIND ({NamedNode(iri)} AS ?s) }}
    UNION {{ {_below(iri, "?s")} }}
    UNION {{ {below} GRAPH ?h3 {{ ?n pv:passage|oa:hasSelector ?s }} }}
    UNION {{ {below} GRAPH ?h3 {{ ?n pv:passage/oa:hasSelector ?s }} }}"""


def exists(iri: str) -> str:
    """ASK whether anything is said of an IRI."""
    node = NamedNode(iri)
    return f"ASK {{ {{ GRAPH ?g {{ {node} ?p ?o }} }} UNION {{ GRAPH ?g {{ ?s ?p {node} }} }} }}"


def own_statements(iri: str) -> str:
    """SELECT ?g ?s ?p ?o: of an IRI and its own nodes; and, in a row of its own, ?inbound."""
    return f"""{_PREFIXES}SELECT ?g ?s ?p ?o ?inbound WHERE {{
  {{
    {{ SELECT DISTINCT ?s WHERE {{ {_own_nodes(iri)} }} LIMIT {_SUBJECTS_MAX} }}
    GRAPH ?g {{ ?s ?p ?o }}
  }}
  UNION
  {{ SELECT (COUNT(*) AS ?inbound) WHERE {{ GRAPH ?i {{ ?referring ?by {NamedNode(iri)} }} }} }}
}}"""


def document_graph(iri: str) -> str:
    """CONSTRUCT the RDF of a document: own statements, and up to INBOUND_MAX that refer to it."""
    node = NamedNode(iri)
    return f"""{_PREFIXES}CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{
    {{ SELECT DISTINCT ?s WHERE {{ {_own_nodes(iri)} }} LIMIT {_SUBJECTS_MAX} }}
    GRAPH ?g {{ ?s ?p ?o }}
  }}
  UNION
  {{ SELECT ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p {node} }} BIND ({node} AS ?o) }}
     LIMIT {INBOUND_MAX} }}
}}"""


def _above_elements(elements: Sequence[str], upward: str) -> str:
    """Return branches for the elements that a finding is about, and for what is above them."""
    found = [str(NamedNode(element)) for element in elements]
    return "".join(
        f"""
    UNION {{ BIND ({element} AS ?s) }}
    UNION {{ GRAPH ?h {{ {element} {upward} ?s }} }}"""
        for element in found
    )


def _owners(node: NamedNode, upward: str) -> str:
    """Return branches for what a place in a text belongs to, and for what is above that."""
    owner = "(^oa:hasSelector|^pv:passage)"
    return f"""
    UNION {{ GRAPH ?h {{ {node} {owner}+ ?s }} }}
    UNION {{ GRAPH ?h {{ {node} {owner}+/{upward} ?s }} }}
    UNION {{ GRAPH ?h {{ {node} {owner}+/pv:about ?s }} }}
    UNION {{ GRAPH ?h {{ {node} {owner}+/pv:about ?e }} GRAPH ?k {{ ?e {upward} ?s }} }}"""


def _links_at(iri: str) -> str:
    """Return branches for the links of a thing, their other ends and the decisions on them.

    Those of the targets below it, as the development goals have them, are among them.
    """
    node = NamedNode(iri)
    joined = f"""{{ BIND ({node} AS ?e) }} UNION {{ GRAPH ?h {{ ?e {SDGO.isTargetOf} {node} }} }}
      GRAPH ?i"""
    found = f"{joined} {{ ?link pv:linkSource|pv:linkTarget ?e }}"
    return f"""{{ {joined} {{ ?s pv:linkSource|pv:linkTarget ?e }} }}
    UNION {{ {found} GRAPH ?j {{ ?link pv:linkSource|pv:linkTarget ?s }} }}
    UNION {{ {found} GRAPH ?j {{ ?s pv:decides ?link }} }}"""


def surroundings(iri: str, about: Sequence[str] = (), is_place: bool = False) -> str:
    """SELECT ?g ?s ?p ?o: of what refers to an IRI, what refers to that, and what is above it.

    Above: the chain of goals up to the plan. Findings come with their passages and selectors,
    links with their other ends and the decisions on them. Beside: the goals or strategies of the
    same goal.

    about: what the thing is about, where it is a finding, a link or a decision. is_place: whether
    it is a passage or selector. To ask for these of everything would cost ten times all the rest.
    """
    node = NamedNode(iri)
    own = "pv:subGoalOf|pv:pursues|pv:sectionOf|pv:explains|pv:partOf"
    upward = f"({own}|{SDGO.isTargetOf})+"
    here = f"""{{ BIND ({node} AS ?d) }}
      UNION {{ GRAPH ?h {{ ?d pv:subGoalOf|pv:pursues|pv:sectionOf {node} }} }}"""
    return f"""{_PREFIXES}SELECT ?g ?s ?p ?o WHERE {{
  {{ SELECT DISTINCT ?s WHERE {{
    {{ SELECT DISTINCT ?s WHERE {{ GRAPH ?h {{ ?s ?q {node} }} FILTER ISIRI(?s) }}
       LIMIT {INBOUND_MAX} }}
    UNION {{ {here} GRAPH ?k {{ ?s pv:about|pv:pursues ?d }} }}
    UNION {{ {here} GRAPH ?k {{ ?f pv:about ?d . ?f pv:passage ?s }} }}
    UNION {{ {here} GRAPH ?k {{ ?f pv:about ?d . ?f pv:passage/oa:hasSelector ?s }} }}
    UNION {{ GRAPH ?k {{ ?f pv:mentioned {node} . ?f pv:passage ?s }} }}
    UNION {{ GRAPH ?k {{ ?f pv:mentioned {node} . ?f pv:passage/oa:hasSelector ?s }} }}
    UNION {{ GRAPH ?h {{ {node} {upward} ?s }} }}
    UNION {{ GRAPH ?h {{ {node} {upward} ?above }} GRAPH ?k {{ ?above {DCT.temporal} ?s }} }}
    UNION {{ GRAPH ?h {{ {node} pv:subGoalOf ?up . ?s pv:subGoalOf ?up }} }}
    UNION {{ GRAPH ?h {{ {node} pv:pursues ?up . ?s pv:pursues ?up }} }}
    UNION {{ GRAPH ?h {{ {node} {SDGO.isTargetOf} ?up . ?s {SDGO.isTargetOf} ?up }} }}
    UNION {_links_at(iri)}
{_above_elements(about, upward)}{_owners(node, upward) if is_place else ""}
  }} LIMIT {_SUBJECTS_MAX} }}
  GRAPH ?g {{ ?s ?p ?o }}
}}"""


def plan_tree(iri: str) -> str:
    """SELECT ?g ?s ?p ?o: what a tree of a plan shows of each of its elements.

    With the links of the plan itself. In rows of their own, ?element ?class ?findings: how many
    targets, mentions … are about each.
    """
    plan = NamedNode(iri)
    return f"""{_PREFIXES}SELECT ?g ?s ?p ?o ?element ?class ?findings WHERE {{
  {{
    GRAPH ?h {{ ?s pv:partOf {plan} }}
    GRAPH ?g {{ ?s ?p ?o }}
    {_is_one_of("?p", (*_TREE_PREDICATES, PV.partOf))}
  }}
  UNION
  {{ {{ SELECT DISTINCT ?s WHERE {{ {_links_at(iri)} }} LIMIT {INBOUND_MAX} }}
     GRAPH ?g {{ ?s ?p ?o }} }}
  UNION
  {{ SELECT ?element ?class (COUNT(DISTINCT ?finding) AS ?findings) WHERE {{
       GRAPH ?i {{ ?element pv:partOf {plan} }}
       GRAPH ?j {{ ?finding pv:about ?element ; a ?class }}
     }} GROUP BY ?element ?class }}
}}"""


def plan_reading(iri: str) -> str:
    """SELECT ?g ?s ?p ?o: as ``plan_tree``, with the words of each element.

    In rows of their own, ?element ?start ?role: where they stand in the source text.
    """
    plan = NamedNode(iri)
    return f"""{_PREFIXES}SELECT ?g ?s ?p ?o ?element ?start ?role WHERE {{
  {{
    GRAPH ?h {{ ?s pv:partOf {plan} }}
    GRAPH ?g {{ ?s ?p ?o }}
    {_is_one_of("?p", (*_TREE_PREDICATES, PV.partOf))}
  }}
  UNION
  {{ GRAPH ?i {{
       ?element pv:partOf {plan} ; pv:passage ?passage .
       ?passage pv:passageRole ?role ; oa:hasSelector ?selector .
       ?selector oa:start ?start .
  }} }}
}}"""


def plan_outline(iri: str, plans: Iterable[str] = ()) -> str:
    """SELECT ?g ?s ?p ?o ?plan: a plan's vision and goals, and what pursues which goal.

    In rows of their own, ?plan: those of some plans that have elements with words of their own.
    """
    plan = NamedNode(iri)
    return f"""{_PREFIXES}SELECT ?g ?s ?p ?o ?plan WHERE {{
  {{
    GRAPH ?h {{ ?s pv:partOf {plan} ; a ?class }}
    FILTER (?class IN (pv:Vision, pv:Goal, pv:Action))
    GRAPH ?g {{ ?s ?p ?o }}
    {_is_one_of("?p", (*_TREE_PREDICATES, PV.partOf))}
  }}
  UNION
  {{ GRAPH ?g {{ ?s pv:partOf {plan} ; pv:pursues ?o }} BIND (pv:pursues AS ?p) }}
  UNION
  {{ GRAPH ?h {{ ?plan a pv:PlanInstrument }} {_is_one_of("?plan", map(NamedNode, plans))}
     FILTER EXISTS {{ GRAPH ?i {{ ?element pv:partOf ?plan ; pv:text ?text }} }} }}
}}"""


def labels(iris: Sequence[str]) -> str:
    """SELECT ?g ?s ?p ?o: the names of things."""
    return f"""SELECT ?g ?s ?p ?o WHERE {{
  VALUES ?s {{ {_terms(NamedNode(iri) for iri in iris)} }}
  GRAPH ?g {{ ?s ?p ?o }}
  {_is_one_of("?p", LABEL_PREDICATES)}
}}"""


def whole_graph(iri: str) -> str:
    """CONSTRUCT all of one named graph."""
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {NamedNode(iri)} {{ ?s ?p ?o }} }}"


def graph_statements(iri: str, statements_max: int) -> str:
    """SELECT ?g ?s ?p ?o: of one named graph, at most so many."""
    return f"""SELECT ?g ?s ?p ?o WHERE {{
  VALUES ?g {{ {NamedNode(iri)} }} GRAPH ?g {{ ?s ?p ?o }}
}} LIMIT {statements_max}"""


def graph_exists(iri: str) -> str:
    """ASK whether a named graph holds anything."""
    return f"ASK {{ GRAPH {NamedNode(iri)} {{ ?s ?p ?o }} }}"


def graphs() -> str:
    """SELECT ?g ?triples: the named graphs and their sizes."""
    return (
        "SELECT ?g (COUNT(*) AS ?triples) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    )


def vocabulary(ontology_graph: str, codes: str) -> str:
    """SELECT ?g ?s ?p ?o: names and types of the ontology's terms and of all codes.

    codes: the beginning of the IRIs of codes.
    """
    return f"""SELECT ?g ?s ?p ?o WHERE {{
  {{ BIND ({NamedNode(ontology_graph)} AS ?g) GRAPH ?g {{ ?s ?p ?o }} }}
  UNION
  {{ GRAPH ?g {{ ?s {SKOS.inScheme} ?scheme ; ?p ?o }}
     FILTER STRSTARTS(STR(?s), {Literal(codes)}) }}
  FILTER (?p IN ({RDFS.label}, {SKOS.prefLabel}, {RDF.type}) && ISIRI(?s))
}}"""


def collection(iri: str, graph: str) -> str:
    """SELECT ?g ?s ?p ?o: of an ontology or codelist, with what alignments say of its terms.

    In rows of their own, ?term ?uses: how often the other graphs point to each code.
    """
    own, alignments = NamedNode(graph), Literal(f"{GRAPH.iri}alignment/")
    beginning = Literal(iri)
    return f"""SELECT ?g ?s ?p ?o ?term ?uses WHERE {{
  {{ BIND ({own} AS ?g) GRAPH ?g {{ ?s ?p ?o }} }}
  UNION
  {{ GRAPH ?g {{ ?s ?p ?o }}
     FILTER (STRSTARTS(STR(?g), {alignments}) && ISIRI(?s) && STRSTARTS(STR(?s), {beginning})) }}
  UNION
  {{ SELECT ?term (COUNT(*) AS ?uses) WHERE {{
       GRAPH {own} {{ ?term {SKOS.inScheme} ?whole }}
       GRAPH ?h {{ ?x ?q ?term }}
       FILTER (?h != {own} && !STRSTARTS(STR(?h), {alignments}))
     }} GROUP BY ?term }}
}}"""


def code_uses(iri: str, predicates_left_out: Iterable[NamedNode], limit: int, offset: int) -> str:
    """SELECT ?g ?s ?p ?total: what points to a code, some of it; and how much in a row of its own.

    predicates_left_out: that a codelist orders its own codes by.
    """
    left_out = ", ".join(str(one) for one in predicates_left_out)
    using = f"""GRAPH ?g {{ ?s ?p {NamedNode(iri)} }}
       FILTER (ISIRI(?s) && ?p NOT IN ({left_out}))"""
    return f"""SELECT ?g ?s ?p ?total WHERE {{
  {{ SELECT ?g ?s ?p WHERE {{ {using} }}
     ORDER BY ?p ?s ?g LIMIT {int(limit)} OFFSET {int(offset)} }}
  UNION
  {{ SELECT (COUNT(*) AS ?total) WHERE {{ {using} }} }}
}}"""


def things_of(kind: NamedNode, limit: int) -> str:
    """SELECT ?g ?s ?p ?o: all that is said of the things of a class."""
    return f"""SELECT ?g ?s ?p ?o WHERE {{
  {{ SELECT DISTINCT ?s WHERE {{ GRAPH ?h {{ ?s {RDF.type} {kind} }} }} LIMIT {int(limit)} }}
  GRAPH ?g {{ ?s ?p ?o }}
}}"""
