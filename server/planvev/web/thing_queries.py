"""The SPARQL that a reader can learn from: what stands on a page, as a query to run and change."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Literal, NamedNode

from planvev.vocab import DCT, PV, RDFS, SDGO, SKOS
from planvev.web.description import Description
from planvev.web.paraphrases import all_paraphrased_after

_PREFIXES: Final = f"""PREFIX pv: <{PV.iri}>
PREFIX rdfs: <{RDFS.iri}>
PREFIX skos: <{SKOS.iri}>
PREFIX dct: <{DCT.iri}>
"""
_GOAL: Final = """SELECT ?part ?number ?text ?target ?named ?role WHERE {{
  {{ BIND ({iri} AS ?part) }}
  UNION {{ ?part pv:pursues|pv:subGoalOf {iri} }}
  OPTIONAL {{ ?part pv:text ?text }}
  OPTIONAL {{ ?part skos:notation|pv:position ?number }}
  OPTIONAL {{ ?target pv:about ?part ; a pv:Target }}
  OPTIONAL {{ ?mention pv:about ?part ; pv:mentioned ?named ; pv:role ?role }}
}}
ORDER BY ?part ?number"""
_STRATEGY: Final = """SELECT ?goal ?goalText ?text ?target ?indicator ?deadline ?named ?role
WHERE {{
  {iri} pv:pursues ?goal .
  OPTIONAL {{ {iri} pv:text ?text }}
  OPTIONAL {{ ?goal pv:text ?goalText }}
  OPTIONAL {{ ?target pv:about {iri} ; a pv:Target ; pv:indicator ?indicator
             OPTIONAL {{ ?target pv:deadline ?deadline }} }}
  OPTIONAL {{ ?mention pv:about {iri} ; pv:mentioned ?named ; pv:role ?role }}
}}"""
_NAMED: Final = """SELECT ?element ?text ?role WHERE {{
  ?mention pv:mentioned {iri} ; pv:about ?element ; pv:role ?role .
  OPTIONAL {{ ?element pv:text ?text }}
}}
ORDER BY ?role ?element"""
_PLAN: Final = """SELECT ?goal ?number ?text ?strategy ?strategyText WHERE {{
  ?goal a pv:Goal ; pv:partOf {iri} .
  OPTIONAL {{ ?goal pv:text ?text }}
  OPTIONAL {{ ?goal skos:notation ?number }}
  OPTIONAL {{ ?strategy pv:pursues ?goal . OPTIONAL {{ ?strategy pv:text ?strategyText }} }}
}}
ORDER BY ?number ?strategy"""
_TYPE: Final = """SELECT ?instance ?label WHERE {{
  {{ ?instance pv:instrumentType|pv:describesType {iri} }}
  OPTIONAL {{ ?instance rdfs:label|<http://purl.org/dc/terms/title> ?label }}
}}
ORDER BY ?instance"""
_DEVELOPMENT_GOAL: Final = """SELECT ?link ?type ?status ?source ?name WHERE {{
  {{ BIND ({iri} AS ?goal) }}
  UNION {{ ?goal <http://metadata.un.org/sdg/ontology#isTargetOf> {iri} }}
  ?link pv:linkTarget ?goal ; pv:linkSource ?source ; pv:linkType ?type .
  OPTIONAL {{ ?link pv:linkStatus ?status }}
  OPTIONAL {{ ?source pv:text|rdfs:label|dct:title ?name }}
}}
ORDER BY ?goal ?status ?link"""
_ANY: Final = """SELECT ?property ?value WHERE {{
  {iri} ?property ?value .
}}
ORDER BY ?property"""


def _of_labels(body: str, language: str) -> str:
    """Ask for names in place of texts: of a plan whose text was not had, they are all there is."""
    chosen = Literal(language.partition("-")[0])
    return re.sub(
        r"pv:text \?(\w+)",
        lambda match: f"rdfs:label ?{match[1]} FILTER LANGMATCHES(LANG(?{match[1]}), {chosen})",
        body,
    )


def page_query(description: Description) -> str:
    """Return the query that gives what the page of a thing shows, fit for its kind."""
    kinds = (
        (PV.PlanInstrument, _PLAN),
        (PV.Goal, _GOAL),
        (PV.Strategy, _STRATEGY),
        (PV.Action, _STRATEGY),
        (PV.Actor, _NAMED),
        (PV.TargetGroup, _NAMED),
        (PV.InstrumentType, _TYPE),
        (SDGO.Goal, _DEVELOPMENT_GOAL),
        (SDGO.Target, _DEVELOPMENT_GOAL),
    )
    found = (text for kind, text in kinds if description.statements.is_a(description.iri, kind))
    body = next(found, _ANY).format(iri=NamedNode(description.iri))
    if all_paraphrased_after(description):
        body = _of_labels(body, description.name(description.iri).language)
    used = [line for line in _PREFIXES.splitlines() if f"{line.split()[1]}" in body]
    return "\n".join([*used, *([""] if used else []), body])
