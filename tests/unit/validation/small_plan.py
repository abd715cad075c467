"""A data root with one small plan, whole and sound, for tests to break."""

from __future__ import annotations

import hashlib
from pathlib import Path

from planvev.validation import Severity, validate_paths

TEXT = (
    "Plan\n\nbygge sykkel-\nveger til skolen\n\nBarn skal sykle.\n\nBygge sykkelveger til skolen.\n"
)
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
PLAN = "https://w3id.org/planvev/id/eksempel/plan-2026"
PREFIXES = f"""@base <{PLAN}/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix pv: <https://w3id.org/planvev/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix code: <https://w3id.org/planvev/code/> .
"""
ROLE = "https://w3id.org/planvev/code/passage-role"


def passage(owner: str, number: int, exact: str, role: str = "wording", extra: str = "") -> str:
    """Return a passage of the first place where the text has these words."""
    start = TEXT.index(exact)
    return f"""
<{owner}/passage/{number}> a oa:SpecificResource ; {extra}
    oa:hasSource <https://w3id.org/planvev/id/source/{SHA256}> ;
    oa:hasSelector <{owner}/passage/{number}/quote> , <{owner}/passage/{number}/position> ;
    pv:passageOrder {number} ;
    pv:passageRole <{ROLE}/{role}> .
<{owner}/passage/{number}/quote> a oa:TextQuoteSelector ;
    oa:exact {_turtle(exact)} .
<{owner}/passage/{number}/position> a oa:TextPositionSelector ;
    oa:start "{start}"^^xsd:nonNegativeInteger ;
    oa:end "{start + len(exact)}"^^xsd:nonNegativeInteger .
"""


def _turtle(text: str) -> str:
    return '"' + text.replace("\n", "\\n") + '"'


def claim(name: str, predicate: str, node: str) -> str:
    """Return the claim that a fact about the plan rests on."""
    return f"""
<claim/{name}> a rdf:Statement ;
    rdf:subject <{PLAN}> ;
    rdf:predicate {predicate} ;
    rdf:object {node} ;
    dct:source <https://eksempel.example/plan> .
"""


ADOPTED = f"""{PREFIXES}
<{PLAN}> a pv:PlanInstrument ;
    pv:instrumentType <https://w3id.org/planvev/code/instrument-type/samfunnsdel> ;
    pv:body <https://w3id.org/planvev/id/eksempel> ;
    pv:adoptedOn "2026-03-01"^^xsd:date .

<goal/1> a pv:Goal ;
    pv:partOf <{PLAN}> ;
    pv:goalLevel <https://w3id.org/planvev/code/goal-level/hovedmal> ;
    pv:position 1 ;
    skos:notation "1" ;
    rdfs:label "Barn skal sykle."@nb ;
    pv:text "Barn skal sykle."@nb ;
    pv:passage <goal/1/passage/1> .
{passage("goal/1", 1, "Barn skal sykle.")}
<strategy/1.1> a pv:Strategy ;
    pv:partOf <{PLAN}> ;
    pv:pursues <goal/1> ;
    pv:position 1 ;
    rdfs:label "bygge sykkelveger til skolen"@nb ;
    pv:leadVerb "bygge"@nb ;
    pv:text "bygge sykkelveger til skolen"@nb ;
    pv:passage <strategy/1.1/passage/1> .
{
    passage(
        "strategy/1.1",
        1,
        '''bygge sykkel-
veger til skolen''',
        extra='pv:dehyphenatedWord "sykkelveger" ;',
    )
}
"""
REGISTER = f"""{PREFIXES}
<{PLAN}> dct:title "Samfunnsdel 2026–2038"@nb ;
    dct:temporal <period> ;
    dct:language <http://publications.europa.eu/resource/authority/language/NOB> ;
    pv:planStatus <https://w3id.org/planvev/code/plan-status/adopted> .
<period> a dct:PeriodOfTime ;
    dcat:startDate "2026"^^xsd:gYear ;
    dcat:endDate "2038"^^xsd:gYear .
{claim("title", "dct:title", '"Samfunnsdel 2026–2038"@nb')}
{claim("period", "dct:temporal", "<period>")}
{
    claim(
        "language",
        "dct:language",
        "<http://publications.europa.eu/resource/authority/language/NOB>",
    )
}
{claim("status", "pv:planStatus", "<https://w3id.org/planvev/code/plan-status/adopted>")}
<https://w3id.org/planvev/id/source/{SHA256}> a pv:SourceText ;
    pv:characterCount {len(TEXT)} ;
    spdx:checksum <https://w3id.org/planvev/id/source/{SHA256}/checksum> .
"""
ASSESSMENT = f"""{PREFIXES}
<strategy/1.1/mention/1> a pv:Mention ;
    pv:about <strategy/1.1> ;
    pv:mentioned <https://w3id.org/planvev/id/actor/skolen> ;
    pv:role <https://w3id.org/planvev/code/mention-role/named> ;
    prov:wasAttributedTo <https://w3id.org/planvev/id/organisation/leseren> ;
    pv:passage <strategy/1.1/mention/1/passage/1> .
{passage("strategy/1.1/mention/1", 1, "til skolen", "quotation")}
"""
SHARED = f"""{PREFIXES}
<https://w3id.org/planvev/id/eksempel> a org:Organization ; rdfs:label "Eksempel kommune"@nb .
<https://w3id.org/planvev/id/organisation/leseren> a prov:Organization .
<https://w3id.org/planvev/id/actor/skolen> a pv:Actor ;
    rdfs:label "skolen"@nb ;
    pv:actorKind <https://w3id.org/planvev/code/actor-kind/education-and-research> .
"""
FILES = {
    "plans/eksempel/plan-2026/adopted.ttl": ADOPTED,
    "plans/eksempel/plan-2026/assessment.ttl": ASSESSMENT,
    "plans/eksempel/plan-2026/register.ttl": REGISTER,
    "shared/actors.ttl": SHARED,
    "sources/plan.txt": TEXT,
    "sources/SHA256SUMS": f"{SHA256}  plan.txt\n",
}


def write_data_root(root: Path) -> Path:
    """Write the plan as a data root."""
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


class SmallPlan:
    """The plan's data root on disk."""

    def __init__(self, root: Path) -> None:
        self.root = write_data_root(root)
        self.adopted = root / "plans/eksempel/plan-2026/adopted.ttl"
        self.assessment = root / "plans/eksempel/plan-2026/assessment.ttl"
        self.register = root / "plans/eksempel/plan-2026/register.ttl"

    def change(self, path: Path, old: str, new: str, to: Path | None = None) -> Path:
        """Write a file with some text replaced, in place or elsewhere."""
        text = path.read_text(encoding="utf-8")
        assert old in text
        target = to or path
        target.write_text(text.replace(old, new), encoding="utf-8")
        return target

    def broken_rules(self, *paths: Path) -> list[str]:
        """Validate, and return the names of the shapes that found a violation."""
        report = validate_paths(paths or [self.root], self.root)
        return [
            result.source_shape.rpartition("#")[2]
            for result in report.results
            if result.severity is Severity.VIOLATION
        ]
