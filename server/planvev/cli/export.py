"""``planvev export``: plans out of an archive or out of files, in the formats of other programs."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import click

from planvev.archive.archive import Archive
from planvev.cli.dataset import check_data_root, show_steps
from planvev.cli.options import GENERATION, archive_in, resolve_generation
from planvev.errors import ConfigError, InputError, SourceError
from planvev.ingest.export.formats import (
    CSV,
    FORMATS,
    LANGUAGES,
    PARTS,
    PROFILES,
    ZIP,
    Exported,
    Profile,
    Wish,
    export,
)
from planvev.ingest.export.sources import ArchiveTexts, texts_of_files
from planvev.ingest.export.tables import TABLES
from planvev.settings import default_state

_ONLY_NODES: Final = (
    "planvev: these are the nodes. --table edges gives the edges; a folder or a .zip file as --out "
    "gets both."
)
_BY_NAME = {chosen.name: chosen for chosen in FORMATS}


@click.command("export")
@click.option(
    "--plan", default="", help="IRI, or its end: trondheim/samfunnsdel-2009. All if none."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(_BY_NAME)),
    required=True,
    help="xlsx and stratml for people's programs, csv, graphml and gexf for nodes and edges, "
    "jsonld, trig and nq for RDF.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File to write; standard output where none is named. A folder where there are several.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PLANVEV_STATE",
    help="Folder of the archive.  [PLANVEV_STATE; default: as planvev serve]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Data root to export from, instead of an archive.",
)
@click.option(
    "--generation",
    type=GENERATION,
    help="The archive as it was: a number, HEAD, or HEAD~1 for the one before.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="nb",
    show_default=True,
    help="Of labels and headings; texts stay in the language that they are adopted in.",
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default="goals",
    show_default=True,
    help="stratml: goals makes main goals its Goals, strategies makes sub-goals its Goals.",
)
@click.option(
    "--part",
    type=click.Choice([str(part) for part in PARTS]),
    default="2",
    show_default=True,
    help="stratml: Part 1 (strategic plan) or 2 (performance plan, with targets).",
)
@click.option(
    "--table",
    type=click.Choice(TABLES),
    default=None,
    help="csv: which table; where none is named, nodes, or both into a folder or a .zip file.",
)
def export_command(
    plan: str,
    format_: str,
    out: Path | None,
    state: Path | None,
    data: Path | None,
    generation: int | None,
    language: str,
    profile: Profile,
    part: str,
    table: str | None,
) -> int:
    """Write a plan, or all plans, in a format that other programs read.

    The same generation gives the same bytes. Without --plan, trig and nq are the whole dataset,
    and stratml is a zip file with one file for each plan; a folder as --out gets the files.
    """
    if data and generation is not None:
        raise ConfigError("--generation is of an archive (--state); files (--data) have none.")
    folder = out if out is not None and (out.is_dir() or not out.suffix) else None
    if format_ == CSV.name and not (table or folder or (out and out.suffix == ".zip")):
        table = "nodes"
        click.echo(_ONLY_NODES, err=True)
    wish = Wish(_BY_NAME[format_], plan, language, profile, int(part), table or "")
    if out is None and wish.is_binary and sys.stdout.isatty():
        raise InputError(
            f"{format_} is not for a terminal: name a file (--out), or send it on with | or >."
        )
    with show_steps() as steps:
        steps.begin("Eksporterer")
        exported = _from_files(data, wish) if data else _from_archive(state, generation, wish)
    if out is not None and folder is None and exported.format is ZIP and out.suffix != ".zip":
        raise InputError(
            f"{format_} of all plans is a zip file, one file for each plan: name a .zip file or a "
            f"folder (--out), not «{out.name}»."
        )
    if folder is not None:
        _write_in(folder, exported)
    elif out is not None:
        _write(out, exported.body)
    else:
        click.echo(exported.body, nl=False)
    return 0


def _from_files(data: Path, wish: Wish) -> Exported:
    return export(texts_of_files(check_data_root(data)), wish)


def _from_archive(state: Path | None, generation: int | None, wish: Wish) -> Exported:
    archive = archive_in(state or default_state())
    if generation is None:
        return archive.read(lambda manifest: export(ArchiveTexts(archive, manifest), wish))
    return _of_generation(archive, resolve_generation(archive, generation), wish)


def _of_generation(archive: Archive, number: int, wish: Wish) -> Exported:
    return export(ArchiveTexts(archive, archive.manifest(number)), wish)


def _write_in(folder: Path, exported: Exported) -> None:
    """Write the files that were asked for into a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(f"cannot be made: {error.strerror}", folder) from None
    if exported.format is not ZIP:
        _write(folder / exported.name, exported.body)
        return
    with ZipFile(io.BytesIO(exported.body)) as packed:  # ours: its names are plain
        for name in packed.namelist():
            _write(folder / name, packed.read(name))


def _write(path: Path, body: bytes) -> None:
    try:
        path.write_bytes(body)
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path) from None
