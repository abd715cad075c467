"""An archive with the repository's data, and the index of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from planvev import resources
from planvev.archive.archive import Archive
from planvev.archive.canonical import canonicalize
from planvev.archive.files import data_files, ontology_files
from planvev.search.keeping import KeptIndex


def archive_of_repository(folder: Path) -> Archive:
    """Return an archive with all that ``planvev serve`` would load."""
    archive = Archive(folder)
    listed = [
        *data_files(resources.data_root()),
        *ontology_files(resources.ontology_root()),
    ]
    graphs = {
        graph.value: canonicalize(path.read_bytes(), RdfFormat.TURTLE) for path, graph in listed
    }
    with archive.write_lock(1) as lock:
        lock.commit(graphs, author="test", message="load")
    return archive


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archive_of_repository(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def index(repository: Archive) -> KeptIndex:
    kept = KeptIndex(repository)
    kept.update()
    return kept
