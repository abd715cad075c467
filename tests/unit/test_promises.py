"""``docs/promises.md`` names a test for each promise, and each test that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "promises.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]


def modules_named(cell: str) -> list[Path]:
    return [ROOT / name for name in re.findall(r"`(tests/[^`]+)`", cell)]


def test_all_seventeen_are_there_in_order() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 18))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_promise_names_tests_that_are_there(row: list[str]) -> None:
    named = modules_named(row[2])
    assert named
    for path in named:
        modules = [path] if path.suffix else list(path.glob("test_*.py"))
        assert modules, path
        for module in modules:
            assert re.search(r"^def test_", module.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_module_of_the_promises_is_named() -> None:
    named = {path for row in ROWS for path in modules_named(row[2])}
    assert set((ROOT / "tests" / "promises").glob("test_*.py")) <= named
