"""The SPARQL behind the pages about plans, goals and instruments; see ``queries``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from planvev.vocab import CODE, DCAT, DCT, PV, RDF, RDFS, SKOS

_PREFIXES: Final = f"""PREFIX dcat: <{DCAT.iri}>
PREFIX dct: <{DCT.iri}>
PREFIX pv: <{PV.iri}>
PREFIX rdf: <{RDF.iri}>
PREFIX rdfs: <{RDFS.iri}>
PREFIX skos: <{SKOS.iri}>
"""
_PADDED_NUMBER: Final = 'REPLACE(REPLACE(?number, "([0-9]+)", "0000$1"), "0*([0-9]{5})", "$1")'
"""Puts 1.10 after 1.9: each part of a number gets five digits."""


@dataclass(frozen=True)
class PlanFilter:
    """Which plans are asked for: IRIs, empty for all. text: words that the title holds."""

    body: str = ""
    type: str = ""
    status: str = ""
    text: str = ""


@dataclass(frozen=True)
class GoalFilter:
    """Which goals are asked for: IRIs, empty for all. text: words that the goal holds."""

    plan: str = ""
    level: str = ""
    theme: str = ""
    group: str = ""
    text: str = ""


def _holds(name: str, words: str) -> str:
    """Return a filter on a text that holds all words, in capitals or not."""
    return " ".join(
        f"FILTER CONTAINS(LCASE(STR({name})), LCASE({Literal(word)}))" for word in words.split()
    )


def _plans_that(wanted: PlanFilter) -> str:
    """Return the patterns that hold of ?s; terms are serialized, never pasted."""
    lines = ["GRAPH ?ga { ?s a pv:PlanInstrument }"]
    if wanted.body:
        lines.append(f"GRAPH ?gb {{ ?s pv:body {NamedNode(wanted.body)} }}")
    if wanted.type:
        lines.append(f"GRAPH ?gt {{ ?s pv:instrumentType {NamedNode(wanted.type)} }}")
    if wanted.status:
        lines.append(f"GRAPH ?gs {{ ?s pv:planStatus {NamedNode(wanted.status)} }}")
    if wanted.text:
        lines.append(
            f"GRAPH ?gn {{ ?s dct:title|rdfs:label ?name }} {_holds('?name', wanted.text)}"
        )
    return "\n    ".join(lines)


def _choices(facets: Iterable[tuple[str, str]]) -> str:
    """Return a branch that binds ?facet and ?value. facets: (name, pattern that binds ?value)."""
    branches = "\n    UNION ".join(
        f'{{ {pattern} BIND ("{facet}" AS ?facet) }}' for facet, pattern in facets
    )
    return f"UNION {{ SELECT DISTINCT ?facet ?value WHERE {{ {branches} }} }}"


_PLAN_CHOICES: Final = _choices(
    (facet, f"GRAPH ?g {{ ?plan a pv:PlanInstrument }} GRAPH ?h {{ ?plan {predicate} ?value }}")
    for facet, predicate in (
        ("body", PV.body),
        ("type", PV.instrumentType),
        ("status", PV.planStatus),
    )
)
_GOAL_CHOICES: Final = _choices(
    (
        ("plan", "GRAPH ?g { ?goal a pv:Goal ; pv:partOf ?value }"),
        ("level", "GRAPH ?g { ?goal a pv:Goal ; pv:goalLevel ?value }"),
        ("theme", "GRAPH ?g { ?goal a pv:Goal } GRAPH ?h { ?goal dct:subject ?value }"),
        ("group", "GRAPH ?g { ?e pv:beneficiary ?value }"),
    )
)


def plans(
    wanted: PlanFilter,
    limit: int,
    offset: int,
    with_choices: bool = False,
    largest_first: bool = False,
) -> str:
    """SELECT ?g ?s ?p ?o ?k ?q ?v ?elements ?begins: facts of a page of plans, in no order.

    Those with elements come before the others, then the latest, or the largest. ?k ?q ?v: a
    statement about ?o, where ?o is a period. ?elements: how many the plan has. ?begins: the year
    of the period's start, or of the adoption where no start is known. In rows of
    their own: ?total, and with_choices ?facet ?value, the bodies, types and states that plans can
    be chosen by.
    """
    those = _plans_that(wanted)
    order = "DESC(?elements)" if largest_first else "(!BOUND(?elements)) DESC(?begins)"
    return f"""{_PREFIXES}
SELECT ?g ?s ?p ?o ?k ?q ?v ?elements ?begins ?total ?facet ?value WHERE {{
  {{
    {{ SELECT ?s ?elements ?begins WHERE {{
      {{ SELECT ?s (MAX(?year) AS ?begins) WHERE {{
        {those}
        OPTIONAL {{ GRAPH ?gp {{ ?s dct:temporal ?period }}
                   GRAPH ?gd {{ ?period dcat:startDate ?start }} }}
        OPTIONAL {{ GRAPH ?gy {{ ?s pv:adoptedOn|dct:dateAccepted ?adopted }} }}
        BIND (SUBSTR(STR(COALESCE(?start, ?adopted)), 1, 4) AS ?year)
      }} GROUP BY ?s }}
      OPTIONAL {{ SELECT ?s (COUNT(DISTINCT ?e) AS ?elements) WHERE {{
        GRAPH ?ge {{ ?e pv:partOf ?s }}
      }} GROUP BY ?s }}
    }} ORDER BY {order} ?s LIMIT {int(limit)} OFFSET {int(offset)} }}
    GRAPH ?g {{ ?s ?p ?o }}
    FILTER (?p IN (rdf:type, pv:body, pv:instrumentType, pv:planStatus, pv:adoptedOn,
                   dct:dateAccepted, dct:temporal, dct:replaces, dct:isReplacedBy))
    OPTIONAL {{ GRAPH ?k {{ ?o ?q ?v }} FILTER (?q IN (dcat:startDate, dcat:endDate)) }}
  }}
  UNION
  {{ SELECT (COUNT(DISTINCT ?s) AS ?total) WHERE {{ {those} }} }}
  {_PLAN_CHOICES if with_choices else ""}
}}"""


def worded(plans: Iterable[str]) -> str:
    """SELECT ?plan: which of the plans have elements with words of their own."""
    these = " ".join(str(NamedNode(plan)) for plan in plans)
    return f"""{_PREFIXES}SELECT ?plan WHERE {{
  VALUES ?plan {{ {these} }}
  FILTER EXISTS {{ GRAPH ?g {{ ?element pv:partOf ?plan ; pv:text ?text }} }}
}}"""


def _goals_that(wanted: GoalFilter) -> str:
    """Return the patterns that hold of ?goal; terms are serialized, never pasted."""
    lines = ["GRAPH ?g { ?goal a pv:Goal ; pv:partOf ?plan }"]
    if wanted.plan:
        lines.append(f"GRAPH ?gp {{ ?goal pv:partOf {NamedNode(wanted.plan)} }}")
    if wanted.level:
        lines.append(f"GRAPH ?gl {{ ?goal pv:goalLevel {NamedNode(wanted.level)} }}")
    if wanted.theme:
        lines.append(f"GRAPH ?gt {{ ?goal dct:subject {NamedNode(wanted.theme)} }}")
    if wanted.group:
        up = "(pv:pursues|pv:sectionOf)?/pv:subGoalOf*"
        lines.append(
            f"""{{ SELECT DISTINCT ?goal WHERE {{
        GRAPH ?gb {{ ?spoken pv:beneficiary {NamedNode(wanted.group)} }}
        GRAPH ?gg {{ ?spoken pv:partOf ?whole . ?spoken {up} ?goal }}
      }} }}"""
        )
    if wanted.text:
        said = "GRAPH ?gx { ?goal pv:text|rdfs:label ?said }"
        lines.append(f"{said} {_holds('?said', wanted.text)}")
    return "\n    ".join(lines)


def goals(wanted: GoalFilter, limit: int, offset: int, with_choices: bool = False) -> str:
    """SELECT ?goal ?plan ?number ?text ?level ?theme: a page of goals by plan and number.

    A goal has a row for each of its themes. In rows of their own: ?total, and with_choices
    ?facet ?value, the plans, levels, themes and groups that goals can be chosen by.
    """
    those = _goals_that(wanted)
    return f"""{_PREFIXES}
SELECT ?goal ?plan ?number ?text ?level ?theme ?total ?facet ?value WHERE {{
  {{
    {{ SELECT DISTINCT ?goal ?plan ?number WHERE {{
      {those}
      OPTIONAL {{ GRAPH ?gn {{ ?goal skos:notation ?number }} }}
    }} ORDER BY ?plan (!BOUND(?number)) {_PADDED_NUMBER} ?goal
    LIMIT {int(limit)} OFFSET {int(offset)} }}
    OPTIONAL {{ GRAPH ?ga {{ ?goal pv:text ?text }} }}
    OPTIONAL {{ GRAPH ?gb {{ ?goal pv:goalLevel ?level }} }}
    OPTIONAL {{ GRAPH ?gc {{ ?goal dct:subject ?theme }} }}
  }}
  UNION
  {{ SELECT (COUNT(DISTINCT ?goal) AS ?total) WHERE {{ {those} }} }}
  {_GOAL_CHOICES if with_choices else ""}
}}"""


def goal_details(found: Sequence[str]) -> str:
    """SELECT ?goal ?below ?spoken ?kind ?finding ?group: what stands below goals.

    below: the goal and all goals below it. spoken: each of those, its paragraphs, strategies and
    actions; of a strategy or action, kind is its class. finding: a target that is about what is
    spoken. group: whom that is for.
    """
    these = " ".join(str(NamedNode(goal)) for goal in found)
    return f"""{_PREFIXES}SELECT ?goal ?below ?spoken ?kind ?finding ?group WHERE {{
  VALUES ?goal {{ {these} }}
  GRAPH ?g {{
    ?goal a pv:Goal . ?below pv:subGoalOf* ?goal .
    ?spoken (pv:pursues/pv:pursues?|pv:sectionOf)? ?below .
    OPTIONAL {{ ?spoken a ?kind FILTER (?kind IN (pv:Strategy, pv:Action)) }}
  }}
  OPTIONAL {{ GRAPH ?h {{ ?finding pv:about ?spoken ; a pv:Target }} }}
  OPTIONAL {{ GRAPH ?k {{ ?spoken pv:beneficiary ?group }} }}
}}"""


def instruments(plans_max: int) -> str:
    """SELECT ?g ?s ?p ?o: what is said of each type of instrument.

    In rows of their own: ?type ?said ?plan ?printings ?horizon ?cadence ?citation ?years ?interval,
    each wording that plans print of a type, one place where it stands and how many print it;
    ?above ?below, which type sets the frame for which; ?type ?plans, how many plans are of a type;
    ?type ?plan ?begins ?ends, up to plans_max plans.
    """
    frame = CODE["link-type/setsFrameFor"]
    period = """OPTIONAL { GRAPH ?g5 { ?plan dct:temporal ?time }
                 GRAPH ?g6 { ?time dcat:startDate ?begins }
                 OPTIONAL { GRAPH ?g7 { ?time dcat:endDate ?ends } } }"""
    return f"""{_PREFIXES}
SELECT ?g ?s ?p ?o ?type ?said ?plan ?printings ?horizon ?cadence ?citation ?years ?interval
       ?above ?below ?plans ?begins ?ends WHERE {{
  {{ GRAPH ?h {{ ?s a pv:InstrumentType }} GRAPH ?g {{ ?s ?p ?o }} }}
  UNION
  {{ SELECT ?type ?horizon ?cadence ?citation ?years ?interval (MIN(?d) AS ?said)
           (MIN(?by) AS ?plan) (COUNT(DISTINCT ?by) AS ?printings) WHERE {{
       GRAPH ?g1 {{ ?d a pv:InstrumentDescription ; pv:describesType ?type ; pv:partOf ?by .
         OPTIONAL {{ ?d pv:printedHorizon ?horizon }}
         OPTIONAL {{ ?d pv:cadence ?cadence }}
         OPTIONAL {{ ?d pv:printedCitation ?citation }}
         OPTIONAL {{ ?d pv:horizon ?years }}
         OPTIONAL {{ ?d pv:reviewInterval ?interval }} }}
     }} GROUP BY ?type ?horizon ?cadence ?citation ?years ?interval }}
  UNION
  {{ SELECT DISTINCT ?above ?below WHERE {{
       GRAPH ?g2 {{ ?link pv:linkType {frame} ; pv:linkSource ?from ; pv:linkTarget ?to }}
       GRAPH ?g3 {{ ?from pv:describesType ?above }}
       GRAPH ?g4 {{ ?to pv:describesType ?below }}
     }} }}
  UNION
  {{ SELECT ?type (COUNT(DISTINCT ?one) AS ?plans) WHERE {{
       GRAPH ?g8 {{ ?one a pv:PlanInstrument }} GRAPH ?g9 {{ ?one pv:instrumentType ?type }}
     }} GROUP BY ?type }}
  UNION
  {{ SELECT ?type ?plan ?begins ?ends WHERE {{
       GRAPH ?g8 {{ ?plan a pv:PlanInstrument }} GRAPH ?g9 {{ ?plan pv:instrumentType ?type }}
       {period}
     }} ORDER BY DESC(?begins) ?plan LIMIT {int(plans_max)} }}
}}"""
