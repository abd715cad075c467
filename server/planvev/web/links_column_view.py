"""The matches of a column: what is chosen for each row, and the table that is downloaded. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planvev.web.language import gettext
from planvev.web.links_review_view import Score, score_of
from planvev.web.tables import Cell, Table
from planvev.web.urls import Urls
from planvev.writes.columns import Grid, Match

LINES_SHOWN: Final = 50
GUESSED: Final = 0.45
"""From this score on the best match of a row is chosen before anybody looks."""


@dataclass(frozen=True)
class Candidate:
    """A match that can be chosen. href: of its page, "" where it has none."""

    match: Match
    label: str
    href: str
    score: Score | None
    chosen: bool


@dataclass(frozen=True)
class Line:
    """A row with its matches. file_row: its number in the file. is_none: nothing is chosen."""

    row: int
    file_row: int
    text: str
    candidates: Sequence[Candidate]
    is_none: bool


def guessed_column(grid: Grid) -> int:
    """Return the column that most probably holds the texts: the one with the most letters.

    >>> guessed_column(Grid(("nr", "tekst"), (("1", "Trygge skoleveier"),)))
    1
    """

    def letters(column: int) -> int:
        return sum(sum(map(str.isalpha, row[column])) for row in grid.rows[:200])

    return max(range(len(grid.columns)), key=letters, default=0)


def choice_of(row: int, matches: Mapping[int, Sequence[Match]], chosen: Mapping[int, str]) -> str:
    """Return the IRI that is chosen for a row: by a person, else the best one that is sure enough.

    >>> choice_of(1, {1: [Match("urn:a", "A", "", "", 0.9, "", False)]}, {})
    'urn:a'
    """
    if row in chosen:
        return chosen[row]
    found = matches.get(row, ())
    return found[0].iri if found and (found[0].certain or found[0].score >= GUESSED) else ""


def label_of(match: Match) -> str:
    """Return number and wording of a match."""
    return f"{match.number} {match.label}" if match.number else match.label


def lines(
    grid: Grid,
    column: int,
    matches: Mapping[int, Sequence[Match]],
    chosen: Mapping[int, str],
    page: int,
    urls: Urls,
) -> list[Line]:
    """Return the rows of a page, from 1, with what can be chosen for each."""
    texts = list(grid.texts(column).items())
    shown = texts[(page - 1) * LINES_SHOWN : page * LINES_SHOWN]
    made = []
    for row, text in shown:
        choice = choice_of(row, matches, chosen)
        candidates = [
            Candidate(
                one,
                label_of(one),
                urls.href_of(one.iri) or "",
                score_of(one.score),
                one.iri == choice,
            )
            for one in matches.get(row, ())
        ]
        made.append(Line(row, row + grid.first - 1, text, candidates, not choice))
    return made


def table(
    grid: Grid, matches: Mapping[int, Sequence[Match]], chosen: Mapping[int, str], name: str
) -> Table:
    """Return the spreadsheet with what was chosen: IRI, label, score and reason in new columns."""
    added = [gettext("IRI"), gettext("Label"), gettext("Plan"), gettext("Score"), gettext("Reason")]
    rows: list[list[Cell]] = []
    for number, row in enumerate(grid.rows, 1):
        choice = choice_of(number, matches, chosen)
        match = next((one for one in matches.get(number, ()) if one.iri == choice), None)
        found: list[Cell] = (
            [match.iri, label_of(match), match.plan, match.score, match.reason]
            if match
            else [None] * len(added)
        )
        rows.append([*row, *found])
    return Table(name, _unlike([*grid.columns, *added], len(grid.columns)), rows)


def _unlike(names: Sequence[str], own: int) -> list[str]:
    """Return names of which none is there twice: those that are added give way."""
    taken = set(names[:own])
    made = list(names[:own])
    for name in names[own:]:
        wanted = f"planvev {name}" if name in taken else name
        taken.add(wanted)
        made.append(wanted)
    return made
