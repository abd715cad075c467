"""``planvev archive``: the history of the data, and how to go back in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.filesize import decimal
from rich.progress import Progress

from planvev.archive.archive import Archive
from planvev.archive.checkout import roll_back, write_checkout
from planvev.archive.history import GraphDifference, LogEntry, differences, read_log
from planvev.archive.manifest import Manifest
from planvev.archive.prune import prune
from planvev.archive.snapshot import write_snapshot
from planvev.archive.verify import Fault, verify
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK
from planvev.cli.options import (
    GENERATION,
    archive_in,
    resolve_generation,
    state_option,
    user_name,
)
from planvev.errors import GenerationNotFound
from planvev.vocab import GRAPH

Command = TypeVar("Command", bound=Callable[..., Any])
LOG_LIMIT = 20


def _json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def _commit_options(command: Command) -> Command:
    command = click.option("--message", help="Why; it stands in the log.")(command)
    return click.option("--author", help="Who; your user name where not given.")(command)


@click.group("archive", context_settings={"help_option_names": ["-h", "--help"]})
def archive_group() -> None:
    """Look at the history of the data, compare, go back, check, tidy up, cite.

    Every change to the data makes a generation. Generations are numbered from 1; HEAD is the one
    that is served. Where GENERATION is asked for, give a number, HEAD, or HEAD~1 for the one
    before.

    To copy an archive between two commits: flock STATE/lock cp -r STATE COPY
    """


@archive_group.command("log")
@click.option(
    "--limit", type=click.IntRange(min=0), default=LOG_LIMIT, show_default=True, help="0 for all."
)
@state_option
@_json_option
def log_command(limit: int, state: Path, as_json: bool) -> int:
    """List the generations, newest first."""
    entries = read_log(archive_in(state), limit)
    if as_json:
        _print_json([_log_entry_as_json(entry) for entry in entries])
        return OK
    for entry in entries:
        _print_log_entry(entry)
    return OK


@archive_group.command("diff")
@click.argument("before", metavar="A", type=GENERATION)
@click.argument("after", metavar="[B]", type=GENERATION, default="HEAD")
@click.option("--stat", is_flag=True, help="Count the triples instead of printing them.")
@state_option
@_json_option
def diff_command(before: int, after: int, stat: bool, state: Path, as_json: bool) -> int:
    """Print the triples that were removed (-) and added (+) from generation A to B, by graph.

    B is HEAD where it is not given. Generation 0 is the archive before its first commit.
    """
    archive = archive_in(state)
    first, second = resolve_generation(archive, before), resolve_generation(archive, after)
    graphs = differences(archive, first, second)
    if as_json:
        found = [_difference_as_json(graph, counts_only=stat) for graph in graphs]
        _print_json({"from": first, "to": second, "graphs": found})
        return OK
    for graph in graphs:
        if stat:
            _print_counts(graph)
        else:
            _print_difference(graph)
    return OK


@archive_group.command("checkout")
@click.argument("generation", type=GENERATION)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the graphs as files into this empty or new folder; the archive stays as it is.",
)
@_commit_options
@state_option
@_json_option
def checkout_command(
    generation: int,
    out: Path | None,
    author: str | None,
    message: str | None,
    state: Path,
    as_json: bool,
) -> int:
    """Go back to GENERATION, or copy it to a folder.

    With --out DIR: write its graphs as files, in the layout of data/. The archive is not changed.
    «planvev validate DIR» takes the source texts from its --data.

    Without: roll back. A new generation is made that holds exactly the graphs of GENERATION, and
    is served from then on. Nothing is lost: the log says what was done, and the same command
    with the number that it prints undoes it. Data are not validated again.
    """
    archive = archive_in(state)
    number = _resolve_real(archive, generation)
    if out is not None:
        return _copy_out(archive, number, out, as_json=as_json)
    with archive.write_lock() as lock:
        before = lock.manifest
        after = roll_back(
            lock,
            number,
            author=author or user_name(),
            message=message or f"Roll back to generation {number}",
        )
    if as_json:
        _print_json({"generation": after.generation, "before": before.generation, "equals": number})
    elif after is before:
        click.echo(f"Generation {before.generation} (HEAD) already equals {number}.")
    else:
        click.echo(
            f"Generation {after.generation} equals {number} and is HEAD now. "
            f"To undo this: planvev archive checkout {before.generation}"
        )
    return OK


@archive_group.command("prune")
@click.option(
    "--keep", type=click.IntRange(min=1), metavar="N", help="Keep the N newest generations."
)
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Remove the generations that were replaced before this time (UTC).",
)
@click.option("--dry-run", is_flag=True, help="Say what would go; remove nothing.")
@state_option
@_json_option
def prune_command(
    keep: int | None, before: datetime | None, dry_run: bool, state: Path, as_json: bool
) -> int:
    """Remove old generations and the graph files that only they name. HEAD always stays.

    With both --keep and --before, what either would remove goes; with neither, only what writers
    that were interrupted have left.
    """
    pruned = prune(
        archive_in(state),
        keep=keep,
        before=before.replace(tzinfo=UTC) if before else None,
        dry_run=dry_run,
    )
    if as_json:
        _print_json(
            {
                "generations": list(pruned.generations),
                "graph_files": pruned.graph_files,
                "leftovers": list(pruned.leftovers),
                "freed_bytes": pruned.freed_bytes,
                "dry_run": dry_run,
            }
        )
        return OK
    click.echo(
        f"{'Would remove' if dry_run else 'Removed'} {_range(pruned.generations)}, "
        f"{_count(pruned.graph_files, 'graph file')} and "
        f"{_count(len(pruned.leftovers), 'leftover')} of interrupted writes: "
        f"{decimal(pruned.freed_bytes)}."
    )
    return OK


@archive_group.command("verify")
@state_option
@_json_option
def verify_command(state: Path, as_json: bool) -> int:
    """Read and hash everything again; name every fault. Exit code 1 where there is one."""
    with _progress("Reading graph files") as advance:
        result = verify(archive_in(state), advance)
    if as_json:
        _print_json(
            {
                "whole": result.whole,
                "head": result.head,
                "generations": result.generations,
                "graph_files": result.graph_files,
                "triples": result.triples,
                "bytes": result.text_bytes,
                "faults": [_fault_as_json(fault) for fault in result.faults],
                "leftovers": [str(path) for path in result.leftovers],
            }
        )
        return OK if result.whole else DOES_NOT_CONFORM
    for fault in result.faults:
        of = f" ({_range(fault.generations)})" if fault.generations else ""
        click.echo(f"{fault.path}: {fault.problem}{of}")
    for path in result.leftovers:
        click.echo(f"{path}: left by an interrupted write; harmless, prune removes it", err=True)
    click.echo(
        f"{_count(result.generations, 'generation')}, HEAD is {result.head}; "
        f"{_count(result.graph_files, 'graph file')}, {result.triples:,} triples, "
        f"{decimal(result.text_bytes)} of text: "
        + ("all whole." if result.whole else f"{_count(len(result.faults), 'fault')}. ")
        + ("" if result.whole else "Put these files back from a copy of the archive.")
    )
    return OK if result.whole else DOES_NOT_CONFORM


@archive_group.command("snapshot")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.nq.gz",
    help="The file; FILE.json beside it says what it holds.",
)
@click.option("--generation", type=GENERATION, default="HEAD", show_default=True)
@state_option
@_json_option
def snapshot_command(out: Path, generation: int, state: Path, as_json: bool) -> int:
    """Write one generation as one citable file: N-Quads in canonical order, gzipped.

    The JSON file beside it holds SHA-256, counts, and the versions of software and ontology.
    The same generation gives the same bytes.
    """
    archive = archive_in(state)
    snapshot = write_snapshot(archive, out, _resolve_real(archive, generation))
    if as_json:
        _print_json(snapshot.description)
        return OK
    said = snapshot.description
    click.echo(
        f"{snapshot.path}: generation {said['generation']}, {said['quads']:,} quads in "
        f"{_count(len(said['graphs']), 'graph')}, {decimal(said['file_bytes'])}\n"
        f"SHA-256 of the N-Quads: {said['sha256']}\n"
        f"{snapshot.description_path}"
    )
    return OK


def _resolve_real(archive: Archive, offset: int) -> int:
    """Return the generation that an argument means, one that was committed."""
    generation = resolve_generation(archive, offset)
    if generation < 1:
        there = archive.generations() or [0]
        raise GenerationNotFound(generation, there[0], there[-1])
    return generation


def _copy_out(archive: Archive, generation: int, folder: Path, *, as_json: bool) -> int:
    paths = write_checkout(archive, generation, folder)
    if as_json:
        files = [str(path.relative_to(folder)) for path in paths]
        _print_json({"generation": generation, "folder": str(folder), "files": files})
    else:
        click.echo(f"Generation {generation}: {_count(len(paths), 'graph')} in {folder}")
    return OK


def _print_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _log_entry_as_json(entry: LogEntry) -> dict[str, Any]:
    manifest = entry.manifest
    return {
        "generation": manifest.generation,
        "parent": manifest.parent,
        "time": manifest.time.isoformat().replace("+00:00", "Z"),
        "author": manifest.author,
        "message": manifest.message,
        "request": manifest.request,
        "graphs_changed": None if entry.changed is None else list(entry.changed),
        "graphs": len(manifest.graphs),
        "triples": manifest.triples,
        "digest": manifest.digest,
        "content": manifest.content,
    }


def _print_log_entry(entry: LogEntry) -> None:
    manifest: Manifest = entry.manifest
    click.secho(f"generation {manifest.generation}", bold=True, nl=False)
    click.echo(f"  {manifest.time:%Y-%m-%d %H:%M:%S} UTC  {manifest.author}")
    for line in manifest.message.splitlines():
        click.echo(f"    {line}")
    if entry.changed is None:
        changed = "graphs changed: unknown (the generation before was pruned)"
    else:
        changed = f"graphs changed: {len(entry.changed)}"
    click.echo(f"    {changed} · triples: {manifest.triples:,}")
    for graph in entry.changed or ():
        click.echo(f"      {_short(graph)}")


def _difference_as_json(graph: GraphDifference, *, counts_only: bool) -> dict[str, Any]:
    removed, added = graph.lines.removed, graph.lines.added
    return {
        "graph": graph.graph,
        "created": graph.created,
        "dropped": graph.dropped,
        "removed": len(removed) if counts_only else [line.decode() for line in removed],
        "added": len(added) if counts_only else [line.decode() for line in added],
    }


def _print_difference(graph: GraphDifference) -> None:
    click.secho(f"graph {graph.graph}{_fate(graph)}", bold=True)
    for line in graph.lines.removed:
        click.secho(f"- {line.decode()}", fg="red")
    for line in graph.lines.added:
        click.secho(f"+ {line.decode()}", fg="green")


def _print_counts(graph: GraphDifference) -> None:
    removed, added = len(graph.lines.removed), len(graph.lines.added)
    click.echo(f"-{removed:<8} +{added:<8} {graph.graph}{_fate(graph)}")


def _fate(graph: GraphDifference) -> str:
    if graph.created:
        return " (new)"
    return " (removed)" if graph.dropped else ""


def _fault_as_json(fault: Fault) -> dict[str, Any]:
    return {
        "path": str(fault.path),
        "problem": fault.problem,
        "generations": list(fault.generations),
    }


def _short(graph: str) -> str:
    """Return a graph's IRI without the part that all of ours share."""
    return graph.removeprefix(GRAPH.iri)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _range(generations: tuple[int, ...]) -> str:
    """Return generations for people.

    >>> _range((3,)), _range((3, 4, 7)), _range(())
    ('generation 3', '3 generations (3–7)', '0 generations')
    """
    if len(generations) == 1:
        return f"generation {generations[0]}"
    span = f" ({generations[0]}–{generations[-1]})" if generations else ""
    return f"{_count(len(generations), 'generation')}{span}"


@contextmanager
def _progress(description: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error, if that is a terminal; yields what moves it."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(description, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
