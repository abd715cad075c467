"""``planvev query``: its table, and what it says of a query that is no text."""

from __future__ import annotations

import subprocess
import sys

from click.testing import CliRunner

from planvev.cli.main import cli

LONG = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009/goal/1/" + "x" * 200


def test_rows_of_long_iris_stay_apart() -> None:
    query = f"SELECT ?x ?y {{ VALUES (?x ?y) {{ (<{LONG}a> 1) (<{LONG}b> 1) }} }}"
    result = CliRunner().invoke(cli, ["query"], input=query)
    assert result.exit_code == 0, result.output
    joined = "".join(c for c in result.stdout if c not in "│ \n")
    assert "id:trondheim/samfunnsdel-2009" in joined
    assert "…" not in joined
    assert "xa" in joined
    assert "xb" in joined


def test_iris_of_things_and_codes_are_short() -> None:
    query = (
        "SELECT (<https://w3id.org/planvev/id/trondheim> AS ?a) "
        "(<https://w3id.org/planvev/code/goal-level/delmal> AS ?b) {}"
    )
    result = CliRunner().invoke(cli, ["query"], input=query)
    assert "id:trondheim" in result.stdout
    assert "code:goal-level/delmal" in result.stdout


def test_one_row_is_one_row() -> None:
    result = CliRunner().invoke(cli, ["query"], input="SELECT (1 AS ?n) {}")
    assert "1 row\n" in result.stderr
    result = CliRunner().invoke(cli, ["query"], input="SELECT ?n { VALUES ?n { 1 2 } }")
    assert "2 rows\n" in result.stderr


def test_columns_of_everything_stand_as_the_query_names_them() -> None:
    query = "SELECT * { VALUES (?zebra ?apple) { (1 2) } }"
    result = CliRunner().invoke(cli, ["query"], input=query)
    assert result.stdout.index("zebra") < result.stdout.index("apple")


def test_the_format_of_another_kind_is_refused() -> None:
    result = CliRunner().invoke(cli, ["query", "--format", "xml"], input="DESCRIBE <urn:s>")
    assert result.exit_code != 0


def test_a_query_that_is_no_utf_8_is_refused_clearly() -> None:
    for content in (b"SELECT * { ?s ?p '\xe6' }", b"ASK { ?s ?p '\xed\xa0\x80' }"):
        result = subprocess.run(
            [sys.executable, "-m", "planvev", "query"],
            input=content,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert result.returncode == 2
        assert b"standard input is not UTF-8" in result.stderr
        assert b"Traceback" not in result.stderr
