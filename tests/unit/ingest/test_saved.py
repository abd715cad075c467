"""Drafts that were saved as JSON, and edited by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from planvev.errors import InputError
from planvev.ingest.draft import Doubt
from planvev.ingest.serial import draft_as_json, read_draft
from unit.ingest.drafts import draft_of, goal, strategy

Saved = dict[str, Any]


def saved() -> Saved:
    draft = draft_of(goal("r1", "Rene bekker", "1"), strategy("r2", "Fjerne rør", "r1"))
    draft.rows[0].doubts.append(Doubt("kind-guessed", ("Goal",)))
    value: Saved = json.loads(json.dumps(draft_as_json(draft)))
    return value


def row(name: str, value: object) -> Callable[[Saved], None]:
    return lambda draft: draft["rows"][0].update({name: value})


def fact(name: str, value: object) -> Callable[[Saved], None]:
    return lambda draft: draft["facts"].update({name: value})


def test_a_draft_that_was_saved_is_the_same_again() -> None:
    value = saved()
    assert draft_as_json(read_draft(json.dumps(value).encode(), "d.json")) == value


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (row("text", None), "text is no text"),
        (row("number", 1), "number is no text"),
        (row("id", "r2"), "several rows"),
        (row("path", "goal/../x"), "path"),
        (row("path", "goal/x y"), "path"),
        (row("path", "http://example.org/"), "path"),
        (row("level", "Hovedmål!"), "level"),
        (row("slices", [[0, 99_999]]), "outside of the text"),
        (row("slices", [[-5, 3]]), "outside of the text"),
        (row("properties", {"leadVerb": {"a": 1}}), "property"),
        (row("doubts", [["no-such", []]]), "doubt"),
        (row("doubts", [["kind-guessed", []]]), "doubt"),
        (row("kind", "Goll"), "no draft of planvev"),
        (fact("start_year", "tjuefire"), "start_year"),
        (fact("adopted_on", "i fjor"), "adopted_on"),
        (fact("instrument_type", "x y"), "instrument_type"),
        (fact("title", 4), "title"),
        (lambda draft: draft["furniture"].append([0, 99_999, "x"]), "furniture"),
    ],
)
def test_what_no_reader_makes_is_refused_with_its_place(
    edit: Callable[[Saved], None], says: str
) -> None:
    value = saved()
    edit(value)
    with pytest.raises(InputError, match=says):
        read_draft(json.dumps(value).encode(), "d.json")


def test_json_that_nests_without_end_is_no_draft() -> None:
    with pytest.raises(InputError, match="no draft of planvev"):
        read_draft(b"[" * 200_000, "d.json")
