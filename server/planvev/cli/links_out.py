"""``planvev links export``: links in the formats of other programs, and as a sheet to fill in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from planvev.cli.links_data import chosen_archive, with_corpus
from planvev.cli.links_state import filter_of, filter_options, language_option
from planvev.cli.options import dataset_options
from planvev.errors import InputError, SourceError
from planvev.linking.corpus import Corpus
from planvev.linking.files import WRITTEN, write_links
from planvev.linking.listing import chosen_rows

_BINARY: Final = "xlsx"


@click.command("export")
@filter_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(WRITTEN),
    required=True,
    help="sssom for mapping tools, xlsx to fill in and load again, ttl and nq for RDF, csv and "
    "json for other programs.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; standard output where none is named.",
)
@dataset_options
@language_option
def export_command(
    plan: str,
    target_plan: str,
    statuses: tuple[str, ...],
    types: tuple[str, ...],
    bases: tuple[str, ...],
    text: str,
    format_: str,
    out: Path | None,
    state: Path | None,
    data: Path | None,
    generation: int | None,
    language: str,
) -> int:
    """Write links to a file. The same generation gives the same bytes."""
    if format_ == _BINARY and out is None and sys.stdout.isatty():
        raise InputError(
            f"{format_} is not for a terminal: name a file (--out), or send it on with | or >."
        )
    archive = chosen_archive(state, data, generation)

    def written(corpus: Corpus) -> bytes:
        wanted = filter_of(corpus, plan, target_plan, statuses, types, bases, text)
        if corpus.texts is None:
            raise InputError("There are no graphs to write links from.")
        return write_links(chosen_rows(corpus, wanted), format_, corpus.texts, wanted, language)

    body = with_corpus(archive, data, generation, written)
    if out is None:
        click.echo(body, nl=False)
        return 0
    try:
        out.write_bytes(body)
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", out) from None
    return 0
