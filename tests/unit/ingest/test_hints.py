"""Hints: what a person says goes before what the rules say; bad keys are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.errors import SourceError
from planvev.ingest.account import account_for_draft
from planvev.ingest.draft import Draft, Kind
from planvev.ingest.hints import Hints, read_hints
from planvev.ingest.readers.text import read_text
from planvev.ingest.recognise import recognise_document


def _hints(tmp_path: Path, content: str) -> Hints:
    path = tmp_path / "hints.toml"
    path.write_text(content, encoding="utf-8")
    return read_hints(path)


def _draft(text: str, hints: Hints) -> Draft:
    return recognise_document(read_text(text.encode(), "plan.txt"), hints)


def test_a_phrase_leads_to_what_a_person_says(tmp_path: Path) -> None:
    text = "Drømmen\nAlle trives i Solvik\n\nGrepa\n• bygge stier\n• rydde torget\n"
    hints = _hints(tmp_path, '[lead_in]\ngoal = ["Drømmen"]\nstrategy = ["grepa:"]\n')
    draft = _draft(text, hints)
    assert [(row.kind, row.text) for row in draft.rows] == [
        (Kind.GOAL, "Alle trives i Solvik"),
        (Kind.STRATEGY, "bygge stier"),
        (Kind.STRATEGY, "rydde torget"),
    ]


def test_lines_are_what_a_person_says_or_ignored(tmp_path: Path) -> None:
    text = "Solvik skal vokse\nTull og tøys\nDette er også sagt\n"
    content = (
        'ignore = [2]\n[[line]]\nlines = 1\nkind = "goal"\nlevel = "overordnet-mal"\n'
        '[[line]]\nlines = [3, 3]\nkind = "text"\n'
    )
    draft = _draft(text, _hints(tmp_path, content))
    assert [(row.kind, row.level, row.text) for row in draft.rows] == [
        (Kind.GOAL, "overordnet-mal", "Solvik skal vokse"),
        (Kind.SECTION, "", "Dette er også sagt"),
    ]
    assert account_for_draft(draft).unplaced == ()


def test_an_area_gathers_goals_and_is_none(tmp_path: Path) -> None:
    text = "Hovedmål: Alle trives\n\n1 Bolyst er viktig for oss\nStrategier:\n• bygge\n• rydde\n"
    guessed = _draft(text, Hints())
    assert [row.text for row in guessed.rows if row.kind is Kind.GOAL] == [
        "Alle trives",
        "Bolyst er viktig for oss",
    ]
    draft = _draft(text, _hints(tmp_path, 'areas = ["Bolyst er viktig for oss"]\n'))
    goal, area, *strategies = draft.rows
    assert (goal.kind, area.kind) == (Kind.GOAL, Kind.SECTION)
    assert {row.parent for row in strategies} == {goal.id}


def test_facts_and_language_are_taken_without_a_doubt(tmp_path: Path) -> None:
    content = 'language = "nn"\n[facts]\ntitle = "Plan for Solvik"\nend_year = 2030\n'
    facts = _draft("Temaplan 2020-2028\n", _hints(tmp_path, content)).facts
    assert (facts.title, facts.end_year, facts.language) == ("Plan for Solvik", "2030", "nn")
    assert facts.start_year == "2020"
    doubted = {doubt.arguments[1] for doubt in facts.doubts}
    assert doubted.isdisjoint({"Plan for Solvik", "2030", "nn", "Temaplan 2020-2028"})
    assert "2020" in doubted


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("språk = 1", "is not TOML"),
        ('lang = "nb"', "«lang» is no key of hints"),
        ('language = "de"', "language: «de» is none"),
        ("ignore = [0]", "ignore: needs a list of lines"),
        ("ignore = [[4, 2]]", "ignore: needs a list of lines"),
        ("ignore = [true]", "ignore: needs a list of lines"),
        ("areas = [1]", "areas: needs a list of headings"),
        ("[lead_in]\nmål = 1", "is not TOML"),
        ('[lead_in]\ndream = ["a"]', "[lead_in] «dream» is no key of it"),
        ("[lead_in]\ngoal = 'a'", "[lead_in] goal: needs a list of phrases"),
        ("facts = 1", "[facts] needs to be a table"),
        ("[facts]\ntitle = 1.5", "[facts] title: needs a text"),
        ("line = 1", "[[line]] needs to be a list of tables"),
        ("[[line]]\nlines = 1\nkind = 'x'", "[[line]] number 1: kind needs to be one of"),
        ("[[line]]\nkind = 'goal'", "[[line]] number 1: lines needs"),
        ("[[line]]\nlines = 1\nkind = 'goal'\nlevel = 'x'", "number 1: level needs to be one of"),
        ("[[line]]\nlines = 1\nkind = 'goal'\ncolour = 'x'", "number 1: «colour» is no key of it"),
    ],
)
def test_what_cannot_be_used_is_named_with_the_file(
    tmp_path: Path, content: str, problem: str
) -> None:
    with pytest.raises(SourceError) as caught:
        _hints(tmp_path, content)
    assert problem in caught.value.message
    assert "hints.toml" in caught.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.toml: cannot be read"):
        read_hints(tmp_path / "none.toml")
