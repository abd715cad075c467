"""Two invented plans as graphs: a samfunnsdel, and a temaplan whose text speaks of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import RdfFormat

from planvev.archive.canonical import canonicalize
from planvev.archive.files import SourceFile

BASE = "https://w3id.org/planvev/"
OVERARCHING = f"{BASE}id/lillevik/samfunnsdel-2022"
OLDER = f"{BASE}id/lillevik/samfunnsdel-2012"
SECTORAL = f"{BASE}id/lillevik/barn-2025"
TEXT = (
    "Plan for barn og unge 2025–2028\n\n"
    "Planen følger opp samfunnsdelen, særlig delmål 1.2.\n\n"
    "1 Flere barn går til skolen\n"
    "Målet konkretiserer delmål 1.1 i kommuneplanens samfunnsdel.\n\n"
    "2 Skolene gir alle barn mestring og tilhørighet\n\n"
    "• Leksehjelp på alle skoler\n"
)
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
PREFIXES = f"""
@prefix pv: <{BASE}ontology#> .
@prefix code: <{BASE}code/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sdgo: <http://metadata.un.org/sdg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def _register(plan: str, title: str, type_: str, start: int, end: int) -> str:
    return f"""{PREFIXES}
<{plan}> a pv:PlanInstrument ; dct:title "{title}"@nb ; pv:body <{BASE}id/lillevik> ;
    pv:instrumentType <{BASE}code/instrument-type/{type_}> ; dct:temporal <{plan}/period> ;
    pv:planStatus <{BASE}code/plan-status/adopted> ; pv:adoptedOn "{start}-06-01"^^xsd:date .
<{plan}/period> a dct:PeriodOfTime ; dcat:startDate "{start}"^^xsd:gYear ;
    dcat:endDate "{end}"^^xsd:gYear .
<{BASE}id/lillevik> rdfs:label "Lillevik kommune"@nb .
"""


def _passage(plan: str, path: str, wording: str) -> str:
    start = TEXT.index(wording)
    node = f"{plan}/{path}/passage/1"
    return f"""
<{plan}/{path}> pv:passage <{node}> .
<{node}> a oa:SpecificResource ; oa:hasSource <{BASE}id/source/{SHA256}> ;
    oa:hasSelector <{node}/position> .
<{node}/position> a oa:TextPositionSelector ;
    oa:start "{start}"^^xsd:nonNegativeInteger ;
    oa:end "{start + len(wording)}"^^xsd:nonNegativeInteger .
"""


def _element(plan: str, path: str, kind: str, wording: str, more: str = "") -> str:
    return f"""
<{plan}/{path}> a pv:{kind} ; pv:partOf <{plan}> ; pv:text "{wording}"@nb {more} .
"""


_FOLLOWS = "Planen følger opp samfunnsdelen, særlig delmål 1.2."
_UNDER = "Målet konkretiserer delmål 1.1 i kommuneplanens samfunnsdel."
_SECTORAL = [
    ("section/1", "Section", _FOLLOWS, f"; pv:sectionOf <{SECTORAL}> ; pv:position 1"),
    ("goal/1", "Goal", "Flere barn går til skolen", '; skos:notation "1"'),
    ("goal/1/section/1", "Section", _UNDER, f"; pv:sectionOf <{SECTORAL}/goal/1>"),
    ("goal/2", "Goal", "Skolene gir alle barn mestring og tilhørighet", '; skos:notation "2"'),
    ("action/1", "Action", "Leksehjelp på alle skoler", f"; pv:pursues <{SECTORAL}/goal/2>"),
]
_GOALS = {
    "1": "Lillevik er et godt sted å vokse opp",
    "1.1": "Det er trygt å gå og sykle til skole og fritid",
    "1.2": "Barn og unge har gode venner og trygge voksne rundt seg",
    "1.3": "Skolene gir alle barn mestring og tilhørighet",
}
GRAPHS = {
    "lillevik/samfunnsdel-2022/register": _register(
        OVERARCHING, "Kommuneplanens samfunnsdel 2022–2034", "samfunnsdel", 2022, 2034
    ),
    "lillevik/samfunnsdel-2022/adopted": PREFIXES
    + "".join(
        _element(
            OVERARCHING,
            f"goal/{number}",
            "Goal",
            wording,
            f'; skos:notation "{number}"'
            + (f" ; pv:subGoalOf <{OVERARCHING}/goal/1>" if "." in number else ""),
        )
        for number, wording in _GOALS.items()
    )
    + _element(
        OVERARCHING,
        "strategy/1",
        "Strategy",
        "Tilby leksehjelp på alle skoler",
        f"; pv:pursues <{OVERARCHING}/goal/1.3>",
    ),
    "lillevik/samfunnsdel-2022/translation-en": PREFIXES
    + f'<{OVERARCHING}/goal/1.1> rdfs:label "Children walk and cycle safely"@en .',
    "lillevik/samfunnsdel-2022/assessment": PREFIXES
    + f"""
<{OVERARCHING}/goal/1.1> dct:subject <https://psi.norge.no/los/tema/trafikk> .
<{OVERARCHING}/goal/1.1/mention/1> a pv:Mention ; pv:about <{OVERARCHING}/goal/1.1> ;
    pv:mentioned <{BASE}id/group/barn-og-unge> .
<{OVERARCHING}/goal/1.1/target/1> a pv:Target ; pv:about <{OVERARCHING}/goal/1.1> ;
    pv:targetValue 80.0 ; pv:unit <http://qudt.org/vocab/unit/PERCENT> ;
    pv:deadline "2030"^^xsd:gYear ; pv:indicator "andel som går til skolen"@nb .
""",
    "lillevik/samfunnsdel-2012/register": _register(
        OLDER, "Kommuneplanens samfunnsdel 2012–2022", "samfunnsdel", 2012, 2022
    ),
    "lillevik/samfunnsdel-2012/adopted": PREFIXES
    + _element(OLDER, "goal/1.2", "Goal", "Skolebruket er samlet", '; skos:notation "1.2"'),
    "lillevik/barn-2025/register": _register(
        SECTORAL, "Temaplan for barn og unge 2025–2028", "temaplan", 2025, 2028
    ),
    "lillevik/barn-2025/adopted": PREFIXES
    + "".join(_element(SECTORAL, *one) + _passage(SECTORAL, one[0], one[2]) for one in _SECTORAL),
    "sdg/goals": PREFIXES
    + """
<http://metadata.un.org/sdg/4> a sdgo:Goal ; skos:notation "4" ; rdfs:label "God utdanning"@nb .
<http://metadata.un.org/sdg/4.1> a sdgo:Target ; skos:notation "4.1" ;
    sdgo:isTargetOf <http://metadata.un.org/sdg/4> ; rdfs:label "Fullført grunnskole"@nb ;
    dcat:keyword "skole"@nb , "leksehjelp"@nb .
""",
}


class Texts:
    """Graphs as canonical texts, counting how often each is read."""

    def __init__(self, graphs: Mapping[str, str]) -> None:
        self.turtle = dict(graphs)
        self.read: list[str] = []

    def graphs(self) -> Mapping[str, str]:
        return {
            f"{BASE}graph/{name}": hashlib.sha256(text.encode()).hexdigest()
            for name, text in self.turtle.items()
        }

    def text(self, graph: str) -> bytes:
        self.read.append(graph)
        turtle = self.turtle[graph.removeprefix(f"{BASE}graph/")]
        return canonicalize(turtle.encode(), RdfFormat.TURTLE)


SOURCES = {SHA256: SourceFile(Path("barn-2025.txt"), TEXT, SHA256)}


def link(source: str, target: str, basis: str = "machineSuggestion", number: int = 1) -> str:
    """Return the record of a link of the sectoral plan."""
    return f"""
<{SECTORAL}/link/{number}> a pv:Link ; pv:linkSource <{source}> ; pv:linkTarget <{target}> ;
    pv:linkType <{BASE}code/link-type/contributesTo> ;
    pv:linkBasis <{BASE}code/link-basis/{basis}> ;
    prov:generatedAtTime "2026-01-01T00:00:00Z"^^xsd:dateTime .
"""


def decision(outcome: str, number: int = 1, time: str = "2026-02-01T00:00:00Z") -> str:
    """Return a decision on a link of the sectoral plan."""
    return f"""
<{SECTORAL}/link/{number}/decision/{time[:10]}> a pv:Decision ;
    pv:decides <{SECTORAL}/link/{number}> ;
    pv:outcome <{BASE}code/decision-outcome/{outcome}> ; prov:endedAtTime "{time}"^^xsd:dateTime ;
    prov:wasAssociatedWith <{BASE}id/agent/planlegger> .
"""
