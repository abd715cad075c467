"""The plan at hand, and small plans that are hostile or odd where a test says so."""

from __future__ import annotations

from pyoxigraph import RdfFormat, Triple, parse

from planvev.ingest.export.plan import PlanModel, read_plan

SAMFUNNSDEL = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"
SMALL = "https://w3id.org/planvev/id/lillevik/miljoplan-2031"
HEAD = f"""
@base <{SMALL}/> .
@prefix pv: <https://w3id.org/planvev/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
<{SMALL}> a pv:PlanInstrument .
"""

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r\n=1",
    "'=1",
    "<script>alert(1)</script>",
    'a "quoted", semicolon; text',
    "line\nbreak\rand\r\nmore",
    "]]>&amp;<!-- -->",
)
"""Texts that spreadsheets, browsers and parsers take for something else."""

Graphs = dict[str, list[Triple]]


def small_graphs(turtle: str, suffix: str = "adopted") -> Graphs:
    """Return the graphs of a small plan of an invented municipality."""
    quads = parse((HEAD + turtle).encode(), RdfFormat.TURTLE)
    graph = f"https://w3id.org/planvev/graph/lillevik/miljoplan-2031/{suffix}"
    return {graph: [quad.triple for quad in quads]}


def read_small(turtle: str) -> PlanModel:
    """Return the small plan as it is exported."""
    return read_plan(small_graphs(turtle), SMALL)
