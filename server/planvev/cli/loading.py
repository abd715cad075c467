"""Files into the archive before a server starts, in a process that ends with it.

Validation and loading need libraries and memory that the server does not: a process of its own
takes both with it when it ends.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from planvev import resources
from planvev.archive.archive import Archive
from planvev.archive.files import data_files, ontology_files, pinned_sources
from planvev.cli.dataset import Steps, check_data_root, show_steps
from planvev.cli.exit_codes import DOES_NOT_CONFORM, OK, OUR_FAULT
from planvev.engine.embedded.lifeline import die_with_parent


def load_apart(archive: Archive, root: Path, *, force: bool) -> int:
    """Load the files of a data root, and the ontology, in a child process; return its exit code.

    To be called before any thread is started: the process is forked.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _be_child(lambda: load(archive, root, force=force))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        click.echo(
            f"planvev: loading {root} was ended by {signal.Signals(os.WTERMSIG(status)).name}",
            err=True,
        )
        return OUR_FAULT
    return os.WEXITSTATUS(status)


def index_apart(archive: Archive, folder: Path) -> None:
    """Bring the search index to the archive's generation in a child process, if it is behind.

    To be called before any thread is started. Where it fails, the server does it while it runs.
    """
    from planvev.search.keeping import kept_generation

    # No index is opened here: it starts threads, and a process with threads cannot fork.
    if kept_generation(folder) == archive.head():
        return
    child = os.fork()
    if child == 0:
        _be_child(lambda: _index(archive, folder))
    os.waitpid(child, 0)


def _index(archive: Archive, folder: Path) -> int:
    from planvev.search.keeping import KeptIndex

    with show_steps() as steps:
        steps.begin("Lager søkeindeks", 1)
        try:
            KeptIndex(archive, folder).update()
        except (OSError, ValueError) as error:
            click.echo(
                f"planvev: the search index in {folder} could not be made: {error}", err=True
            )
    return OK


def load(archive: Archive, root: Path, *, force: bool) -> int:
    """Load the files of a data root, and the ontology; return the exit code.

    Graphs that were changed at run time, and whose files have changed too, are named and kept;
    those whose files are gone are named and removed.
    Raises SourceError, SourceMismatch, ArchiveError, ConfigError.
    """
    # Only here: pySHACL takes a second to import, and a start without changes does not need it.
    from planvev.writes import LocalRunner, Writer
    from planvev.writes.errors import ValidationFailed
    from planvev.writes.loading import Fate, load_files

    listed = [*data_files(check_data_root(root)), *ontology_files(resources.ontology_root())]
    writer = Writer(archive, LocalRunner(archive), sources=pinned_sources(root))
    with show_steps() as steps:
        steps.begin("Leser grafer", len(listed))
        try:
            loaded = load_files(
                archive,
                writer,
                {graph: path for path, graph in listed},
                force=force,
                step=_step(steps, len(listed)),
            )
        except ValidationFailed as error:
            return _refuse(error, root)
    for graph in loaded.of(Fate.KEPT):
        click.echo(
            f"planvev: <{graph}> was changed while the server ran, and its file has changed since: "
            "the graph stays as it is. «planvev serve --force» loads the file over it.",
            err=True,
        )
    for graph in loaded.of(Fate.REMOVED):
        click.echo(
            f"planvev: <{graph}> is taken out: it came from a file, and {root} has none for it. "
            "«planvev archive checkout HEAD~1» brings back what there was.",
            err=True,
        )
    return OK


def _step(steps: Steps, total: int) -> Callable[[], object]:
    """Return what counts files, and says what comes after the last."""
    left = total

    def step() -> None:
        nonlocal left
        left -= 1
        steps.advance()
        if left == 0:
            steps.begin("Kontrollerer og laster grafer")

    return step


def _refuse(error: Exception, root: Path) -> int:
    from planvev.validation.rendering import render
    from planvev.writes.errors import ValidationFailed

    if isinstance(error, ValidationFailed):
        render(error.report, Console(stderr=True))
    click.echo(f"planvev: {root} does not conform and is not served", err=True)
    return DOES_NOT_CONFORM


def _be_child(work: Callable[[], int]) -> NoReturn:
    from planvev.cli.main import exit_with

    code = OUR_FAULT
    try:
        die_with_parent()
        code = exit_with(work)
    except KeyboardInterrupt:
        code = OUR_FAULT
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
