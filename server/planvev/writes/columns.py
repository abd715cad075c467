"""Spreadsheets whose columns are matched to goals: read, and matched, in the write lane's worker.

What a stranger's file makes of a parser happens in a process that may be killed, and so does the
matching of thousands of texts. Nothing of it is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from planvev.archive.archive import Archive
from planvev.errors import QueryDied, QueryTimeout
from planvev.ingest.confined import as_refusal
from planvev.ingest.refusals import refuse
from planvev.writes.writer import Runner, Writer

ROWS_MAX: Final = 3_000
COLUMNS_MAX: Final = 60
_HEAD_ROWS: Final = 20
"""So many rows may stand above the names of the columns: a title, a remark."""
_READ_SECONDS_MAX: Final = 10.0
_MATCH_SECONDS_MAX: Final = 60.0
_TEXT_CHARACTERS_MAX: Final = 2_000
"""Of a cell, that are matched."""


@dataclass(frozen=True)
class Grid:
    """A table: a name for each column, and rows of as many cells. left_out: rows beyond the most.

    first: the number in the file of the first row that is no heading, from 1.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0
    first: int = 2

    def texts(self, column: int) -> dict[int, str]:
        """Return what a column says, by the number of the row from 1; empty cells left out."""
        cells = ((number, row[column].strip()) for number, row in enumerate(self.rows, 1))
        return {number: text for number, text in cells if text}


@dataclass(frozen=True)
class Match:
    """A thing that a text probably means. plan: its title. reason: in the language asked for."""

    iri: str
    label: str
    number: str
    plan: str
    score: float
    reason: str
    certain: bool


def grid_in_worker(runner: Runner, content: bytes, name: str) -> Grid:
    """Read a table in a worker. Raises DocumentRefused, ServerBusy."""
    argument = json.dumps({"name": name}).encode() + b"\n" + content
    try:
        answer = runner.run(grid_job, argument, timeout_s=_READ_SECONDS_MAX)
    except (QueryTimeout, QueryDied) as error:
        raise as_refusal(error, name) from None
    fields = json.loads(answer)
    rows = tuple(map(tuple, fields["rows"]))
    return Grid(tuple(fields["columns"]), rows, fields["left_out"], fields["first"])


def grid_job(store: object, generation: int, argument: bytes) -> bytes:
    """Read a table; what the engine's write lane runs. Store and generation are unused."""
    del store, generation
    line, _, content = argument.partition(b"\n")
    return json.dumps(asdict(read_grid(content, json.loads(line)["name"]))).encode()


def read_grid(content: bytes, name: str) -> Grid:
    """Return the first sheet of a spreadsheet that is shown and holds something.

    The names of its columns are the first row that is as wide as most at its top. Raises
    DocumentRefused.
    """
    from planvev.ingest.formats import detect
    from planvev.ingest.sheets.delimited import decode
    from planvev.ingest.sheets.reading import read_book

    ending = name.rpartition(".")[2].lower()
    put_before = int(ending == "tsv")
    if put_before:
        # The ending says what parts the cells; a reader that looks for it could take a comma.
        content = f"sep=\t\r\n{decode(content, name)}".encode()
    format_ = "csv" if ending in ("csv", "tsv", "txt") else detect(content, name)
    if format_ not in ("xlsx", "csv"):
        raise refuse(name, "unknown-format", f".{ending}")
    book = read_book(content, name, format_)
    sheets = [sheet for sheet in book.sheets if sheet.rows]
    if not sheets:
        raise refuse(name, "empty")
    sheet = next((each for each in sheets if not each.hidden), sheets[0])
    head = sheet.rows[:_HEAD_ROWS]
    widest = max(len(row.cells) for row in head)
    header = next((row for row in head if len(row.cells) * 2 > widest), head[0])
    body = [row for row in sheet.rows if row.number > header.number]
    last = max(max(row.cells, default=1) for row in (header, *body[:ROWS_MAX]))
    width = min(last, COLUMNS_MAX)
    return Grid(
        tuple(header.text(column) for column in range(1, width + 1)),
        tuple(tuple(row.text(column) for column in range(1, width + 1)) for row in body[:ROWS_MAX]),
        max(len(body) - ROWS_MAX, 0),
        header.number + 1 - put_before,
    )


def matches_in_worker(
    writer: Writer, texts: Mapping[int, str], target: str, top: int, language: str
) -> dict[int, list[Match]]:
    """Return what each text probably means, by row, the likeliest first; in a worker.

    target: a plan, "overarching" or "sdg". Raises PlanNotFound, InputError, QueryTimeout,
    QueryDied, ServerBusy.
    """
    asked = {
        "state": str(writer.archive.state),
        "texts": [[row, text[:_TEXT_CHARACTERS_MAX]] for row, text in texts.items()],
        "target": target,
        "top": top,
        "language": language,
    }
    answer = writer.runner.run(
        matches_job, json.dumps(asked).encode(), timeout_s=_MATCH_SECONDS_MAX
    )
    found: dict[int, list[Match]] = {}
    for row, fields in json.loads(answer):
        found.setdefault(row, []).append(Match(**fields))
    return found


def matches_job(store: object, generation: int, argument: bytes) -> bytes:
    """Match texts; what the engine's write lane runs. The archive's texts are read, not the store.

    Returns [row, match] in JSON.
    """
    del store
    from planvev.ingest.export.sources import ArchiveTexts
    from planvev.linking.corpus import read_corpus
    from planvev.linking.element import SDG
    from planvev.linking.matching import match_texts
    from planvev.linking.offers import SCORE_MIN, choose_targets
    from planvev.linking.suggest.wording import reason_text

    asked: dict[str, Any] = json.loads(argument)
    archive = Archive(Path(asked["state"]))
    corpus = read_corpus(ArchiveTexts(archive, archive.manifest(generation)))
    language = asked["language"]
    targets = choose_targets(corpus, asked["target"])
    found = []
    for each in match_texts(dict(asked["texts"]), targets, asked["top"], score_min=SCORE_MIN):
        element, suggestion = each.target, each.suggestion
        plan = corpus.plans.get(element.plan) if element.plan != SDG else None
        match = Match(
            element.iri,
            element.text(language, "nb"),
            element.number,
            plan.title(language, "nb") if plan else "",
            round(suggestion.score, 4),
            reason_text(suggestion.reasons, language),
            suggestion.certain,
        )
        found.append([each.row, asdict(match)])
    return json.dumps(found).encode()
