"""``planvev import`` as a planner uses it: a file in, a checked draft, a plan out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from planvev.archive.archive import Archive
from planvev.cli import main
from planvev.validation import validate_paths
from planvev.vocab import PV, RDF

PLAN = "https://w3id.org/planvev/id/lilleby/bekker-2030"
TEXT = """\
LILLEBY KOMMUNE
Temaplan for bekker 2030-2041

Vedtatt av Lilleby kommunestyre 06.05.2030

Mål 1: Bekkene er åpne
Strategier:
• Rydde bekkeløp
• Kalke vann

Mål 2: Isen er trygg
Strategier:
• Måle isen hver uke
• Merke usikker is
"""


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "bekker.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0)


def kinds(path: Path) -> list[str]:
    quads = parse(path.read_bytes(), RdfFormat.TURTLE)
    return sorted(
        quad.object.value.removeprefix(PV.iri)
        for quad in quads
        if quad.predicate == RDF.type and quad.object.value.startswith(PV.iri)
    )


def test_a_text_becomes_an_adopted_graph_without_another_word(
    plan_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "adopted.ttl"
    assert run("import", plan_file, "--as", "text", "--plan", PLAN, "--out", out) == 0
    assert kinds(out).count("Goal") == 2
    assert kinds(out).count("Strategy") == 4


def test_a_folder_that_it_writes_is_a_data_root_that_conforms(
    plan_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "data"
    assert run("import", plan_file, "--plan", PLAN, "--out", out) == 0
    report = validate_paths([out], out)
    assert report.conforms, [result.messages["nb"] for result in report.results]


def test_the_report_accounts_for_every_block(
    plan_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.ttl"
    assert run("import", plan_file, "--plan", PLAN, "--report", "-", "--out", out) == 0
    report = json.loads(capsys.readouterr().out)
    blocks = report["blocks"]
    assert blocks["used"] + blocks["furniture"] + blocks["unplaced"] == blocks["total"]
    assert report["counts"]["Strategy"] == 4
    assert report["facts"]["title"] == "Temaplan for bekker 2030-2041"
    first = next(row for row in report["rows"] if row["kind"] == "Strategy")
    start, end = first["slices"][0]
    assert TEXT[start:end] == first["text"] == "Rydde bekkeløp"


def test_a_draft_that_was_saved_and_edited_is_gone_on_with(plan_file: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.json"
    assert run("import", plan_file, "--plan", PLAN, "--save-draft", draft) == 0
    value = json.loads(draft.read_text(encoding="utf-8"))
    value["rows"] = [row for row in value["rows"] if row["text"] != "Merke usikker is"]
    draft.write_text(json.dumps(value), encoding="utf-8")
    out = tmp_path / "adopted.ttl"
    assert run("import", plan_file, "--plan", PLAN, "--draft", draft, "--out", out) == 0
    assert kinds(out).count("Strategy") == 3


def test_a_draft_of_another_text_is_refused(
    plan_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.json"
    run("import", plan_file, "--plan", PLAN, "--save-draft", draft)
    plan_file.write_text(TEXT + "\nMer tekst.\n", encoding="utf-8")
    assert run("import", plan_file, "--plan", PLAN, "--draft", draft) == 2
    assert "draft of another text" in capsys.readouterr().err


def test_a_plan_is_committed_once_as_one_generation(plan_file: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    arguments = ["import", plan_file, "--plan", PLAN, "--commit", "--state", state]
    assert run("load", "data", "--state", state) == 0
    before = Archive(state).head()
    assert run(*arguments) == 0
    assert Archive(state).head() == before + 1
    assert run(*arguments) == 0
    assert Archive(state).head() == before + 1


def test_facts_can_be_given_and_settle_the_doubts_about_them(
    plan_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", plan_file, "--plan", PLAN, "--title", "Bekkeplanen", "--report", "-",
        "--out", tmp_path / "x.ttl")  # fmt: skip
    report = json.loads(capsys.readouterr().out)
    assert report["facts"]["title"] == "Bekkeplanen"
    assert not any("Temaplan for bekker" in each["en"] for each in report["facts_doubts"])


@pytest.mark.parametrize(("language", "words"), [("nb", "Filen er tom"), ("en", "file is empty")])
def test_a_refusal_is_one_message_in_the_language_that_was_asked_for(
    language: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tom.txt"
    path.write_bytes(b"")
    assert run("import", path, "--plan", PLAN, "--lang", language) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line


def test_a_plan_with_a_fault_is_not_committed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bekker.csv"
    path.write_text("ID;Slag;Overordnet;Tekst\n1;Mål;1;Bekkene er åpne\n", encoding="utf-8")
    state = tmp_path / "state"
    assert run("import", path, "--plan", PLAN, "--commit", "--state", state) == 1
    assert "sin egen overordnede" in capsys.readouterr().err
    assert not (state / "HEAD").exists()
    out = tmp_path / "adopted.ttl"
    assert run("import", path, "--plan", PLAN, "--out", out) == 1
    assert not out.exists()


def test_a_text_with_a_profile_is_read_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    source = Path("data/sources/trondheim/samfunnsdel-2009.txt")
    adopted = Path("data/plans/trondheim/samfunnsdel-2009/adopted.ttl")
    plan = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"
    assert run("import", source, "--plan", plan) == 0
    assert capsys.readouterr().out == adopted.read_text(encoding="utf-8")


def test_a_checkout_takes_the_texts_of_imports_along_and_conforms(
    plan_file: Path, tmp_path: Path
) -> None:
    state, folder = tmp_path / "state", tmp_path / "checkout"
    run("load", "data", "--state", state)
    run("import", plan_file, "--plan", PLAN, "--commit", "--state", state)
    assert run("archive", "checkout", "HEAD", "--out", folder, "--state", state) == 0
    assert [path.read_text(encoding="utf-8") for path in folder.glob("sources/*.txt")] == [TEXT]
    assert run("validate", folder) == 0


LINKS = f"""
@prefix pv: <https://w3id.org/planvev/ontology#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{PLAN}/link/1> a pv:Link ;
    pv:linkSource <{PLAN}/goal/2> ;
    pv:linkTarget <https://w3id.org/planvev/id/trondheim/samfunnsdel-2009/goal/2.6> ;
    pv:linkType <https://w3id.org/planvev/code/link-type/contributesTo> ;
    pv:linkBasis <https://w3id.org/planvev/code/link-basis/analystAssessment> ;
    pv:confidence 0.8 ; pv:reason "Samme tema"@nb ;
    prov:wasAttributedTo <https://w3id.org/planvev/id/organisation/planvev> ;
    prov:generatedAtTime "2031-01-01T00:00:00Z"^^xsd:dateTime .
"""


def test_what_a_new_edition_changes_is_told_and_a_link_that_loses_its_end_is_named(
    plan_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state, links = tmp_path / "state", tmp_path / "links.ttl"
    graph = "https://w3id.org/planvev/graph/lilleby/bekker-2030/links"
    links.write_text(LINKS, encoding="utf-8")
    arguments = ["import", plan_file, "--plan", PLAN, "--commit", "--state", state, "--lang", "en"]
    assert run("load", "data", "--state", state) == 0
    assert run(*arguments) == 0
    assert run("load", links, "--graph", graph, "--state", state) == 0
    new = "Mål 2: Det er mange busser\nStrategier:\n• Kjøpe busser\n\nMål 3: Isen er trygg"
    plan_file.write_text(TEXT.replace("Mål 2: Isen er trygg", new), encoding="utf-8")
    capsys.readouterr()
    assert run(*arguments) == 0
    said = capsys.readouterr().err
    assert "Changed: goal/2 «Isen er trygg» (number)" in said
    assert "New: goal/2-2 «Det er mange busser»" in said
    head = Archive(state).head()
    plan_file.write_text(TEXT[: TEXT.index("Mål 2")], encoding="utf-8")
    assert run(*arguments) == 1
    said = capsys.readouterr().err
    assert f"{PLAN}/link/1 names goal/2 «Isen er trygg», which is gone." in said
    assert Archive(state).head() == head


def test_a_report_in_english_names_kinds_and_facts_in_english(
    plan_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.ttl"
    run("import", plan_file, "--plan", PLAN, "--lang", "en", "--out", out)
    said = capsys.readouterr().err
    assert "2 goal, 4 strategy" in said
    assert "The title was read from the document" in said


@pytest.mark.parametrize(
    ("flag", "value", "says"),
    [
        ("--type", "temaplann", "temaplan"),
        ("--status", "vet ikke", "adopted"),
        ("--language", "xx", "nb, nn, en"),
        ("--adopted-on", "2030-13-45", "a date as"),
        ("--period", "2041-2030", "comes after the last"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_with_what_can(
    flag: str, value: str, says: str, plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", plan_file, "--plan", PLAN, flag, value) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{flag} {value}" in line
    assert says in line


def test_codes_may_be_given_by_their_names(
    plan_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", plan_file, "--plan", PLAN, "--type", "Temaplan", "--status", "vedtatt",
        "--language", "Nynorsk", "--report", "-", "--out", tmp_path / "x.ttl")  # fmt: skip
    facts = json.loads(capsys.readouterr().out)["facts"]
    found = (facts["instrument_type"], facts["status"], facts["language"])
    assert found == ("temaplan", "adopted", "nn")
