"""``planvev links import``: links, and decisions on them, from files."""

from __future__ import annotations

from pathlib import Path

import click

from planvev.access.roles import Principal, Role
from planvev.cli.links_data import with_corpus
from planvev.cli.links_state import archive_option, change_links, language_option, open_archive
from planvev.cli.options import user_name
from planvev.errors import SourceError
from planvev.ingest.limits import BYTES_MAX
from planvev.linking.files import READ, read_file


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as",
    "format_",
    type=click.Choice(READ),
    help="What FILE is.  [default: as its name says: .tsv, .xlsx, .ttl, .nq]",
)
@click.option(
    "--author",
    help="Whose links and decisions they are.  [default: the name of who runs the command]",
)
@click.option("--dry-run", is_flag=True, help="Say what would be taken in; change nothing.")
@archive_option
@language_option
def import_command(
    file: Path,
    format_: str | None,
    author: str | None,
    dry_run: bool,
    state: Path | None,
    language: str,
) -> int:
    """Take in links from FILE, all of them or none: SSSOM, a filled-in sheet, or RDF.

    Links that are here already stay as they are. What the file decides is decided in the name of
    --author. A sheet that nobody has filled in changes nothing.
    """
    archive = open_archive(state)
    content = _read(file)
    items = with_corpus(
        archive,
        None,
        None,
        lambda corpus: read_file(content, file.name, corpus, format_ or "", language),
    )
    name = (author or "").strip() or user_name()
    from planvev.writes import Request
    from planvev.writes.linking import import_items

    who = Principal(name, Role.ADMIN)
    request = Request(name, f"import links from {file.name}")
    return change_links(
        archive,
        language,
        lambda writer: import_items(writer, items, request, who, dry_run=dry_run),
        dry_run=dry_run,
    )


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > BYTES_MAX:
            raise SourceError(f"is larger than {BYTES_MAX} bytes", file)
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file) from None
