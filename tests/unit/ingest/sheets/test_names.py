"""The names of columns: none twice, and all in the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.ingest.sheets.names import column_meaning, known_names, plain

ROOT = Path(__file__).parents[4]
NAMES = known_names()


def test_no_name_means_two_things() -> None:
    names = [plain(name) for group in NAMES.values() for name in set(map(plain, group))]
    assert len(names) == len(set(names))


def test_the_documentation_lists_every_name() -> None:
    text = (ROOT / "docs" / "spreadsheets.md").read_text(encoding="utf-8")
    for meaning, group in NAMES.items():
        assert f"| {meaning} | {', '.join(group)} |" in text


@pytest.mark.parametrize("meaning", NAMES)
def test_each_name_is_known_exactly_in_capitals_and_with_a_colon(meaning: str) -> None:
    for name in NAMES[meaning]:
        match = column_meaning(f"{name.upper()}:")
        assert match is not None
        assert match.sure == 1.0
        found = match.meaning
        kind = f"{found.kind.value} {found.level}".strip() if found.kind else found.field
        assert kind == meaning


@pytest.mark.parametrize("name", ["", "Farge", "Klimagassutslipp", "x" * 200, "2027", "!!"])
def test_other_names_mean_nothing(name: str) -> None:
    assert column_meaning(name) is None
