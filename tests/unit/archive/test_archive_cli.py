"""``planvev archive`` as a user types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from planvev.archive.archive import Archive
from planvev.cli.main import main
from unit.archive.faults import commit_next

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    archive = Archive(tmp_path / "state")
    for _ in range(3):
        commit_next(archive)
    return archive.state


@pytest.fixture
def run(state: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command on the state; it gives exit code and output."""

    def run_command(command: str, *arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["archive", command, *arguments, "--state", str(state)])
        said = capsys.readouterr()
        code = int(str(left.value.code))
        return code, said.out if code < 2 else said.err

    return run_command


def test_log_lists_the_generations_newest_first(run: Run) -> None:
    code, said = run("log")
    assert code == 0
    heads = [line.split()[1] for line in said.splitlines() if line.startswith("generation")]
    assert heads == ["3", "2", "1"]
    assert "n = 3" in said
    assert "graphs changed: 5" in said
    _, as_json = run("log", "--json", "--limit", "1")
    (entry,) = json.loads(as_json)
    assert (entry["generation"], entry["author"], entry["request"]) == (3, "test", "id-3")
    assert len(entry["graphs_changed"]) == 5
    assert entry["time"].endswith("Z")


@pytest.mark.parametrize(
    "command",
    [
        ["log"],
        ["diff", "0"],
        ["verify"],
        ["prune", "--keep", "1"],
        ["checkout", "1"],
        ["checkout", "HEAD", "--out", "out"],
        ["snapshot", "--out", "snapshot.nq.gz"],
    ],
)
def test_where_there_is_no_archive_a_command_says_so_and_makes_none(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").touch()
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(SystemExit) as left:
            main(["archive", *command, "--state", str(folder)])
        assert left.value.code == 2
        assert f"{folder}: there is no archive here" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_diff_prints_removed_and_added_triples_by_graph(run: Run) -> None:
    code, said = run("diff", "HEAD~1", "HEAD")
    assert code == 0
    block = said.partition("graph urn:graph:a\n")[2].partition("\ngraph")[0].splitlines()
    assert block[0] == '- <urn:s0> <urn:of:urn:graph:a> "2" .'
    assert block[-1] == '+ <urn:s4> <urn:of:urn:graph:a> "3" .'
    assert run("diff", "2") == (0, said)
    _, counts = run("diff", "2", "3", "--stat")
    assert "-5        +5        urn:graph:a\n" in counts
    _, as_json = run("diff", "0", "1", "--json")
    found = json.loads(as_json)
    assert (found["from"], found["to"]) == (0, 1)
    assert found["graphs"][0]["created"] is True
    assert len(found["graphs"][0]["added"]) == 5
    _, stat_json = run("diff", "0", "1", "--json", "--stat")
    assert json.loads(stat_json)["graphs"][0]["added"] == 5


def test_checkout_rolls_back_and_says_how_to_undo_it(run: Run, state: Path) -> None:
    code, said = run("checkout", "1", "--author", "ada")
    assert code == 0
    assert "planvev archive checkout 3" in said
    archive = Archive(state)
    assert archive.texts() == archive.texts(1)
    assert (archive.manifest().author, archive.manifest().message) == (
        "ada",
        "Roll back to generation 1",
    )
    assert run("checkout", "1") == (0, "Generation 4 (HEAD) already equals 1.\n")
    _, as_json = run("checkout", "3", "--json")
    assert json.loads(as_json) == {"generation": 5, "before": 4, "equals": 3}


def test_checkout_to_a_folder_leaves_the_archive_as_it_is(
    run: Run, state: Path, tmp_path: Path
) -> None:
    code, said = run("checkout", "2", "--out", str(tmp_path / "out"))
    assert code == 0
    assert "6 graphs" in said
    assert (tmp_path / "out" / "default.ttl").read_bytes() == Archive(state).text("default", 2)
    assert Archive(state).head() == 3
    code, said = run("checkout", "2", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "not an empty folder" in said
    _, as_json = run("checkout", "1", "--out", str(tmp_path / "one"), "--json")
    assert "default.ttl" in json.loads(as_json)["files"]


def test_nobody_rolls_back_to_before_the_first_commit_by_mistake(run: Run, state: Path) -> None:
    code, said = run("checkout", "HEAD~3")
    assert code == 2
    assert "it holds 1 to 3" in said
    assert Archive(state).head() == 3


@pytest.mark.parametrize("generation", ["9", "HEAD~9"])
def test_a_generation_that_is_not_there_says_which_are(run: Run, generation: str) -> None:
    code, said = run("diff", generation)
    assert code == 2
    assert "it holds 1 to 3" in said


def test_a_word_that_is_no_generation_says_what_one_is(run: Run) -> None:
    code, said = run("checkout", "latest")
    assert code == 2
    assert "give its number, HEAD or HEAD~1" in said


def test_prune_says_what_was_freed(run: Run, state: Path) -> None:
    code, said = run("prune", "--keep", "1", "--dry-run")
    assert code == 0
    assert said.startswith("Would remove 2 generations (1–2), ")
    assert Archive(state).generations() == [1, 2, 3]
    _, as_json = run("prune", "--keep", "2", "--json")
    pruned = json.loads(as_json)
    assert pruned["generations"] == [1]
    assert pruned["freed_bytes"] > 0
    code, said = run("prune", "--before", "2999-01-01")
    assert said.startswith("Removed generation 2, ")
    assert Archive(state).generations() == [3]


def test_verify_ends_with_one_where_something_is_wrong_and_names_it(run: Run, state: Path) -> None:
    code, said = run("verify")
    assert code == 0
    assert said.startswith("3 generations, HEAD is 3; ")
    assert said.endswith("all whole.\n")
    broken = next((state / "graphs").iterdir())
    broken.write_bytes(b"")
    code, said = run("verify")
    assert code == 1
    assert said.startswith(f"{broken}: is cut off before its end (")
    assert "from a copy" in said
    code, as_json = run("verify", "--json")
    assert code == 1
    found = json.loads(as_json)
    assert (found["whole"], found["faults"][0]["path"]) == (False, str(broken))


def test_a_damaged_archive_is_our_fault_and_says_what_to_do(run: Run, state: Path) -> None:
    (state / "HEAD").write_text("what?\n")
    code, said = run("log")
    assert code == 3
    assert "HEAD" in said
    assert "planvev archive verify" in said
    assert "Traceback" not in said


def test_snapshot_writes_a_file_and_what_it_is(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "plans.nq.gz"
    code, said = run("snapshot", "--out", str(out), "--generation", "2")
    assert code == 0
    assert out.exists()
    assert "generation 2" in said
    description = json.loads((tmp_path / "plans.json").read_text())
    assert description["sha256"] in said
    _, as_json = run("snapshot", "--out", str(out), "--generation", "2", "--json")
    assert json.loads(as_json) == description
