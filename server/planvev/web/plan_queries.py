"""The SPARQL behind the pages about plans, goals and instruments; see ``queries``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from planvev.vocab import DCT, OA, PV, SKOS

_PREFIXES: Final = f"""PREFIX pv: <{PV.iri}>
PREFIX oa: <{OA.iri}>
PREFIX skos: <{SKOS.iri}>
"""


@dataclass(frozen=True)
class GoalFilter:
    """Which goals are asked for: IRIs, empty for all. text: words that the goal holds."""

    plan: str = ""
    level: str = ""
    theme: str = ""
    group: str = ""
    text: str = ""


_CHOICES: Final = f"""UNION {{ SELECT DISTINCT ?facet ?value WHERE {{
    {{ GRAPH ?g {{ ?goal a pv:Goal ; pv:partOf ?value }} BIND ("plan" AS ?facet) }}
    UNION {{ GRAPH ?g {{ ?goal a pv:Goal ; pv:goalLevel ?value }} BIND ("level" AS ?facet) }}
    UNION {{ GRAPH ?g {{ ?goal a pv:Goal }} GRAPH ?h {{ ?goal {DCT.subject} ?value }}
             BIND ("theme" AS ?facet) }}
    UNION {{ GRAPH ?g {{ ?e pv:beneficiary ?value }} BIND ("group" AS ?facet) }}
  }} }}"""


def _conditions(wanted: GoalFilter) -> str:
    """Return the patterns that hold of ?goal; terms are serialized, never pasted."""
    lines = []
    if wanted.plan:
        lines.append(f"GRAPH ?gp {{ ?goal pv:partOf {NamedNode(wanted.plan)} }}")
    if wanted.level:
        lines.append(f"GRAPH ?gl {{ ?goal pv:goalLevel {NamedNode(wanted.level)} }}")
    if wanted.theme:
        lines.append(f"GRAPH ?gt {{ ?goal {DCT.subject} {NamedNode(wanted.theme)} }}")
    if wanted.group:
        group = NamedNode(wanted.group)
        lines.append(
            f"FILTER EXISTS {{ {{ GRAPH ?gg {{ ?goal pv:beneficiary {group} }} }} UNION "
            f"{{ GRAPH ?gs {{ ?strategy pv:pursues ?goal }} "
            f"GRAPH ?gb {{ ?strategy pv:beneficiary {group} }} }} }}"
        )
    if wanted.text:
        lines.append(f"FILTER CONTAINS(LCASE(STR(?text)), LCASE({Literal(wanted.text)}))")
    return "\n  ".join(lines)


def goals(wanted: GoalFilter, limit: int, offset: int, with_choices: bool) -> str:
    """SELECT ?goal ?plan ?number ?text ?level: a page of goals.

    In rows of their own: ?total, and with_choices ?facet ?value, the plans, levels, themes and
    groups that goals can be chosen by.
    """
    pattern = f"""GRAPH ?g {{ ?goal a pv:Goal ; pv:partOf ?plan .
    OPTIONAL {{ ?goal pv:text ?text }}
    OPTIONAL {{ ?goal skos:notation ?number }}
    OPTIONAL {{ ?goal pv:goalLevel ?level }} }}
  {_conditions(wanted)}"""
    return f"""{_PREFIXES}SELECT ?goal ?plan ?number ?text ?level ?total ?facet ?value WHERE {{
  {{ SELECT ?goal ?plan ?number ?text ?level WHERE {{ {pattern} }}
     ORDER BY ?plan ?number ?goal LIMIT {int(limit)} OFFSET {int(offset)} }}
  UNION
  {{ SELECT (COUNT(DISTINCT ?goal) AS ?total) WHERE {{ {pattern} }} }}
  {_CHOICES if with_choices else ""}
}}"""


def goal_details(found: Sequence[str]) -> str:
    """SELECT ?goal ?facet ?value: strategies, targets, themes and groups of goals."""
    these = " ".join(str(NamedNode(goal)) for goal in found)
    return f"""{_PREFIXES}SELECT DISTINCT ?goal ?facet ?value WHERE {{
  VALUES ?goal {{ {these} }}
  {{ GRAPH ?g {{ ?value pv:pursues ?goal }} BIND ("strategy" AS ?facet) }}
  UNION {{ GRAPH ?g {{ ?value pv:subGoalOf ?goal }} BIND ("goal" AS ?facet) }}
  UNION {{ GRAPH ?g {{ ?goal {DCT.subject} ?value }} BIND ("theme" AS ?facet) }}
  UNION {{ GRAPH ?g {{ ?goal pv:beneficiary ?value }} BIND ("group" AS ?facet) }}
  UNION {{ GRAPH ?g {{ ?strategy pv:pursues ?goal }} GRAPH ?h {{ ?strategy pv:beneficiary ?value }}
           BIND ("group" AS ?facet) }}
  UNION {{ GRAPH ?g {{ ?value pv:about ?goal ; a pv:Target }} BIND ("target" AS ?facet) }}
  UNION {{ GRAPH ?g {{ ?strategy pv:pursues ?goal }}
           GRAPH ?h {{ ?value pv:about ?strategy ; a pv:Target }} BIND ("target" AS ?facet) }}
}}"""


def instruments() -> str:
    """SELECT ?g ?s ?p ?o: the types of instruments, what plans print of them, and frame edges."""
    return f"""{_PREFIXES}SELECT ?g ?s ?p ?o WHERE {{
  {{ GRAPH ?h {{ ?s a pv:InstrumentType }} }}
  UNION {{ GRAPH ?h {{ ?s a pv:InstrumentDescription }} }}
  UNION {{ GRAPH ?h {{ ?s pv:linkType
    <https://w3id.org/planvev/code/link-type/setsFrameFor> }} }}
  UNION {{ GRAPH ?h {{ ?s a pv:PlanInstrument }} }}
  UNION {{ GRAPH ?h {{ ?plan a pv:PlanInstrument }} GRAPH ?k {{ ?plan {DCT.temporal} ?s }} }}
  GRAPH ?g {{ ?s ?p ?o }}
}} LIMIT 60000"""
