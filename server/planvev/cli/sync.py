"""``planvev sync``: bring the remote store to the archive's generation."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from planvev.archive.archive import Archive
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK
from planvev.cli.options import setting_options, state_option
from planvev.engine.remote import RemoteSettings, Synced, synchronize
from planvev.engine.remote.ledger import Ledger
from planvev.engine.remote.store import RemoteStore
from planvev.engine.remote.verify import (
    CONTENT_TRIPLES_MAX,
    Fault,
    Verification,
    verify_remote,
)
from planvev.settings import read_settings
from planvev.vocab import GRAPH

_FLAGS = (
    "engine",
    "remote_update_url",
    "remote_graph_store_url",
    "remote_timeout_s",
    "remote_default_graph",
    "remote_auth",
)
Advance = Callable[[str, int, int], None]


@setting_options(_FLAGS)
@click.command("sync")
@state_option
@click.option("--rebuild", is_flag=True, help="Put every graph again, whatever stands there.")
@click.option("--verify", is_flag=True, help="Compare all graphs afterwards; 1 where some differ.")
@click.option(
    "--verify-triples-max",
    type=click.IntRange(min=0),
    default=CONTENT_TRIPLES_MAX,
    show_default=True,
    help="Largest graph that is compared triple by triple; larger ones are counted.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def sync_command(
    state: Path,
    rebuild: bool,
    verify: bool,
    verify_triples_max: int,
    as_json: bool,
    **flags: str | float | bool | None,
) -> int:
    """Bring the remote store to the archive's newest generation, and say what changed there.

    Only graphs that differ are put. What was interrupted goes on where it was: run it again. Graphs
    in the store that are not the archive's stay as they are.

    The store is named by --engine and --remote-…, or by the same settings elsewhere; names and
    passwords by PLANVEV_REMOTE_USER, PLANVEV_REMOTE_PASSWORD, PLANVEV_REMOTE_QUERY_USER and
    PLANVEV_REMOTE_QUERY_PASSWORD.
    """
    settings = RemoteSettings.of(read_settings(flags, os.environ, state), os.environ)
    archive = Archive(state)
    ledger = Ledger(state, settings.identity)
    store = RemoteStore(settings)
    verification = None
    try:
        with _progress("Pushing graphs") as advance:
            done = synchronize(
                archive,
                ledger,
                store,
                recount=not rebuild,
                rebuild=rebuild,
                progress=advance,
            )
        if verify:
            verification = _verify(archive, ledger, store, done, verify_triples_max)
    finally:
        store.close()
        ledger.close()
    if as_json:
        _print_json(done, verification)
    else:
        _print(done, verification)
    return OK if verification is None or verification.is_whole else DOES_NOT_CONFORM


def _verify(
    archive: Archive,
    ledger: Ledger,
    store: RemoteStore,
    done: Synced,
    triples_max: int,
) -> Verification:
    """Compare, and have the graphs that differ put again by the next sync."""
    manifest = archive.manifest(done.generation)
    with _progress("Comparing graphs") as advance:
        found = verify_remote(
            archive,
            manifest,
            store,
            triples_max=triples_max,
            advance=advance,
        )
    ledger.doubt(fault.graph for fault in found.faults)
    return found


def _print(done: Synced, verification: Verification | None) -> None:
    for graph in done.put:
        click.echo(f"put      {_short(graph)}")
    for graph in done.deleted:
        click.echo(f"deleted  {_short(graph)}")
    click.echo(
        f"The remote store is at generation {done.generation}: {len(done.put)} put "
        f"({done.triples:,} triples), {len(done.deleted)} deleted, {done.unchanged} unchanged."
    )
    if verification is None:
        return
    for fault in verification.faults:
        _print_fault(fault)
    if verification.foreign:
        click.echo(f"Not the archive's, left alone: {', '.join(verification.foreign)}")
    click.echo(
        f"Compared {verification.compared} graphs by content and {verification.counted} by count: "
        + (
            "all alike."
            if verification.is_whole
            else f"{len(verification.faults)} differ. The next «planvev sync» puts them again."
        )
    )


def _print_fault(fault: Fault) -> None:
    click.echo(f"differs  {_short(fault.graph)}: {fault.found:,} of {fault.expected:,} triples")
    for line in fault.missing:
        click.secho(f"  - {line}", fg="red")
    for line in fault.superfluous:
        click.secho(f"  + {line}", fg="green")


def _print_json(done: Synced, verification: Verification | None) -> None:
    document: dict[str, Any] = asdict(done)
    if verification is not None:
        document["verification"] = {"whole": verification.is_whole, **asdict(verification)}
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _short(graph: str) -> str:
    """Return a graph's IRI without the part that all of ours share."""
    return graph.removeprefix(GRAPH.iri)


@contextmanager
def _progress(description: str) -> Iterator[Advance]:
    """Show a bar on standard error, if that is a terminal; yields what moves it."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(description, total=None)
        yield lambda graph, done, total: progress.update(
            task, description=f"{description}: {_short(graph)}", completed=done, total=total
        )
