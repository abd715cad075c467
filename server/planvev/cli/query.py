"""``planvev query``: a SPARQL query against the data, without a server."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from planvev import resources
from planvev.archive.archive import Archive
from planvev.cli.dataset import Steps, load_engine, read_dataset, show_steps
from planvev.cli.options import GENERATION, archive_in, resolve_generation
from planvev.engine.base import Query, Result, ResultKind
from planvev.engine.embedded import EmbeddedEngine
from planvev.engine.embedded.replica import Replica
from planvev.errors import ConfigError, InputError, SourceError
from planvev.rdf.formats import GRAPH_FORMATS, RESULTS_FORMATS, RESULTS_JSON
from planvev.rdf.query_tokens import columns_in_order
from planvev.settings import default_state
from planvev.sparql.scan import refuse_dangerous
from planvev.vocab import CODE, ID, PREFIXES

FORMATS = ["table", *(f.name for f in (*RESULTS_FORMATS, *GRAPH_FORMATS))]
_SHORT = {**PREFIXES, "id": ID.iri, "code": CODE.iri}


@click.command("query")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="table for people; the others as SPARQL and RDF define them.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Data root to ask; the data that come with planvev where none is named.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PLANVEV_STATE",
    help="Ask the archive in this folder instead of files.  [PLANVEV_STATE]",
)
@click.option(
    "--generation",
    type=GENERATION,
    help="Ask the archive as it was: a number, HEAD, or HEAD~1 for the one before.",
)
@click.option("--query-timeout-s", type=float, default=0, help="Time limit in seconds; 0 for none.")
def query_command(
    file: Path,
    format_: str,
    data: Path | None,
    state: Path | None,
    generation: int | None,
    query_timeout_s: float,
) -> int:
    """Answer the SPARQL query in FILE, or on standard input.

    FILE holds a query (.rq), or is a competency question (.toml) of ontology/questions/.

    The data are files (--data), or the archive of a server (--state, --generation), which may be
    running.
    """
    if data and generation is not None:
        raise ConfigError("--generation is of an archive (--state); files (--data) have none.")
    text = _read_query(file)
    # As the endpoint does: nothing is fetched from elsewhere, and nesting ends this process.
    refuse_dangerous(text)
    with show_steps() as steps:
        if not data and (state or generation is not None):
            steps.begin("Leser arkivet")
            engine = _engine_of(archive_in(state or default_state()), generation)
        else:
            engine = _engine_of_files(data or resources.data_root(), steps)
        steps.begin("Svarer")
        if format_ == "table":
            result = _ask_for_table(engine, text, query_timeout_s)
        else:
            result = engine.query(Query(text, query_timeout_s, format=format_))
    engine.close()
    if format_ == "table":
        _print_table(result, text)
    else:
        click.echo(result.body, nl=False)
    return 0


def _engine_of(archive: Archive, generation: int | None) -> EmbeddedEngine:
    number = None if generation is None else resolve_generation(archive, generation)
    return EmbeddedEngine(workers=1, replica=Replica(archive, number))


def _engine_of_files(root: Path, steps: Steps) -> EmbeddedEngine:
    engine = EmbeddedEngine(workers=1)
    data_graphs, ontology_graphs = read_dataset(root, steps)
    load_engine(engine, [*ontology_graphs, *data_graphs], steps)
    return engine


def _ask_for_table(engine: EmbeddedEngine, text: str, timeout_s: float) -> Result:
    """Ask for JSON where the answer is a table, for Turtle where it is a graph."""
    return engine.query(
        Query(text, timeout_s, accept=f"{RESULTS_JSON.media_type}, text/turtle;q=0.5")
    )


def _read_query(file: Path) -> str:
    if str(file) == "-":
        try:
            return sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                f"standard input is not UTF-8 at byte {error.start}; send the query as UTF-8"
            ) from None
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file) from None
    except UnicodeDecodeError:
        raise SourceError("is not UTF-8; save it as UTF-8", file) from None
    if file.suffix != ".toml":
        return text
    try:
        query = tomllib.loads(text)["query"]
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"is not TOML: {error}", file) from None
    except KeyError:
        raise SourceError("has no «query»", file) from None
    return str(query)


def _print_table(result: Result, query: str) -> None:
    if result.kind is ResultKind.GRAPH:
        click.echo(result.body, nl=False)
        return
    answer = json.loads(result.body)
    if result.kind is ResultKind.BOOLEAN:
        click.echo("true" if answer["boolean"] else "false")
        return
    columns = columns_in_order(query, answer["head"]["vars"])
    table = Table(highlight=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    rows = answer["results"]["bindings"]
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in columns))
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 160)
    console.print(table)
    click.echo(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}", err=True)


def _cell(term: dict[str, str] | None) -> str:
    """Return a term for people: IRIs short where a prefix is known, literals bare.

    >>> _cell({"type": "uri", "value": "https://w3id.org/planvev/ontology#Goal"})
    'pv:Goal'
    """
    if term is None:
        return ""
    value = term["value"]
    if term["type"] == "uri":
        for name, iri in _SHORT.items():
            if value.startswith(iri):
                return f"{name}:{value.removeprefix(iri)}"
        return value
    return f"_:{value}" if term["type"] == "bnode" else value
