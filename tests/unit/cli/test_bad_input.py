"""Bad input gets a message that says what, where and what to do; the exit code says which kind."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import run_planvev
from planvev.settings import SETTINGS

ROOT = Path(__file__).parents[3]
DATA = ROOT / "data"
ADOPTED = "plans/trondheim/samfunnsdel-2009/adopted.ttl"
TEXT = "sources/trondheim/samfunnsdel-2009.txt"
PLAN = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data root that a test may break."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def edit(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def serve(data: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    return run_planvev(
        "serve", "--port", "0", "--data", str(data), "--state", str(tmp_path / "state")
    )


def test_a_file_that_does_not_parse_is_named_with_line_and_column(data: Path) -> None:
    edit(data / ADOPTED, "pv:position 1 ;", "pv:position 1 1 ;")
    line = (data / ADOPTED).read_text().split("pv:position 1 1 ;")[0].count("\n") + 1
    result = run_planvev("validate", str(data / ADOPTED))
    assert result.returncode == 2
    assert f"adopted.ttl:{line}:" in result.stderr
    assert "Traceback" not in result.stderr


def test_serve_refuses_data_that_do_not_parse(data: Path, tmp_path: Path) -> None:
    (data / "shared" / "broken.ttl").write_text("nonsense\n")
    result = serve(data, tmp_path)
    assert result.returncode == 2
    assert "broken.ttl:" in result.stderr
    assert "Traceback" not in result.stderr


def test_serve_refuses_data_that_do_not_conform(data: Path, tmp_path: Path) -> None:
    edit(data / ADOPTED, "pv:goalLevel </planvev/code/goal-level/delmal> ;", "")
    result = serve(data, tmp_path)
    assert result.returncode == 1
    assert "1.1" in result.stderr
    assert "does not conform and is not served" in result.stderr


@pytest.mark.parametrize("command", ["validate", "serve"])
def test_a_changed_source_text_is_refused_with_both_hashes(
    data: Path, tmp_path: Path, command: str
) -> None:
    edit(data / TEXT, "grad en tidligere", "grad enn tidligere")
    result = serve(data, tmp_path) if command == "serve" else run_planvev(command, str(data))
    assert result.returncode == 2
    assert "fa2f4fbc38e0f2f60d85be6c1e6027396bb159c293b903b6749b748b58f28feb" in result.stderr
    assert result.stderr.count("SHA-256") == 2


def test_a_changed_text_is_not_imported(data: Path) -> None:
    edit(data / TEXT, "grad en tidligere", "grad enn tidligere")
    result = run_planvev(
        "import", str(data / TEXT), "--as", "text", "--profile", "samfunnsdel", "--plan", PLAN
    )
    assert result.returncode == 2
    assert "fa2f4fbc38e0f2f60d85be6c1e6027396bb159c293b903b6749b748b58f28feb" in result.stderr
    assert result.stdout == ""


def test_an_unknown_profile_says_which_there_are() -> None:
    result = run_planvev(
        "import", str(DATA / TEXT), "--as", "text", "--profile", "arealdel", "--plan", PLAN
    )
    assert result.returncode == 2
    assert "known: samfunnsdel" in result.stderr


@pytest.mark.parametrize(
    "plan", ["my plan", "urn:plan", "https://e.org/a#b", "https://e.org/a?b", "https://e.org/a/"]
)
def test_a_plan_whose_elements_could_not_have_iris_is_refused(plan: str) -> None:
    result = run_planvev(
        "import", str(DATA / TEXT), "--as", "text", "--profile", "samfunnsdel", "--plan", plan
    )
    assert result.returncode == 2
    assert f"--plan {plan}" in result.stderr


def test_serve_offers_every_setting_and_refuses_what_cannot_be(tmp_path: Path) -> None:
    result = run_planvev("serve", "--help")
    for setting in SETTINGS:
        assert f"--{setting.name.replace('_', '-')}" in result.stdout
    refused = run_planvev("serve", "--port", "99999", "--state", str(tmp_path))
    assert refused.returncode == 2
    assert "cannot be above 65535" in refused.stderr


def test_importing_writes_the_committed_graph_and_the_whole_account(tmp_path: Path) -> None:
    out, report = tmp_path / "adopted.ttl", tmp_path / "report.json"
    result = run_planvev(
        "import", str(DATA / TEXT), "--as", "text", "--profile", "samfunnsdel", "--plan", PLAN,
        "--out", str(out), "--report", str(report),
    )  # fmt: skip
    assert result.returncode == 0
    assert out.read_bytes() == (DATA / ADOPTED).read_bytes()
    assert '"complete": true' in report.read_text()
    assert "without owner 0; with several 0" in result.stderr


def test_a_query_that_does_not_parse_names_line_and_column() -> None:
    result = run_planvev("query", "-", stdin="SELECT * WHERE {\n ?s ?p }")
    assert result.returncode == 2
    assert "line 2, column" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_query_prints_csv_and_a_table() -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/planvev/ontology#Strategy> }"
    assert run_planvev("query", "--format", "csv", stdin=query).stdout.split() == ["n", "92"]
    assert "92" in run_planvev("query", stdin=query).stdout


@pytest.mark.parametrize("arguments", [["sevre"], ["serve", "--port", "web"], ["validate"]])
def test_wrong_usage_leaves_with_2(arguments: list[str]) -> None:
    result = run_planvev(*arguments)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_a_port_that_is_taken_is_said_clearly(server_url: str, tmp_path: Path) -> None:
    port = server_url.rpartition(":")[2]
    result = run_planvev("serve", "--port", port, "--state", str(tmp_path))
    assert result.returncode == 2
    assert port in result.stderr
    assert "Traceback" not in result.stderr
