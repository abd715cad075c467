"""``planvev validate`` as a user meets it: what it prints, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planvev.cli.validate import validate_command
from planvev.errors import SourceError
from unit.validation.small_plan import SmallPlan


def _run(*arguments: object) -> Result:
    result = CliRunner().invoke(validate_command, [str(argument) for argument in arguments])
    if isinstance(result.exception, SourceError):
        raise result.exception
    return result


def test_sound_data_exit_with_0(plan: SmallPlan) -> None:
    result = _run(plan.root)
    assert result.exit_code == 0
    assert "Dataene følger reglene." in result.output


def test_violation_exits_with_1_and_names_element_rule_and_file(plan: SmallPlan) -> None:
    plan.change(plan.adopted, "hovedmal", "storemal")
    result = _run(plan.root, "--format", "json")
    assert result.exit_code == 1
    results = json.loads(result.output)["results"]
    (found,) = (each for each in results if each["severity"] == "Violation")
    assert found["name"]["nb"] == "Mål 1 «Barn skal sykle.»"
    assert "kodelisten goal-level" in found["message"]["nb"]
    assert found["file"].endswith("adopted.ttl")


def test_mutated_copy_elsewhere_is_validated_against_the_given_data(
    plan: SmallPlan, tmp_path: Path
) -> None:
    copy = plan.change(plan.adopted, 'notation "1"', "notation 1", to=tmp_path / "adopted.ttl")
    result = _run(copy, "--data", plan.root, "--lang", "en")
    assert result.exit_code == 1
    assert "The data do not conform." in result.output


def test_json_flag_is_the_json_format(plan: SmallPlan) -> None:
    assert json.loads(_run(plan.root, "--json").output)["conforms"] is True


def test_turtle_is_a_shacl_report(plan: SmallPlan) -> None:
    assert "sh:ValidationReport" in _run(plan.root, "--format", "turtle").output


def test_file_that_does_not_parse_is_named_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "adopted.ttl"
    path.write_text("<urn:a> <urn:b> .\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        _run(path)
    assert (caught.value.path, caught.value.line) == (path, 1)
    assert caught.value.column is not None


def test_missing_path_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        _run(tmp_path / "borte")


def test_unknown_language_is_a_usage_error(plan: SmallPlan) -> None:
    assert _run(plan.root, "--lang", "fr").exit_code == 2
