"""``planvev links suggest`` and ``links match`` as a user runs them, from import to record."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from planvev.archive.archive import Archive
from planvev.archive.sources import SourceShelf
from planvev.cli.main import cli, exit_with
from planvev.ingest.export.sources import ArchiveTexts
from planvev.ingest.sheets.guarding import unguarded
from planvev.linking.corpus import Corpus, read_corpus
from planvev.linking.links import Status
from planvev.resources import data_root

SAMFUNNSDEL = """\
# Fjordvik: Kommuneplanen sin samfunnsdel 2023-2035

- Dokumenttype: samfunnsdel
- Status: vedtatt

<!-- side 1 -->

Fjordvik kommune
3.1 LEVANDE BYGDER
Mål 3.1.1 Fjordvik har varierte bustader for folk i alle livsfasar
Strategiar:
• Legge til rette for bustader nær skule og butikk
Mål 3.1.2 Bygdene har møteplassar der alle er velkomne
Strategiar:
• Støtte grendehus og ungdomsklubbar
3.2 TRYGG OPPVEKST
Mål 3.2.1 Barn og unge i Fjordvik opplever meistring og tilhøyrsle
Strategiar:
• Tidleg innsats i barnehage og skule
Mål 3.2.2 Ingen barn i Fjordvik veks opp i fattigdom
Strategiar:
• Gi alle barn høve til å delta på ein fritidsaktivitet
"""
TEMAPLAN = """\
# Fjordvik: Plan for barn og unge 2025-2028

- Dokumenttype: temaplan
- Status: vedtatt

<!-- side 1 -->

Fjordvik kommune
1 Innleiing
Planen følgjer opp samfunnsdelen til kommuneplanen, særleg mål 3.2.1.

2 Mål og tiltak
2.1 Mål
• Fleire unge har ein stad å vere på fritida (jf. mål 3.1.2 i samfunnsdelen)
• Færre barn veks opp i fattige familiar
2.2 Strategiar
• Lage eit utstyrsbibliotek i kvar bygd

3 Samanheng med andre planar
Mål i samfunnsdelen som gjeld denne planen:
- 3.2.1 Barn og unge i Fjordvik opplever meistring og tilhøyrsle
- 3.2.2 Ingen barn i Fjordvik veks opp i fattigdom
"""
BASE = "https://w3id.org/planvev/id/fjordvik/"
GOAL = f"{BASE}samfunnsdel-2023/goal/"
ENDS = ("--source", "fjordvik/barn-2025", "--target")
DATA = ("--data", str(data_root()))


@dataclass(frozen=True)
class Ran:
    out: str
    said: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the state of an archive with both plans."""
    folder = tmp_path_factory.mktemp("imported")
    for name, text in (("samfunnsdel-2023", SAMFUNNSDEL), ("barn-2025", TEMAPLAN)):
        file = folder / f"{name}.txt"
        file.write_text(text, encoding="utf-8")
        given = ["import", str(file), "--plan", BASE + name, "--commit"]
        given += ["--state", str(folder / "state")]
        assert exit_with(partial(cli.main, given, standalone_mode=False)) == 0
    return folder / "state"


@pytest.fixture
def state(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(imported, tmp_path / "state"))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command of ``planvev links``."""

    def links(*arguments: str | Path, code: int = 0) -> Ran:
        capfd.readouterr()
        given = ["links", *map(str, arguments)]
        assert exit_with(lambda: cli.main(given, standalone_mode=False)) == code
        out, said = capfd.readouterr()
        assert "Traceback" not in said
        return Ran(out, said)

    return links


def test_what_the_plan_states_is_found_after_an_import(run: Run, imported: Path) -> None:
    ran = run("suggest", *ENDS, "overarching", "--state", imported, "--format", "csv")
    stated = {
        (row["source"].removeprefix(BASE), row["target"].removeprefix(GOAL)): row
        for row in ran.rows
        if row["basis"] == "statedInText"
    }
    plan = "barn-2025"
    assert {pair for pair in stated if pair[0] == plan} == {(plan, "3.2.1"), (plan, "3.2.2")}
    (other,) = [row for (source, _), row in stated.items() if source != plan]
    assert other["source_text"].startswith("Fleire unge har ein stad")
    assert (other["target_number"], other["passage"]) == ("3.1.2", "mål 3.1.2")
    assert stated[plan, "3.2.1"]["type"] == "contributesTo"
    assert stated[plan, "3.2.2"]["passage"] == "3.2.2 Ingen barn i Fjordvik veks opp i fattigdom"
    assert "3 står i teksten" in ran.said


def test_the_header_of_the_csv_is_as_documented(run: Run, imported: Path) -> None:
    ran = run("suggest", *ENDS, "fjordvik/samfunnsdel-2023", "--state", imported, "--format", "csv")
    assert ran.out.split("\n")[0].rstrip("\r") == (
        "source,source_number,source_text,target,target_number,target_text,type,basis,score,"
        "reason,passage"
    )
    found = [row for row in ran.rows if row["source_text"].startswith("Færre barn veks opp")]
    assert found[0]["target_number"] == "3.2.2"
    assert found[0]["basis"] == "machineSuggestion"
    assert 0 < float(found[0]["score"]) < 1
    assert found[0]["reason"]


def test_json_has_the_same_and_more(run: Run, imported: Path) -> None:
    given = ("suggest", *ENDS, "overarching", "--state", imported, "--format")
    rows = json.loads(run(*given, "json").out)
    assert [row["target"] for row in rows] == [row["target"] for row in run(*given, "csv").rows]
    shelf = SourceShelf({}, imported)
    for row in rows:
        assert set(row["reasons"]) == {"nb", "nn", "en"}
        if row["certain"]:
            text = shelf[row["passage_source"]].text
            assert text[row["passage_start"] : row["passage_end"]] == row["passage"]


@pytest.mark.parametrize("columns", ["40", "120"])
def test_the_table_is_for_people_whatever_the_width(
    run: Run, imported: Path, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planvev.cli.links_print._WIDTH_OF_FILES", int(columns))
    ran = run("suggest", *ENDS, "overarching", "--state", imported, "--language", "nn")
    assert max(map(len, ran.out.splitlines())) <= int(columns)
    assert "Står i teksten" in ran.out
    assert "medverkar til" in ran.out.lower()


def test_what_is_recorded_is_there_and_is_not_recorded_twice(run: Run, state: Path) -> None:
    given = ("suggest", *ENDS, "overarching", "--state", state, "--format", "csv", "--record")
    first = run(*given, "--author", "Prøve")
    links = corpus(state).links.values()
    assert len(links) == len(first.rows)
    assert sum(each.status is Status.APPROVED for each in links) == 3
    assert {each.link.basis for each in links if each.status is Status.PROPOSED} == {
        "machineSuggestion"
    }
    head = Archive(state).head()
    assert Archive(state).manifest(head).author == "Prøve"
    again = run(*given)
    assert "Ingenting nytt" in again.said
    assert "3 par er koblet" in again.said
    assert len(again.rows) == len(first.rows) - 3
    assert Archive(state).head() == head


def test_an_older_generation_can_be_asked(run: Run, imported: Path) -> None:
    ran = run(*("suggest", *ENDS, "overarching", "--state", imported, "--generation", "1"), code=2)
    assert "There is no plan" in ran.said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--source", "fjordvik/finst-ikkje", "--target", "sdg"), "There is no plan"),
        (("--source", "trondheim/samfunnsdel-2009", "--target", "x/y"), "There is no plan"),
        (
            ("--source", "trondheim/samfunnsdel-2009", "--target", "trondheim/samfunnsdel-2009"),
            "same plan",
        ),
        (("--source", "trondheim/samfunnsdel-2009", "--target", "sdg", "--record"), "--record"),
        (
            ("--source", "trondheim/samfunnsdel-2009", "--target", "sdg", "--generation", "1"),
            "--generation",
        ),
    ],
)
def test_what_cannot_be_is_said(run: Run, arguments: tuple[str, ...], says: str) -> None:
    ran = run("suggest", *arguments, *DATA, code=2)
    assert says in ran.said
    assert ran.out == ""


def test_without_an_archive_the_data_of_the_release_are_asked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planvev.cli.links_data.default_state", lambda: tmp_path / "none")
    monkeypatch.delenv("PLANVEV_STATE", raising=False)
    given = ("suggest", "--source", "trondheim/miljopakken-2008", "--target", "overarching")
    assert run(*given, "--format", "csv").rows
    ran = run(*given, "--state", tmp_path / "none", code=2)
    assert "there is no archive here" in ran.said


def table(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


TITLES = ("Barn i lavinntektsfamilier", "", "Delmål 3.6", "Drepte og skadde i trafikken")


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding"),
    [
        ("a.csv", ";", "cp1252"),
        ("a.csv", ",", "utf-8-sig"),
        ("a.tsv", "\t", "utf-8"),
        ("a.tsv", "\t", "utf-16"),
    ],
)
def test_a_column_is_matched_row_by_row(
    run: Run, tmp_path: Path, name: str, delimiter: str, encoding: str
) -> None:
    lines = [delimiter.join(("nr", "Tittel", "år"))]
    lines += [delimiter.join((str(n), title, "2024")) for n, title in enumerate(TITLES, 1)]
    file = table(tmp_path / name, "\r\n".join(lines), encoding)
    given = ("match", file, "--column", "tittel", "--target", "sdg", *DATA, "--format", "csv")
    ran = run(*given, "--top", "3")
    assert ran.out.split("\r\n")[0] == "row,text,target,label,score,reason"
    assert [row["row"] for row in ran.rows] == ["1"] * 3 + ["3"] + ["4"] * 3
    first = [row for row in ran.rows if row["row"] == "1"]
    assert "http://metadata.un.org/sdg/1.2" in [row["target"] for row in first]
    (sure,) = [row for row in ran.rows if row["row"] == "3"]
    assert sure["target"] == "http://metadata.un.org/sdg/3.6"
    assert float(sure["score"]) == 1
    assert sure["label"].startswith("3.6 ")
    assert "3 av 3 rader" in ran.said


def test_a_sheet_of_a_workbook_is_matched(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Noko anna"])
    sheet = book.create_sheet("Indikatorar")
    for row in (
        ["Oversikt"],
        ["Tittel", "Verdi"],
        ["Leksehjelp i skulen", 3],
        [None, 4],
        ["Støy", 5],
    ):
        sheet.append(row)
    file = tmp_path / "a.xlsx"
    book.save(file)
    given = ("match", file, "--target", "sdg", *DATA, "--format", "json", "--sheet", "indikatorar")
    by_name = json.loads(run(*given, "--column", "Tittel").out)
    assert {row["row"] for row in by_name} == {1, 3}
    assert json.loads(run(*given, "--column", "1").out) == by_name
    assert "no sheet «x»" in run(*given[:-1], "x", "--column", "1", code=2).said


def test_a_column_that_is_not_there_is_said_with_those_that_are(run: Run, tmp_path: Path) -> None:
    file = table(tmp_path / "a.csv", "Navn;Verdi\nStøy;1\n")
    ran = run("match", file, "--column", "Tittel", "--target", "sdg", *DATA, code=2)
    assert "1 «Navn», 2 «Verdi»" in ran.said
    assert ran.out == ""


def test_a_remark_above_the_header_is_no_row(run: Run, tmp_path: Path) -> None:
    file = table(tmp_path / "a.tsv", "# Laget av oss, for å måle\ntitle\tn\nStøy\t1\n")
    ran = run("match", file, "--column", "title", "--target", "sdg", *DATA, "--format", "csv")
    assert {row["row"] for row in ran.rows} == {"1"}


def test_texts_are_matched_to_the_goals_of_a_plan(run: Run, imported: Path, tmp_path: Path) -> None:
    file = table(tmp_path / "a.csv", "tekst\nMøteplassar i bygdene\nMål 3.2.2\n=1+1\n")
    given = ("match", file, "--column", "tekst", "--target", "fjordvik/samfunnsdel-2023")
    ran = run(*given, "--state", imported, "--format", "csv", "--top", "1")
    assert [row["target"] for row in ran.rows][:2] == [f"{GOAL}3.1.2", f"{GOAL}3.2.2"]
    for row in ran.rows[2:]:
        assert unguarded(row["text"]) == "=1+1"
        assert row["text"] == "'=1+1"
    people = run(*given, "--state", imported)
    assert "Rad 1: Møteplassar i bygdene" in people.out


def corpus(state: Path) -> Corpus:
    archive = Archive(state)
    return read_corpus(ArchiveTexts(archive, archive.manifest(archive.head())))
