"""The documentation says what the code does."""

from __future__ import annotations

import importlib.util
import inspect
import re
from pathlib import Path

from planvev import errors
from planvev.cli.exit_codes import exit_code
from planvev.errors import PlanvevError
from planvev.web.problems import status_of

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([a-z-]+)` \| .+ \| (\d) \| (\d{3}) \|$", re.MULTILINE)


def error_classes() -> list[type[PlanvevError]]:
    return [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, PlanvevError) and kind is not PlanvevError
    ]


def test_every_error_has_a_row_with_its_exit_code_and_status() -> None:
    rows = {
        code: (int(exit_), int(status))
        for code, exit_, status in ROW.findall(
            (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
        )
    }
    expected = {}
    for kind in error_classes():
        error = kind.__new__(kind)
        expected[kind.code] = (exit_code(error), status_of(error))
    assert rows == expected


def test_every_make_target_and_command_of_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z]+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_link_between_the_documents_leads_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_decision_is_in_the_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    assert all(path.name in listed for path in folder.glob("0*.md"))


def test_the_reference_of_commands_and_settings_is_what_the_code_says() -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    for name, page in generate.PAGES.items():
        written = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert written == page(), f"docs/{name} is not what «make docs» writes"
