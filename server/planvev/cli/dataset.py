"""Load the ontology and a data root into an engine, with a progress bar where it takes long."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import NamedNode
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

import planvev
from planvev import resources
from planvev.archive.files import (
    GraphFile,
    data_files,
    ontology_files,
    pinned_sources,
    read_graph_file,
)
from planvev.engine.base import Engine
from planvev.errors import ConfigError
from planvev.linking.derive import derive_graphs


class Steps:
    """A progress bar on standard error; it shows only where that is a terminal."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def begin(self, description: str, total: int | None = None) -> None:
        """Begin a step; total: how many parts it has, None where that is not known."""
        self._progress.update(self._task, description=description, total=total, completed=0)

    def advance(self) -> None:
        """Mark one part of the step as done."""
        self._progress.advance(self._task)


@contextmanager
def show_steps() -> Iterator[Steps]:
    """Show the steps of what takes longer than a second."""
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        yield Steps(progress, progress.add_task(""))


def check_data_root(root: Path) -> Path:
    """Return a data root that has graph files. Raises ConfigError that says what was looked for."""
    if not data_files(root):
        raise ConfigError(
            f"{root}: no graph files here; a data root has catalogue.ttl, plans/ or shared/"
        )
    return root


def read_dataset(data: Path, steps: Steps) -> tuple[list[GraphFile], list[GraphFile]]:
    """Read the graph files of a data root, and those of the ontology of this release."""
    data_paths = data_files(check_data_root(data))
    ontology_paths = ontology_files(resources.ontology_root())
    steps.begin("Leser grafer", len(data_paths) + len(ontology_paths))
    return list(_read(data_paths, steps)), list(_read(ontology_paths, steps))


def _read(files: Sequence[tuple[Path, NamedNode]], steps: Steps) -> Iterator[GraphFile]:
    for path, graph in files:
        yield read_graph_file(path, graph)
        steps.advance()


def load_engine(engine: Engine, files: Iterable[GraphFile], steps: Steps) -> None:
    """Put each file's triples in its graph, then make the derived graphs."""
    steps.begin("Laster grafer")
    engine.replace_graphs({file.graph: file.triples for file in files})
    steps.begin("Avleder grafer")
    derive_graphs(engine)


def validation_digest(files: Iterable[GraphFile], data: Path) -> str:
    """Return a digest of all that validation looks at, and of this release of planvev."""
    digest = hashlib.sha256(planvev.__version__.encode())
    for file in files:
        digest.update(f"{file.graph.value} {file.sha256}\n".encode())
    others = [*sorted(resources.shapes_root().glob("*.ttl")), *pinned_sources(data).values()]
    for path in others:
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path.name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()
