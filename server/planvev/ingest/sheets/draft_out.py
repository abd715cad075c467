"""A draft as a table that a person mends in a spreadsheet: one row for each row, and what is left.

``draft_in`` takes the mended table back.
"""

from __future__ import annotations

import csv
import io
from typing import Final

from openpyxl.utils import get_column_letter

from planvev.ingest.account import account_for_draft
from planvev.ingest.document import Place
from planvev.ingest.doubts import doubt_in
from planvev.ingest.draft import Draft, Kind, Row
from planvev.ingest.sheets.codes import codes_of, in_language, kind_label, label_of
from planvev.ingest.sheets.form import (
    CONTINUED_COLUMNS,
    CONTINUED_SHEET,
    TITLES,
    Names,
)
from planvev.ingest.sheets.guarding import guarded
from planvev.ingest.sheets.template_out import add_choices
from planvev.ingest.sheets.writing import (
    Continued,
    new_workbook,
    offer,
    put,
    put_heads,
    workbook_bytes,
)

DRAFT_SHEET: Final[Names] = ("Utkast", "Utkast", "Draft")
LEFT_SHEET: Final[Names] = ("Ikke plassert", "Ikkje plassert", "Not placed")
COLUMNS: Final[dict[str, Names]] = {
    **{name: TITLES[name] for name in ("id", "kind", "level", "number", "parent", "text")},
    "place": ("Sted", "Stad", "Place"),
    "doubt": ("Tvil", "Tvil", "Doubt"),
}
"""The columns of a draft's table."""
_LEFT_COLUMNS: Final = ("text", "place")
_WIDTHS: Final = {"text": 80, "doubt": 60, "place": 24, "kind": 18, "level": 18}
_WORDS: Final[dict[str, Names]] = {
    "page": ("side", "side", "page"),
    "line": ("linje", "linje", "line"),
}
_ROWS_MORE: Final = 500
"""How many rows below the last may be chosen from the lists, too."""
_KINDS: Final[Names] = ("Slag", "Slag", "Kind")
_HELP: Final[Names] = (
    "Velg fra lista. En rad uten ID er ny; en rad som slettes, blir ikke med.",
    "Vel frå lista. Ei rad utan ID er ny; ei rad som blir sletta, blir ikkje med.",
    "Choose from the list. A row without an ID is new; a deleted row is left out.",
)


def draft_workbook(draft: Draft, language: str) -> bytes:
    """Return a draft as an Excel file: a sheet of its rows, and one of the text without a row."""
    book = new_workbook()
    sheet = book.create_sheet(in_language(DRAFT_SHEET, language))
    left = book.create_sheet(in_language(LEFT_SHEET, language))
    choices = add_choices(book, language)
    heads = [in_language(names, language) for names in COLUMNS.values()]
    put_heads(sheet, heads, [_WIDTHS.get(name, 14) for name in COLUMNS])
    continued: list[Continued] = []
    for number, row in enumerate(draft.rows, start=2):
        for column, value in enumerate(_cells(row, language), start=1):
            if value:
                continued += put(sheet, number, column, value)
    last = len(draft.rows) + 1 + _ROWS_MORE
    help_text = in_language(_HELP, language)
    lists = {
        "kind": [kind_label(kind, language) for kind in Kind],
        "level": [label_of("level", code, language) for code in codes_of("level")],
    }
    for column, name in enumerate(COLUMNS, start=1):
        if name in lists:
            title = in_language(COLUMNS[name], language)
            letter = get_column_letter(column)
            source = choices.range_of(title, lists[name])
            offer(sheet, f"{letter}2:{letter}{last}", source, (title, help_text))
    put_heads(left, [in_language(COLUMNS[name], language) for name in _LEFT_COLUMNS], [100, 24])
    for number, (text, place) in enumerate(unplaced(draft), start=2):
        continued += put(left, number, 1, text)
        put(left, number, 2, place_in(place, language))
    if continued:
        rest = book.create_sheet(in_language(CONTINUED_SHEET, language))
        names = [in_language(names, language) for names in CONTINUED_COLUMNS.values()]
        put_heads(rest, names, [24, 10, 8, 80])
        for number, part in enumerate(continued, start=2):
            for column, value in enumerate(
                (part.sheet, part.cell, str(part.part), part.text), start=1
            ):
                put(rest, number, column, value)
    return workbook_bytes(book)


def draft_csv(draft: Draft, language: str = "nb") -> bytes:
    """Return the rows of a draft as CSV: semicolons, UTF-8 with a BOM, as Excel here opens it.

    Texts that look like formulas are guarded; ``apply_table`` takes the guard off again.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([in_language(names, language) for names in COLUMNS.values()])
    writer.writerows([guarded(value) for value in _cells(row, language)] for row in draft.rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")


def _cells(row: Row, language: str) -> list[str]:
    level = label_of("level", row.level, language) if row.level else ""
    doubts = "\n".join(doubt_in(doubt, language) for doubt in row.doubts)
    return [
        row.id,
        kind_label(row.kind, language),
        level,
        row.number,
        row.parent,
        row.text,
        place_in(row.place, language),
        doubts,
    ]


def unplaced(draft: Draft) -> list[tuple[str, Place]]:
    """Return the text that no row holds, each piece with where it stands."""
    return [
        (draft.document.text[start:end], use.block.place)
        for use in account_for_draft(draft).unplaced
        for start, end in use.left
    ]


def place_in(place: Place, language: str) -> str:
    """Return a place in words.

    >>> place_in(Place(page=4, line=12), "nb")
    'side 4, linje 12'
    >>> place_in(Place(sheet="Mål", row=3, column="B"), "en")
    '«Mål» B3'
    """
    if place.sheet:
        return f"«{place.sheet}» {place.column}{place.row or ''}".strip()
    words = []
    if place.page:
        words.append(f"{in_language(_WORDS['page'], language)} {place.page}")
    if place.line:
        words.append(f"{in_language(_WORDS['line'], language)} {place.line}")
    return ", ".join(words)
