"""Offers and matches as people and programs read them: on a terminal, as CSV, as JSON.

A cell of CSV that a spreadsheet would take for a formula gets an apostrophe before it, which
planvev's own readers take away again (``ingest/sheets/guarding``): what people open must not run.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from planvev.cli.links_words import say, type_labels
from planvev.ingest.sheets.guarding import guarded
from planvev.linking.element import Element
from planvev.linking.matching import TextMatch
from planvev.linking.offered import LANGUAGES, Offer
from planvev.linking.suggest.wording import reason_text

OFFER_COLUMNS: Final = (
    *("source", "source_number", "source_text", "target", "target_number", "target_text"),
    *("type", "basis", "score", "reason", "passage"),
)
MATCH_COLUMNS: Final = ("row", "text", "target", "label", "score", "reason")
_WIDTH_OF_FILES: Final = 120
_NARROW: Final = 72
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SHOWN_MAX: Final = 300


def offer_rows(offers: Iterable[Offer], language: str) -> list[dict[str, Any]]:
    """Return offers as records: the columns of the CSV, and more that only JSON has."""
    rows = []
    for offer in offers:
        found = offer.suggestion
        rows.append(
            {
                "source": offer.source.iri,
                "source_number": offer.source.number,
                "source_text": offer.source.text(language),
                "target": offer.target.iri,
                "target_number": offer.target.number,
                "target_text": offer.target.text(language),
                "type": offer.type,
                "basis": offer.basis,
                "score": round(found.score, 4),
                "reason": offer.reason(language),
                "passage": offer.passage,
                "source_kind": offer.source.kind,
                "target_kind": offer.target.kind,
                "target_plan": offer.target.plan,
                "certain": found.certain,
                "reasons": {each: offer.reason(each) for each in LANGUAGES},
                "passage_source": found.text,
                "passage_start": found.start,
                "passage_end": found.end,
            }
        )
    return rows


def match_rows(matches: Iterable[TextMatch], language: str) -> list[dict[str, Any]]:
    """Return matches as records: the columns of the CSV, and more that only JSON has."""
    rows = []
    for each in matches:
        found = each.suggestion
        rows.append(
            {
                "row": each.row,
                "text": each.text,
                "target": each.target.iri,
                "label": label_of(each.target, language),
                "score": round(found.score, 4),
                "reason": reason_text(found.reasons, language),
                "target_number": each.target.number,
                "target_kind": each.target.kind,
                "certain": found.certain,
            }
        )
    return rows


def label_of(element: Element, language: str) -> str:
    """Return an element's number and wording.

    >>> label_of(Element("urn:a", "Goal", "urn:p", "2.6", {"nb": "Rollemodell"}), "nn")
    '2.6 Rollemodell'
    """
    return f"{element.number} {element.text(language)}".strip()


def print_records(rows: Sequence[dict[str, Any]], columns: Sequence[str], format_: str) -> None:
    """Write records to standard output, as csv or json."""
    if format_ == "json":
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=2))
        return
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        cells = (row[column] for column in columns)
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    click.echo(file.getvalue().encode(), nl=False)


def print_offers(offers: Sequence[Offer], language: str) -> None:
    """Print offers for people, under the element that they start from."""
    console = _console()
    types = type_labels(language)
    for iri, group in groupby(offers, key=lambda offer: offer.source.iri):
        own = list(group)
        console.print(_plain(label_of(own[0].source, language) or iri), style="bold")
        table = _table(console)
        for offer in own:
            stated = say("stated", language)
            mark = stated if offer.suggestion.certain else f"{offer.suggestion.score:.2f}"
            why = offer.reason(language)
            if offer.passage:
                shown = " ".join(offer.passage.split())[:_SHOWN_MAX]
                why = f"{say('passage', language)}: «{shown}»"
            _add(
                table,
                console,
                mark,
                label_of(offer.target, language),
                f"{_capitalized(types.get(offer.type, offer.type))}. {why}",
            )
        console.print(Padding(table, (0, 0, 1, 2)))


def print_matches(matches: Sequence[TextMatch], language: str) -> None:
    """Print matches for people, under the text that they are of."""
    console = _console()
    for row, group in groupby(matches, key=lambda match: match.row):
        own = list(group)
        console.print(_plain(f"{say('row', language)} {row}: {own[0].text}"), style="bold")
        table = _table(console)
        for each in own:
            why = reason_text(each.suggestion.reasons, language)
            mark = f"{each.suggestion.score:.2f}"
            _add(table, console, mark, label_of(each.target, language), why)
        console.print(Padding(table, (0, 0, 1, 2)))


def _console() -> Console:
    width = None if sys.stdout.isatty() else _WIDTH_OF_FILES
    return Console(highlight=False, markup=False, width=width)


def _table(console: Console) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=False)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold", ratio=1)
    if console.width >= _NARROW:
        table.add_column(overflow="fold", ratio=1)
    return table


def _add(table: Table, console: Console, mark: str, target: str, why: str) -> None:
    """Add a row; where the terminal is narrow, the reason goes under the target."""
    if console.width >= _NARROW:
        table.add_row(Text(mark), _plain(target), _plain(why))
        return
    table.add_row(Text(mark), _plain(target))
    if why:
        table.add_row(Text(""), _plain(why))


def _plain(text: str) -> Text:
    """Return a text of a plan as a terminal may show it: no codes that steer it."""
    return Text(_CONTROL.sub(" ", text))


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
