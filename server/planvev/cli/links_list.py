"""``planvev links list``: the links of an archive or of files, with their status."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planvev.cli.links_data import chosen_archive, with_corpus
from planvev.cli.links_state import filter_of, filter_options, language_option
from planvev.cli.options import dataset_options
from planvev.ingest.sheets.codes import label_of
from planvev.linking.corpus import Corpus
from planvev.linking.files import csv_table
from planvev.linking.listing import LANGUAGES, LinkRow, chosen_rows, end_text, record, type_text

_FORMATS: Final = ("table", "csv", "json")
_WIDTH_OF_FILES: Final = 140
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HEADS: Final = {
    "nb": ("Status", "Fra", "Type", "Til", "Kobling"),
    "nn": ("Status", "Frå", "Type", "Til", "Kopling"),
    "en": ("Status", "From", "Type", "To", "Link"),
}
_COUNT: Final = {
    "nb": "{shown} av {all} koblinger.",
    "nn": "{shown} av {all} koplingar.",
    "en": "{shown} of {all} links.",
}


@click.command("list")
@filter_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    default="table",
    show_default=True,
    help="table for people; csv and json for programs, json with all decisions.",
)
@click.option("--limit", type=click.IntRange(min=1), help="How many at most.  [default: all]")
@dataset_options
@language_option
def list_command(
    plan: str,
    target_plan: str,
    statuses: tuple[str, ...],
    types: tuple[str, ...],
    bases: tuple[str, ...],
    text: str,
    format_: str,
    limit: int | None,
    state: Path | None,
    data: Path | None,
    generation: int | None,
    language: str,
) -> int:
    """List links with both ends in words, their type and what was decided."""
    archive = chosen_archive(state, data, generation)

    def chosen(corpus: Corpus) -> list[LinkRow]:
        wanted = filter_of(corpus, plan, target_plan, statuses, types, bases, text)
        return chosen_rows(corpus, wanted)

    rows = with_corpus(archive, data, generation, chosen)
    shown = rows[:limit] if limit else rows
    if format_ == "json":
        records = [record(row, language) for row in shown]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif format_ == "csv":
        click.echo(csv_table(shown, language).decode(), nl=False)
    else:
        _print_table(shown, language)
        click.echo(_COUNT[language].format(shown=len(shown), all=len(rows)), err=True)
    return 0


def _print_table(rows: Sequence[LinkRow], language: str) -> None:
    table = Table(*_HEADS[language], box=None, pad_edge=False, header_style="bold")
    for row in rows:
        link = row.link
        table.add_row(
            label_of("link_status", row.history.status.value, language),
            _clean(end_text(row.source, link.source, language, *LANGUAGES)),
            type_text(link.type, language),
            _clean(end_text(row.target, link.target, language, *LANGUAGES)),
            Text(link.iri.partition("/id/")[2] or link.iri, overflow="fold"),
        )
    width = None if sys.stdout.isatty() else _WIDTH_OF_FILES
    Console(width=width, highlight=False).print(table)


def _clean(text: str) -> Text:
    """Return what a graph says, without what would steer a terminal."""
    return Text(_CONTROL.sub(" ", text))
