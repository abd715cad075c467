"""``planvev links list|approve|reject|withdraw|reopen|export|import`` as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planvev.archive.archive import Archive
from planvev.cli.main import cli, exit_with
from unit.validation.small_plan import PLAN
from unit.writes.site import LINK, copy_template, make_template

END = "eksempel/plan-2026/link/1"
NEW = f"""#curie_map:
#  p: {PLAN}/
#  pv: https://w3id.org/planvev/ontology#
#  semapv: https://w3id.org/semapv/vocab/
subject_id\tpredicate_id\tobject_id\tmapping_justification
p:goal/1\tpv:contributesTo\thttp://metadata.un.org/sdg/11\tsemapv:ManualMappingCuration
"""


@dataclass(frozen=True)
class Ran:
    out: str
    said: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("site"))


@pytest.fixture
def state(template: Path, tmp_path: Path) -> Path:
    return copy_template(template, tmp_path / "site") / "state"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], state: Path) -> Run:
    """Return what runs a command of ``planvev links`` on the archive."""

    def links(*arguments: str | Path, code: int = 0) -> Ran:
        capfd.readouterr()
        given = ["links", *map(str, arguments), "--state", str(state)]
        assert exit_with(lambda: cli.main(given, standalone_mode=False)) == code
        sys.stdout.flush()
        out, said = capfd.readouterr()
        assert "Traceback" not in said
        return Ran(out, said)

    return links


def listed(run: Run, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("list", "--format", "json", *arguments).out)
    return found


def head(state: Path) -> int:
    return Archive(state).head()


def test_links_are_listed_with_both_ends_in_words(run: Run) -> None:
    ran = run("list")
    assert "foreslått" in ran.out
    assert "bygge sykkelveger til skolen" in ran.out
    assert END in ran.out
    assert "1 av 1 koblinger" in ran.said


def test_the_list_is_had_as_csv_and_json_too(run: Run) -> None:
    (row,) = csv.DictReader(io.StringIO(run("list", "--format", "csv").out))
    (told,) = listed(run)
    assert row["iri"] == told["iri"] == LINK
    assert told["decisions"] == []


def test_the_list_is_narrowed_by_what_is_asked_for(run: Run) -> None:
    assert listed(run, "--status", "approved") == []
    assert listed(run, "--type", "implements") == []
    assert listed(run, "--text", "svømme") == []
    assert len(listed(run, "--plan", "eksempel/plan-2026", "--target-plan", "sdg")) == 1
    assert len(listed(run, "--plan", PLAN, "--basis", "machineSuggestion", "--limit", "1")) == 1
    assert "There is no plan «x/y»" in run("list", "--plan", "x/y", code=2).said


def test_decisions_are_taken_in_somebodys_name(run: Run) -> None:
    run("approve", END, "--as", "Kari Nordmann", "--comment", "Klart.")
    (told,) = listed(run)
    assert told["status"] == "approved"
    (decision,) = told["decisions"]
    assert (decision["by"], decision["comment"]) == ("Kari Nordmann", "Klart.")


def test_a_dispute_is_settled_and_a_decision_taken_back(run: Run) -> None:
    run("approve", LINK, "--as", "Kari")
    run("reject", f"<{LINK}>", "--as", "Ola")
    assert listed(run)[0]["status"] == "disputed"
    run("withdraw", END, "--as", "Redaktør", "--settle")
    assert listed(run)[0]["status"] == "withdrawn"
    run("reopen", END, "--as", "Redaktør")
    assert listed(run)[0]["status"] == "proposed"


def test_the_same_decision_again_changes_nothing(run: Run, state: Path) -> None:
    run("approve", END, "--as", "Kari")
    before = head(state)
    assert "Ingenting å endre" in run("approve", END, "--as", "Kari").said
    assert head(state) == before


def test_links_are_read_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"\ufeff{LINK}\r\n\n{END}\n"))
    assert "1 lagret i generasjon 2" in run("approve", "-", "--as", "Kari").said


def test_a_blank_name_is_nobodys_and_a_name_has_no_space_around_it(run: Run) -> None:
    run("approve", END, "--as", " Kari ")
    assert "Ingenting å endre" in run("approve", END, "--as", "Kari").said
    run("approve", END, "--as", "  ")
    names = [each["by"] for link in listed(run) for each in link["decisions"]]
    assert "Kari" in names
    assert "" not in [name.strip() for name in names]


@pytest.mark.parametrize("words", [("--as", "K\udcff"), ("--as", "Kari", "--comment", "\udcff")])
def test_words_that_are_no_unicode_are_refused(run: Run, state: Path, words: Sequence[str]) -> None:
    assert "a character that is none" in run("approve", END, *words, code=2).said
    assert head(state) == 1


def test_a_link_that_is_not_there_is_named_and_nothing_is_decided(run: Run, state: Path) -> None:
    ran = run("approve", END, "eksempel/plan-2026/link/9", code=2)
    assert "eksempel/plan-2026/link/9" in ran.said
    assert head(state) == 1


def test_without_an_archive_nothing_is_decided(tmp_path: Path) -> None:
    given = ["links", "approve", END, "--state", str(tmp_path / "nowhere")]
    assert exit_with(lambda: cli.main(given, standalone_mode=False)) == 2


@pytest.mark.parametrize("format_", ["sssom", "xlsx", "ttl", "nq"])
def test_what_is_written_out_and_taken_in_again_changes_nothing(
    run: Run, state: Path, tmp_path: Path, format_: str
) -> None:
    run("approve", END, "--as", "Kari")
    before = head(state)
    file = tmp_path / f"links.{'tsv' if format_ == 'sssom' else format_}"
    run("export", "--format", format_, "--out", file)
    run("import", file, "--author", "Ola")
    assert head(state) == before


def test_a_file_from_elsewhere_is_taken_in_whole(run: Run, state: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.tsv"
    file.write_text(NEW, encoding="utf-8")
    assert "Ingenting er endret" in run("import", file, "--dry-run").said
    assert head(state) == 1
    run("import", file, "--author", "Kari")
    assert head(state) == 2
    assert [row["basis"] for row in listed(run)] == ["analystAssessment", "machineSuggestion"]


def test_a_file_with_one_bad_row_is_not_taken_in_at_all(
    run: Run, state: Path, tmp_path: Path
) -> None:
    file = tmp_path / "new.txt"
    bad = NEW.splitlines()[-1].replace("goal/1", "goal/77")
    file.write_text(f"{NEW}{bad}\n", encoding="utf-8")
    assert "the name does not say what the file is" in run("import", file, code=2).said
    said = run("import", file, "--as", "sssom", code=2).said
    assert "line 7: There is nothing" in said
    assert head(state) == 1


def test_a_link_that_breaks_a_rule_is_told_by_the_rule(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new.tsv"
    file.write_text(NEW.replace("pv:contributesTo", "pv:measures"), encoding="utf-8")
    for dry in ([], ["--dry-run"]):
        said = run("import", file, *dry, code=1).said
        assert "kan ikke gå fra noe av dette slaget" in " ".join(said.split())


def test_a_sheet_that_was_filled_in_is_decided_in_the_name_of_who_loads_it(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "ark.xlsx"
    run("export", "--format", "xlsx", "--language", "nn", "--out", file)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["Avgjerd"]).value = "avvist"
    sheet.cell(2, heads["Vurdert av"]).value = "Gruppe 2"
    book.save(file)
    run("import", file, "--author", "Kari")
    (told,) = listed(run)
    assert told["status"] == "rejected"
    assert told["decided_by"] == "Kari"
    assert told["comment"] == "(vurdert av Gruppe 2)"


@pytest.mark.parametrize("format_", ["csv", "json", "ttl", "nq", "sssom"])
def test_links_are_written_to_standard_output(run: Run, format_: str) -> None:
    assert "contributesTo" in run("export", "--format", format_).out


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    assert "nothing.tsv" in run("import", tmp_path / "nothing.tsv", code=2).said
