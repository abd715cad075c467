"""The edited table of a draft, applied to the draft that it came from."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Final

from planvev.errors import DocumentRefused
from planvev.ingest.draft import Draft, Kind, Row
from planvev.ingest.elements import fold_white_space
from planvev.ingest.formats import detect
from planvev.ingest.refusals import refuse
from planvev.ingest.sheets.cells import Sheet, SheetRow
from planvev.ingest.sheets.codes import code_of, kind_of
from planvev.ingest.sheets.draft_out import COLUMNS, DRAFT_SHEET
from planvev.ingest.sheets.fields import Numbers, reference
from planvev.ingest.sheets.form import is_sheet
from planvev.ingest.sheets.form_reading import join_continued
from planvev.ingest.sheets.making import parents_first
from planvev.ingest.sheets.names import plain
from planvev.ingest.sheets.reading import read_book

_HEADERS_WITHIN: Final = 10
_TOLD_FROM: Final = 4
"""As many rows tell whose table it is."""
_SAME_MIN: Final = 0.2
"""The share of rows that a person leaves as they are at least."""
_NEEDED: Final = ("id", "kind", "text")
_STALE: Final[dict[str, frozenset[str]]] = {
    "kind": frozenset({"kind-guessed", "cites-other-plan"}),
    "parent": frozenset({"parent-guessed", "parent-several", "parent-missing"}),
    "text": frozenset({"joined", "hyphen", "cell-split"}),
    "number": frozenset({"number-typed", "number-ten", "number-date", "number-gap"}),
}
"""The doubts that an edit of a column settles."""


@dataclass
class _Table:
    """An edited table. columns: by name. known: the draft's rows. made: what each row became."""

    name: str
    sheet: Sheet
    columns: dict[str, int]
    known: dict[str, Row]
    made: list[tuple[SheetRow, Row]] = field(default_factory=list)

    def refusal(self, row: SheetRow, column: str, reason: str) -> DocumentRefused:
        """Return that a cell does not fit, and why."""
        number = self.columns[column]
        cell = row.cells.get(number)
        where = reference(self.sheet, row.number, number)
        return refuse(self.name, reason, where, cell.text[:60] if cell is not None else "")


def apply_table(draft: Draft, content: bytes, name: str) -> Draft:
    """Return the draft as its edited table says; the draft itself stays as it is.

    content: an Excel or CSV file as ``draft_workbook`` and ``draft_csv`` make them. Rows that are
    missing there are left out: their text has no owner then. Rows without an ID are new. Raises
    DocumentRefused: as the readers; "no-columns" where it is no table of a draft, "other-draft"
    where it is one of another document; for a cell
    that does not fit, with sheet, row and column, "cell-id", "cell-id-twice", "cell-kind",
    "cell-level", "cell-parent", "cell-parent-several".
    """
    format_ = detect(content, name)
    if format_ not in ("xlsx", "csv"):
        format_ = "csv"
    book = read_book(content, name, format_)
    join_continued(book)
    known = {row.id: row for row in draft.rows}
    table = _find(book.sheets, name, known)
    _refuse_another(table, draft.document.name)
    for row in _data_rows(table):
        table.made.append((row, _row(table, row)))
    _check_once(table)
    _give_ids(table)
    ids = {made.id for _, made in table.made}
    for row, made in table.made:
        parent = _parent(table, row, made, ids)
        _settle(made, "parent", made.parent != parent)
        made.parent = parent
    return replace(draft, rows=parents_first([made for _, made in table.made]))


def _find(sheets: list[Sheet], name: str, known: dict[str, Row]) -> _Table:
    """Return the sheet that holds the draft's table: the one so called, else the first like it."""
    for sheet in sorted(sheets, key=lambda sheet: not is_sheet(sheet.name, DRAFT_SHEET)):
        columns = _columns(sheet)
        if columns:
            header, found = columns
            sheet.rows = [row for row in sheet.rows if row.number > header]
            return _Table(name, sheet, found, known)
    first = next((sheet for sheet in sheets if sheet.rows), None)
    texts = [cell.text[:40] for cell in first.rows[0].cells.values()] if first else []
    shown = ", ".join(f"«{text}»" for text in texts[:8])
    raise refuse(name, "no-columns", first.name if first else "", shown)


def _refuse_another(table: _Table, document: str) -> None:
    """Refuse the table of another document's draft: its rows say something else than the draft's.

    IDs alone do not tell, as every draft has an r1.
    """
    ids, texts = table.columns["id"], table.columns["text"]
    said = {fold_white_space(row.text(ids)): row.text(texts) for row in table.sheet.rows}
    said.pop("", None)
    same = sum(
        row_id in table.known and fold_white_space(text) == table.known[row_id].text
        for row_id, text in said.items()
    )
    if len(said) >= _TOLD_FROM and same < len(said) * _SAME_MIN:
        raise refuse(table.name, "other-draft", document, same, len(said))


def _columns(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    wanted = {plain(title): name for name, titles in COLUMNS.items() for title in titles}
    for row in sheet.rows[:_HEADERS_WITHIN]:
        found: dict[str, int] = {}
        for column in sorted(row.cells):
            name = wanted.get(plain(row.text(column)))
            if name:
                found.setdefault(name, column)
        if all(name in found for name in _NEEDED):
            return row.number, found
    return None


def _data_rows(table: _Table) -> list[SheetRow]:
    """Return the rows that say something in a column that may be edited."""
    columns = [table.columns[name] for name in COLUMNS if name in table.columns]
    edited = [column for column in columns if column != table.columns.get("doubt")]
    return [row for row in table.sheet.rows if any(row.text(column) for column in edited)]


def _row(table: _Table, row: SheetRow) -> Row:
    """Return what a row of the table makes of the draft's row, or a new one."""
    row_id = fold_white_space(row.text(table.columns["id"]))
    if row_id and row_id not in table.known:
        raise table.refusal(row, "id", "cell-id")
    kind, named_level = _kind(table, row)
    made = deepcopy(table.known[row_id]) if row_id else Row("", kind, "")
    _settle(made, "kind", made.kind is not kind)
    made.kind = kind
    text = fold_white_space(row.text(table.columns["text"]))
    _settle(made, "text", text != made.text)
    if text != made.text:
        # Passages that came with the row are of its old wording.
        made.properties.pop("passage", None)
    made.text = text
    if "level" in table.columns or named_level:
        made.level = _level(table, row) or named_level if kind is Kind.GOAL else ""
    elif kind is not Kind.GOAL:
        made.level = ""
    if "number" in table.columns:
        number = _number(table, row)
        _settle(made, "number", number != made.number)
        made.number = number
    return made


def _kind(table: _Table, row: SheetRow) -> tuple[Kind, str]:
    found = kind_of(row.text(table.columns["kind"]))
    if found is None:
        raise table.refusal(row, "kind", "cell-kind")
    return found


def _level(table: _Table, row: SheetRow) -> str:
    text = row.text(table.columns.get("level", 0))
    code = code_of("level", text) if text else ""
    if text and not code:
        raise table.refusal(row, "level", "cell-level")
    return code


def _number(table: _Table, row: SheetRow) -> str:
    cell = row.cells.get(table.columns["number"])
    return Numbers().read(cell)[0] if cell is not None else ""


def _settle(row: Row, column: str, changed: bool) -> None:
    """Take away the doubts that a person has settled by an edit."""
    if changed:
        row.doubts = [doubt for doubt in row.doubts if doubt.code not in _STALE[column]]


def _check_once(table: _Table) -> None:
    seen: set[str] = set()
    for row, made in table.made:
        if made.id and made.id in seen:
            raise table.refusal(row, "id", "cell-id-twice")
        seen.add(made.id)


def _give_ids(table: _Table) -> None:
    """Give new rows IDs that the draft never had."""
    taken = set(table.known)
    count = 0
    for _, made in table.made:
        while not made.id:
            count += 1
            if f"n{count}" not in taken:
                made.id = f"n{count}"
                taken.add(made.id)


def _parent(table: _Table, row: SheetRow, made: Row, ids: set[str]) -> str:
    """Return the ID of the parent that a row names by ID or number, "" for the plan."""
    if "parent" not in table.columns:
        return made.parent
    cell = row.cells.get(table.columns["parent"])
    text = fold_white_space(cell.text) if cell is not None and cell.usable else ""
    if not text or text in ids:
        return text
    if text == made.parent and text not in table.known:
        # It was missing before: a doubt tells of it.
        return text
    numbered = [each for _, each in table.made if each.number == text and each is not made]
    if not numbered:
        raise table.refusal(row, "parent", "cell-parent")
    if len(numbered) > 1:
        raise table.refusal(row, "parent", "cell-parent-several")
    return numbered[0].id
