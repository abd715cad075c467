"""A change passes where ``planvev validate`` finds sound what comes of it, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.archive.checkout import write_checkout
from planvev.validation import ValidationReport, validate_paths
from planvev.vocab import GRAPH
from planvev.writes import ValidationFailed, performing
from unit.validation.small_plan import PLAN
from unit.writes.site import ADOPTED, REGISTER, UPDATE_PREFIXES, Site, request

GOAL = f"<{PLAN}/goal/1>"
NOTES = GRAPH["eksempel/plan-2026/notes"].value
CODES = GRAPH["code/goal-level"].value
FOREIGN = "urn:foreign"
WHOLE_GOAL = f"GRAPH <{ADOPTED}> {{ {GOAL} ?p ?o }}"
LABEL = f"GRAPH <{ADOPTED}> {{ {GOAL} rdfs:label ?o }}"
TYPE = f"{GOAL} a pv:Goal"


def inserting(graph: str, triples: str) -> str:
    return f"INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}"


SOUND = {
    "blank nodes in a graph of others": inserting(FOREIGN, "_:x <urn:p> 1"),
    "blank nodes in a graph that POST made": inserting(GRAPH["new/42"].value, "_:x <urn:p> 1"),
    "blank nodes in a graph that is not about plans": inserting(NOTES, "_:x <urn:p> 1"),
    "a misspelt foreign term there": inserting(NOTES, "<urn:s> skos:prefLable 'x'"),
    "a triple as a term": inserting(FOREIGN, "<urn:s> <urn:p> <<( <urn:s> pv:text 'x' )>>"),
    "what is no element there": inserting(NOTES, f"<{PLAN}/goal/99> <urn:p> 1"),
    "a type that stands elsewhere": (
        f"DELETE DATA {{ GRAPH <{ADOPTED}> {{ {TYPE} }} }} ; {inserting(FOREIGN, TYPE)}"
    ),
    "a type that stands in the unnamed graph": (
        f"DELETE DATA {{ GRAPH <{ADOPTED}> {{ {TYPE} }} }} ; INSERT DATA {{ {TYPE} }}"
    ),
    "an element that stands elsewhere": (
        f"DELETE {{ {WHOLE_GOAL} }} INSERT {{ GRAPH <{FOREIGN}> {{ {GOAL} ?p ?o }} }} "
        f"WHERE {{ {WHOLE_GOAL} }}"
    ),
    "a code list that is emptied": f"CLEAR GRAPH <{CODES}>",
    "an ontology that is gone": f"DROP GRAPH <{GRAPH['ontology'].value}>",
}
UNSOUND = {
    "the same in the unnamed graph": f"INSERT {{ {GOAL} rdfs:label ?o }} WHERE {{ {LABEL} }}",
    "the same in a graph of others": (
        f"INSERT {{ GRAPH <{FOREIGN}> {{ {GOAL} rdfs:label ?o }} }} WHERE {{ {LABEL} }}"
    ),
    "the same of a code in a register": (
        f"INSERT {{ GRAPH <{REGISTER}> {{ ?s skos:inScheme ?o }} }} "
        f"WHERE {{ GRAPH <{CODES}> {{ ?s skos:inScheme ?o }} }}"
    ),
    "no class, in the unnamed graph": "INSERT DATA { <urn:s> pv:text 'x'@nb }",
    "a blank node of ours in the unnamed graph": "INSERT DATA { [] a pv:Goal }",
    "a graph of others with blank nodes that becomes ours": inserting(
        FOREIGN, "<urn:s> rdfs:seeAlso pv:Goal"
    ),
    "a property that becomes one that is derived": inserting(
        GRAPH["ontology"].value, "rdfs:label rdfs:subPropertyOf pv:linkedTo"
    ),
}


def validated(site: Site, folder: Path) -> ValidationReport:
    """Validate what the archive holds as a whole, as a user would."""
    write_checkout(site.archive, site.archive.head(), folder)
    return validate_paths([folder], site.data)


@pytest.mark.parametrize("what", SOUND)
def test_a_change_that_passes_leaves_what_can_be_validated(
    what: str, site: Site, tmp_path: Path
) -> None:
    site.writer.update(UPDATE_PREFIXES + SOUND[what], request())
    report = validated(site, tmp_path / "out")
    assert report.conforms, [result.messages["en"] for result in report.results]


@pytest.mark.parametrize("what", UNSOUND)
def test_a_change_that_whole_validation_finds_wrong_is_refused(
    what: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.writer.update(inserting(FOREIGN, "_:x <urn:p> 1"), request())
    with pytest.raises(ValidationFailed):
        site.writer.update(UPDATE_PREFIXES + UNSOUND[what], request())
    monkeypatch.setattr(performing, "validate_change", lambda *_, **__: ValidationReport(()))
    site.writer.update(UPDATE_PREFIXES + UNSOUND[what], request())
    assert not validated(site, tmp_path / "out").conforms
