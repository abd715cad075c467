"""``planvev load``: a file, or a data root, into the archive."""

from __future__ import annotations

import json
from pathlib import Path

import click
from pyoxigraph import NamedNode
from rich.console import Console

from planvev import resources
from planvev.archive.archive import Archive
from planvev.archive.files import pinned_sources
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK
from planvev.cli.loading import load
from planvev.cli.options import state_option, user_name
from planvev.errors import ConfigError


@click.command("load")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--graph", help="IRI of the graph that the file becomes; a folder needs none.")
@click.option(
    "--force", is_flag=True, help="With a folder: load also over graphs changed at run time."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    envvar="PLANVEV_DATA",
    help="Data root whose source texts passages are checked against.  [PLANVEV_DATA]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@state_option
def load_command(
    path: Path, graph: str | None, force: bool, data: Path | None, as_json: bool, state: Path
) -> int:
    """Load PATH into the archive: validated, as one generation, or not at all.

    A file (Turtle, N-Triples, JSON-LD, RDF/XML) becomes the graph that --graph names, whatever
    that graph was before, and stays until it is changed: no start of a server takes it away or
    writes over it. A folder is a data root, and is loaded as «planvev serve» does at its start. A
    server that runs on the same state serves the new generation at once.
    """
    archive = Archive(state)
    if path.is_dir():
        if graph:
            raise ConfigError("--graph is for a file; the graphs of a folder follow from its files")
        before = archive.head()
        code = load(archive, path, force=force)
        if code == OK:
            _say(archive.head(), archive.head() != before, as_json=as_json)
        return code
    return _load_file(
        archive, path, _checked(graph), data or resources.data_root(), as_json=as_json
    )


def _checked(graph: str | None) -> str:
    if not graph:
        raise ConfigError("Say which graph the file becomes: --graph IRI")
    try:
        return NamedNode(graph).value
    except ValueError:
        raise ConfigError(f"--graph: «{graph}» is no absolute IRI") from None


def _load_file(archive: Archive, path: Path, graph: str, data: Path, *, as_json: bool) -> int:
    # Only here: pySHACL takes a second to import.
    from planvev.archive.canonical import parse_canonical
    from planvev.sparql.content import check_graph_iri, check_triples
    from planvev.validation.rendering import render
    from planvev.writes import LocalRunner, Request, ValidationFailed, Writer
    from planvev.writes.loading import canonical_file

    check_graph_iri(graph)
    text = canonical_file(path)
    check_triples(parse_canonical(text))
    writer = Writer(archive, LocalRunner(archive), sources=pinned_sources(data))
    asked = Request(user_name(), f"load {graph} from {path.name}")
    try:
        # Not as loaded: the file is in no data root, so that the next start would miss it.
        written = writer.commit_graphs({graph: text}, asked)
    except ValidationFailed as error:
        render(error.report, Console(stderr=True))
        click.echo(f"planvev: {path} does not conform and is not loaded", err=True)
        return DOES_NOT_CONFORM
    _say(written.generation, written.committed, as_json=as_json)
    return OK


def _say(generation: int, committed: bool, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"generation": generation, "committed": committed}))
    elif committed:
        click.echo(f"Generation {generation} holds it.")
    else:
        click.echo(f"Nothing has changed; generation {generation} holds it already.")
