"""Sheets of links, read in a worker: a stranger's workbook may take a process down."""

from __future__ import annotations

import json

from planvev.errors import QueryDied, QueryTimeout
from planvev.ingest.confined import as_refusal
from planvev.ingest.limits import SECONDS_MAX
from planvev.ingest.sheets.cells import Cell, CellKind, Sheet, SheetRow
from planvev.writes.writer import Runner


def sheets_in_worker(runner: Runner, content: bytes, name: str) -> list[Sheet]:
    """Read the sheets of a workbook. Raises DocumentRefused, ServerBusy."""
    try:
        output = runner.run(
            sheets_job, json.dumps(name).encode() + b"\n" + content, timeout_s=SECONDS_MAX
        )
    except (QueryTimeout, QueryDied) as error:
        raise as_refusal(error, name) from None
    return [
        Sheet(
            str(sheet["name"]),
            [
                SheetRow(int(number), {int(c): Cell(str(t), CellKind(k)) for c, t, k in cells})
                for number, cells in sheet["rows"]
            ],
            index,
        )
        for index, sheet in enumerate(json.loads(output))
    ]


def sheets_job(store: object, generation: int, argument: bytes) -> bytes:
    """Return the sheets of a workbook as JSON; what a worker runs. Raises DocumentRefused."""
    from planvev.ingest.formats import detect
    from planvev.ingest.sheets.workbook import read_workbook

    del store, generation
    header, _, content = argument.partition(b"\n")
    name = str(json.loads(header))
    detect(content, name, "xlsx")
    sheets = [
        {
            "name": sheet.name,
            "rows": [
                [row.number, [[c, cell.text, cell.kind.value] for c, cell in row.cells.items()]]
                for row in sheet.rows
            ],
        }
        for sheet in read_workbook(content, name).sheets
    ]
    return json.dumps(sheets).encode()
