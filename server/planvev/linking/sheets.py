"""The sheet that a working group fills in: a row for each link, a choice for each decision.

What is filled in comes back as it stands: a row with a choice is a decision of who loads the sheet;
a row without an IRI is a new link, by IRIs or by plan and number. What nobody touched says nothing.
See ``docs/link-records.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from openpyxl.utils import get_column_letter

from planvev.ingest.formats import detect
from planvev.ingest.sheets.cells import Sheet, SheetRow
from planvev.ingest.sheets.codes import code_of, in_language, label_of
from planvev.ingest.sheets.fields import reference
from planvev.ingest.sheets.form import Names
from planvev.ingest.sheets.names import plain
from planvev.ingest.sheets.reading import read_book
from planvev.ingest.sheets.writing import (
    Choices,
    new_workbook,
    offer,
    put,
    put_heads,
    workbook_bytes,
)
from planvev.linking.corpus import Corpus
from planvev.linking.ends import EndNotFound, find_end
from planvev.linking.exchange import Item, LinkFileRefused
from planvev.linking.links import TYPES, Outcome
from planvev.linking.listing import LANGUAGES, LinkRow, plan_text
from planvev.linking.records import NewLink

SHEET: Final[Names] = ("Koblinger", "Koplingar", "Links")
COLUMNS: Final[dict[str, Names]] = {
    "source_plan": ("Fra plan", "Frå plan", "From plan"),
    "source_number": ("Fra nummer", "Frå nummer", "From number"),
    "source_text": ("Fra tekst", "Frå tekst", "From text"),
    "type": ("Type kobling", "Type kopling", "Type of link"),
    "target_plan": ("Til plan", "Til plan", "To plan"),
    "target_number": ("Til nummer", "Til nummer", "To number"),
    "target_text": ("Til tekst", "Til tekst", "To text"),
    "reason": ("Begrunnelse", "Grunngjeving", "Reason"),
    "score": ("Sikkerhet", "Visse", "Confidence"),
    "status": ("Status", "Status", "Status"),
    "decision": ("Avgjørelse", "Avgjerd", "Decision"),
    "comment": ("Kommentar", "Kommentar", "Comment"),
    "by": ("Vurdert av", "Vurdert av", "Considered by"),
    "iri": ("Kobling (IRI)", "Kopling (IRI)", "Link (IRI)"),
    "source": ("Fra (IRI)", "Frå (IRI)", "From (IRI)"),
    "target": ("Til (IRI)", "Til (IRI)", "To (IRI)"),
}
_WIDTHS: Final = {"source_text": 50, "target_text": 50, "reason": 50, "comment": 40, "iri": 30}
_CHOICES_SHEET: Final[Names] = ("Valg", "Val", "Choices")
_LATER: Final[Names] = ("senere", "seinare", "later")
_DECIDED: Final = (Outcome.APPROVED, Outcome.REJECTED, Outcome.WITHDRAWN)
_HELP: Final[dict[str, Names]] = {
    "decision": (
        "Velg godkjent, avvist eller senere. En tom celle avgjør ingenting.",
        "Vel godkjend, avvist eller seinare. Ei tom celle avgjer ingenting.",
        "Choose approved, rejected or later. An empty cell decides nothing.",
    ),
    "type": (
        "Velg en annen type hvis den foreslåtte ikke passer, og godkjenn raden.",
        "Vel ein annan type dersom den foreslåtte ikkje passar, og godkjenn rada.",
        "Choose another type where the suggested one does not fit, and approve the row.",
    ),
}
_HEADERS_WITHIN: Final = 10
_ROWS_MORE: Final = 200
"""How many rows below the last may be chosen from the lists, too."""
_WORDS: Final[dict[str, Names]] = {
    "no-sheet": (
        "Arbeidsboka har ikke noe ark med kolonnene {columns}.",
        "Arbeidsboka har ikkje noko ark med kolonnane {columns}.",
        "The workbook has no sheet with the columns {columns}.",
    ),
    "unusable": (
        "{cell}: cella har en feil, eller en formel uten verdi. Skriv verdien.",
        "{cell}: cella har ein feil, eller ein formel utan verdi. Skriv verdien.",
        "{cell}: the cell has an error, or a formula without a value. Write the value.",
    ),
    "no-decision": (
        "{cell}: «{text}» er ingen avgjørelse. Velg {choices}.",
        "{cell}: «{text}» er inga avgjerd. Vel {choices}.",
        "{cell}: «{text}» is no decision. Choose {choices}.",
    ),
    "no-type": (
        "{cell}: «{text}» er ingen type kobling. Velg {choices}.",
        "{cell}: «{text}» er ingen type kopling. Vel {choices}.",
        "{cell}: «{text}» is no type of link. Choose {choices}.",
    ),
    "type-missing": (
        "{cell}: en ny kobling må ha en type. Velg {choices}.",
        "{cell}: ei ny kopling må ha ein type. Vel {choices}.",
        "{cell}: a new link needs a type. Choose {choices}.",
    ),
    "type-changed": (
        "{cell}: typen er endret til «{text}», men raden er ikke godkjent. Godkjenn den, eller "
        "sett typen tilbake.",
        "{cell}: typen er endra til «{text}», men rada er ikkje godkjend. Godkjenn ho, eller set "
        "typen tilbake.",
        "{cell}: the type was changed to «{text}», but the row is not approved. Approve it, or put "
        "the type back.",
    ),
    "no-link": (
        "{cell}: det finnes ingen kobling <{text}> her.",
        "{cell}: det finst inga kopling <{text}> her.",
        "{cell}: there is no link <{text}> here.",
    ),
    "twice": (
        "{cell}: koblingen <{text}> står i flere rader.",
        "{cell}: koplinga <{text}> står i fleire rader.",
        "{cell}: the link <{text}> stands in several rows.",
    ),
    "end-missing": (
        "{cell}: skriv plan og nummer, eller IRI-en til enden.",
        "{cell}: skriv plan og nummer, eller IRI-en til enden.",
        "{cell}: give plan and number, or the IRI of the end.",
    ),
    "no-plan": (
        "{cell}: det finnes ingen plan «{text}» her.",
        "{cell}: det finst ingen plan «{text}» her.",
        "{cell}: there is no plan «{text}» here.",
    ),
    "several-plans": (
        "{cell}: flere planer heter «{text}». Skriv IRI-en.",
        "{cell}: fleire planar heiter «{text}». Skriv IRI-en.",
        "{cell}: several plans are called «{text}». Give the IRI.",
    ),
    "no-number": (
        "{cell}: planen har ikke noe element med nummer «{text}».",
        "{cell}: planen har ikkje noko element med nummer «{text}».",
        "{cell}: the plan has no element with the number «{text}».",
    ),
    "several-numbers": (
        "{cell}: planen har flere elementer med nummer «{text}». Skriv IRI-en.",
        "{cell}: planen har fleire element med nummer «{text}». Skriv IRI-en.",
        "{cell}: the plan has several elements with the number «{text}». Give the IRI.",
    ),
    "no-end": (
        "{cell}: det finnes ikke noe <{text}> å koble her.",
        "{cell}: det finst ikkje noko <{text}> å kople her.",
        "{cell}: there is nothing <{text}> to link here.",
    ),
    "by": ("(vurdert av {name})", "(vurdert av {name})", "(considered by {name})"),
}


def links_workbook(rows: Iterable[LinkRow], language: str = "nb") -> bytes:
    """Return links as an Excel file to fill in. language: of headings, choices and labels."""
    listed = list(rows)
    book = new_workbook()
    sheet = book.create_sheet(in_language(SHEET, language))
    hidden = book.create_sheet(in_language(_CHOICES_SHEET, language))
    hidden.sheet_state = "hidden"
    choices = Choices(hidden)
    heads = [in_language(names, language) for names in COLUMNS.values()]
    put_heads(sheet, heads, [_WIDTHS.get(name, 16) for name in COLUMNS])
    for number, row in enumerate(listed, start=2):
        cells = _cells(row, language)
        for column, name in enumerate(COLUMNS, start=1):
            if cells.get(name):
                put(sheet, number, column, cells[name])
    lists = {
        "type": [label_of("link_type", code, language) for code in TYPES],
        "decision": _decisions(language),
    }
    for column, name in enumerate(COLUMNS, start=1):
        if name in lists:
            letter = get_column_letter(column)
            head = in_language(COLUMNS[name], language)
            source = choices.range_of(head, lists[name])
            cells_of = f"{letter}2:{letter}{len(listed) + 1 + _ROWS_MORE}"
            offer(sheet, cells_of, source, (head, in_language(_HELP[name], language)))
    last = get_column_letter(len(COLUMNS))
    sheet.auto_filter.ref = f"A1:{last}{len(listed) + 1}"
    return workbook_bytes(book)


def _decisions(language: str) -> list[str]:
    outcomes = [label_of("outcome", each.value, language) for each in _DECIDED]
    return [*outcomes[:2], in_language(_LATER, language), *outcomes[2:]]


def _cells(row: LinkRow, language: str) -> dict[str, str]:
    link = row.link
    languages = (language, *LANGUAGES)
    cells = {
        "type": label_of("link_type", link.type, language),
        "reason": row.reason(*languages),
        "score": "" if link.confidence is None else format(link.confidence.normalize(), "f"),
        "status": label_of("link_status", row.history.status.value, language),
        "iri": link.iri,
        "source": link.source,
        "target": link.target,
    }
    for name, end, plan in (
        ("source", row.source, row.source_plan),
        ("target", row.target, row.target_plan),
    ):
        cells[f"{name}_plan"] = plan_text(plan, end, language)
        cells[f"{name}_number"] = end.number if end else ""
        cells[f"{name}_text"] = end.text(*languages) if end else ""
    return cells


def read_links(content: bytes, name: str, corpus: Corpus, language: str = "nb") -> list[Item]:
    """Read a sheet of links that was filled in: the rows that decide something or are new.

    language: of messages and comments; headings and choices may be in any. Raises DocumentRefused
    as the readers of spreadsheets, and LinkFileRefused with all that cannot be, each with its cell.
    """
    format_ = detect(content, name)
    return items_of_book(read_book(content, name, format_).sheets, corpus, language)


def items_of_book(sheets: Iterable[Sheet], corpus: Corpus, language: str = "nb") -> list[Item]:
    """Return what the sheets of a workbook say of links; raises as ``read_links``."""
    for sheet in sheets:
        found = _columns(sheet)
        if found:
            reading = _Reading(sheet, found[1], corpus, language)
            return reading.items(row for row in sheet.rows if row.number > found[0])
    heads = ", ".join(in_language(COLUMNS[n], language) for n in ("type", "decision"))
    raise LinkFileRefused([_say("no-sheet", language, columns=heads)])


def _columns(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings and the column of each; None where it is no sheet of links."""
    known = {plain(title): name for name, titles in COLUMNS.items() for title in titles}
    for row in sheet.rows[:_HEADERS_WITHIN]:
        found: dict[str, int] = {}
        for column, cell in row.cells.items():
            name = known.get(plain(cell.text))
            if name:
                found.setdefault(name, column)
        ends = {"iri"} <= found.keys() or (
            {"source", "source_number"} & found.keys()
            and {"target", "target_number"} & found.keys()
        )
        if ends and {"type", "decision"} & found.keys():
            return row.number, found
    return None


@dataclass
class _Reading:
    """A sheet that is read. columns: by name."""

    sheet: Sheet
    columns: Mapping[str, int]
    corpus: Corpus
    language: str

    def items(self, rows: Iterable[SheetRow]) -> list[Item]:
        items: list[Item] = []
        problems: list[str] = []
        seen: set[str] = set()
        for row in rows:
            try:
                item = self._item(row, seen)
            except _Wrong as wrong:
                problems.append(str(wrong))
                continue
            if item is not None:
                items.append(item)
        if problems:
            raise LinkFileRefused(problems)
        return items

    def _item(self, row: SheetRow, seen: set[str]) -> Item | None:
        iri = self._text(row, "iri")
        if not any(column in row.cells for column in self.columns.values()):
            return None
        for name, column in self.columns.items():
            if column in row.cells and not row.cells[column].usable:
                raise self._wrong(row, name, "unusable")
        outcome = self._outcome(row)
        type_ = self._type(row)
        where = f"«{self.sheet.name}» {row.number}"
        comment = self._comment(row)
        if iri:
            return self._of_link(row, iri, type_, outcome, seen, where, comment)
        if not type_:
            listed = ", ".join(label_of("link_type", code, self.language) for code in TYPES)
            raise self._wrong(row, "type", "type-missing", choices=listed)
        reason = self._text(row, "reason")
        link = NewLink(
            self._end(row, "source"),
            self._end(row, "target"),
            type_,
            "analystAssessment",
            reasons={self.language: reason} if reason else {},
        )
        return Item(link, where, "", outcome, True, comment, self.language)

    def _of_link(
        self,
        row: SheetRow,
        iri: str,
        type_: str,
        outcome: Outcome | None,
        seen: set[str],
        where: str,
        comment: str,
    ) -> Item | None:
        history = self.corpus.links.get(iri)
        if history is None:
            raise self._wrong(row, "iri", "no-link")
        if iri in seen:
            raise self._wrong(row, "iri", "twice")
        seen.add(iri)
        link = history.link
        if type_ and type_ != link.type:
            if outcome is not Outcome.APPROVED:
                raise self._wrong(row, "type", "type-changed")
            other = NewLink(
                link.source, link.target, type_, "analystAssessment", reasons=link.reasons
            )
            return Item(other, where, iri, outcome, True, comment, self.language)
        if outcome is None:
            return None
        return Item(None, where, iri, outcome, True, comment, self.language)

    def _outcome(self, row: SheetRow) -> Outcome | None:
        text = self._text(row, "decision")
        if not text or plain(text) in {plain(word) for word in _LATER}:
            return None
        code = code_of("outcome", text)
        if code not in {each.value for each in _DECIDED}:
            listed = ", ".join(_decisions(self.language))
            raise self._wrong(row, "decision", "no-decision", choices=listed)
        return Outcome(code)

    def _type(self, row: SheetRow) -> str:
        text = self._text(row, "type")
        code = code_of("link_type", text) if text else ""
        if text and not code:
            listed = ", ".join(label_of("link_type", each, self.language) for each in TYPES)
            raise self._wrong(row, "type", "no-type", choices=listed)
        return code

    def _comment(self, row: SheetRow) -> str:
        by = self._text(row, "by")
        told = _say("by", self.language, name=by) if by else ""
        return " ".join(filter(None, (self._text(row, "comment"), told)))

    def _end(self, row: SheetRow, end: str) -> str:
        iri, plan, number = (
            self._text(row, name) for name in (end, f"{end}_plan", f"{end}_number")
        )
        if not (iri or plan):
            at = end if end in self.columns else f"{end}_plan"
            raise self._wrong(row, at, "end-missing")
        try:
            return find_end(self.corpus, iri, plan, number)
        except EndNotFound as error:
            at = end if iri else f"{end}_number" if "number" in error.reason else f"{end}_plan"
            raise self._wrong(row, at, error.reason) from None

    def _text(self, row: SheetRow, name: str) -> str:
        column = self.columns.get(name)
        return row.text(column).strip() if column else ""

    def _wrong(self, row: SheetRow, name: str, reason: str, **values: str) -> _Wrong:
        column = self.columns.get(name, 1)
        cell = reference(self.sheet, row.number, column)
        text = self._text(row, name)[:200]
        return _Wrong(_say(reason, self.language, cell=cell, text=text, **values))


class _Wrong(Exception):
    """A cell that does not fit; the message says where and why."""


def _say(key: str, language: str, **values: str) -> str:
    return in_language(_WORDS[key], language).format(**values)
