"""Rows of a draft from our own sheets of rows."""

from __future__ import annotations

import json
import re
from typing import Final

from planvev.ingest.draft import FINDINGS, Doubt, Kind, Row
from planvev.ingest.elements import Role, Slice, fold_white_space
from planvev.ingest.sheets.cells import Sheet, SheetRow
from planvev.ingest.sheets.codes import code_of
from planvev.ingest.sheets.edited_findings import told_apart
from planvev.ingest.sheets.fields import Numbers, reference, unusable_cells
from planvev.ingest.sheets.form import CODED, example_texts, is_example, sheet_kinds
from planvev.ingest.sheets.form_reading import OurSheets, properties_of
from planvev.ingest.sheets.making import Making
from planvev.ingest.sheets.names import plain
from planvev.ingest.sheets.pinned import Pinned
from planvev.ingest.sheets.template_out import codelist_of

_NO_PROPERTIES: Final = frozenset({"id", "number", "parent", "level", "text", "label", "iri"})
_LABEL_IN: Final = re.compile(r"(?:Kort tekst|Short text) \(([a-z]{2,3})\)", re.IGNORECASE)
_PATH: Final = re.compile(
    r"""(?!(?:.*/)?\.\.?(?:/|$))[^\s<>"{}|\\^`#?\x00-\x1f/]+(?:/[^\s<>"{}|\\^`#?\x00-\x1f/]+)*"""
)
"""Of an element below its plan: nothing that leads out of the plan, or that no IRI can hold."""


class FormReader:
    """Reads our sheets of rows."""

    def __init__(self, pinned: Pinned, making: Making, ours: OurSheets) -> None:
        self._pinned = pinned
        self._making = making
        self._ours = ours
        self._labels: dict[int, str] = {}
        self._language = ours.facts.language if ours.facts is not None else ""

    def read(self) -> None:
        """Read all of them, in the order of the book."""
        for sheet, header, columns in self._ours.forms:
            kind = sheet_kinds()[plain(sheet.name)].kind
            numbers = Numbers()
            for row in sheet.rows:
                if row.number <= header:
                    for column in row.cells:
                        self._pinned.set_aside((sheet.index, row.number, column), "header")
                    self._labels = _label_columns(row)
                else:
                    self._name_headers(sheet, row, columns)
                    self._read_row(sheet, row, columns, kind, numbers)

    def _name_headers(self, sheet: Sheet, row: SheetRow, columns: dict[str, int]) -> None:
        for name, column in columns.items():
            if column in row.cells:
                self._pinned.headers[sheet.index, row.number, column] = name

    def _read_row(
        self, sheet: Sheet, row: SheetRow, columns: dict[str, int], kind: Kind, numbers: Numbers
    ) -> None:
        values = {name: fold_white_space(row.text(column)) for name, column in columns.items()}
        example = is_example(values.get("id", ""))
        if example and values["text"] in example_texts():
            for column in row.cells:
                self._pinned.set_aside((sheet.index, row.number, column), "example")
            return
        text_column = columns["text"] if values["text"] else columns.get("label", 0)
        if not row.text(text_column):
            return
        span = self._pinned.cell((sheet.index, row.number, text_column))
        made = self._making.add(
            kind,
            row.text(text_column),
            sheet.place(row.number, text_column),
            [Slice(*span)],
            "" if example else values.get("id", ""),
        )
        if example:
            made.doubts.append(Doubt("example-kept"))
        if text_column == columns["text"]:
            made.label = values.get("label", "")
        self._take_number(row, columns, made, numbers)
        self._take_codes(sheet, row, columns, made)
        for name, value in values.items():
            if name not in _NO_PROPERTIES and name not in CODED and name != "comment" and value:
                made.properties[name] = value
        self._take_labels(sheet, row, made)
        self._take_iri(values, made)
        # What a glossary entry of an exported plan explains is said by its path.
        if values.get("parent") and "explains" not in made.properties:
            self._making.refer(made, values["parent"])
        made.doubts += unusable_cells(sheet, row.number, row.cells.items())
        known = set(columns.values()) - {text_column}
        for column in known & {c for c, cell in row.cells.items() if cell.usable}:
            self._pinned.set_aside((sheet.index, row.number, column), "field")

    def _take_number(
        self, row: SheetRow, columns: dict[str, int], made: Row, numbers: Numbers
    ) -> None:
        cell = row.cells.get(columns.get("number", 0))
        if cell is not None:
            made.number, doubts = numbers.read(cell)
            made.doubts += doubts

    @staticmethod
    def _take_codes(sheet: Sheet, row: SheetRow, columns: dict[str, int], made: Row) -> None:
        for name in CODED:
            text = row.text(columns.get(name, 0))
            if not text:
                continue
            code = code_of(codelist_of(name), text)
            if not code:
                where = reference(sheet, row.number, columns[name])
                made.doubts.append(Doubt("code-unknown", (where, text[:60])))
            elif name == "level":
                made.level = code
            else:
                made.properties[name] = code

    def _take_labels(self, sheet: Sheet, row: SheetRow, made: Row) -> None:
        """Keep short texts in other languages: JSON, of each its language and value."""
        labels = []
        for column, language in self._labels.items():
            text = fold_white_space(row.text(column))
            if text:
                pair = {"language": language, "value": text}
                labels.append(json.dumps(pair, ensure_ascii=False))
                self._pinned.set_aside((sheet.index, row.number, column), "label")
        if labels:
            made.properties["labels"] = labels

    def _take_iri(self, values: dict[str, str], made: Row) -> None:
        """Give a row the IRI that it had, with all that our other sheets say of it."""
        iri, plan = values.get("iri", ""), self._ours.plan_iri
        path = iri.removeprefix(f"{plan}/")
        if not iri or not plan or path == iri or not _PATH.fullmatch(path):
            return
        made.path = path
        said = properties_of(self._ours.carried, iri, plan, self._language)
        if made.kind in FINDINGS and said:
            said["statement"], made.properties = told_apart(
                said.get("statement", []), made.properties
            )
        made.properties |= said
        if made.kind not in FINDINGS and "noLabel" not in said:
            made.label = made.label or made.text
        passages = self._ours.carried.passages.get(iri, [])
        if passages and made.kind not in FINDINGS and not _yield(passages, made.text):
            made.doubts.append(Doubt("text-changed"))
        elif passages:
            made.properties["passage"] = list(passages)


def _label_columns(row: SheetRow) -> dict[int, str]:
    """Return the columns of short texts in other languages, with the languages."""
    found = {column: _LABEL_IN.fullmatch(row.text(column)) for column in row.cells}
    return {column: match.group(1) for column, match in found.items() if match}


def _yield(passages: list[str], text: str) -> bool:
    """Whether the wording of passages is still the text of their element."""
    found = [json.loads(passage) for passage in passages]
    pieces = [passage for passage in found if passage["role"] == Role.WORDING]
    if not pieces:
        return True
    made = fold_white_space(" ".join(piece["exact"] for piece in pieces))
    for word in [word for piece in pieces for word in piece.get("cut_words", ())]:
        for place in range(1, len(word)):
            made = made.replace(f"{word[:place]}- {word[place:]}", word)
    return made == text
