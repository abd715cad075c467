"""Where the commands of links read from: an archive, or files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from planvev import resources
from planvev.archive.archive import Archive
from planvev.archive.files import pinned_sources
from planvev.archive.manifest import Manifest
from planvev.archive.sources import SourceShelf
from planvev.cli.dataset import check_data_root
from planvev.cli.options import archive_in, resolve_generation
from planvev.errors import ConfigError
from planvev.ingest.export.sources import ArchiveTexts, texts_of_files
from planvev.linking.corpus import Corpus, read_corpus
from planvev.settings import default_state

Made = TypeVar("Made")


def chosen_archive(
    state: Path | None, data: Path | None, generation: int | None = None
) -> Archive | None:
    """Return the archive that is meant, None where files are.

    state, data, generation: as they were given. Where none was, it is the archive of this
    machine's server, and where there is none, the data that come with planvev. Raises ConfigError.
    """
    if data and generation is not None:
        raise ConfigError("--generation is of an archive (--state); files (--data) have none.")
    if data:
        return None
    if state is None and generation is None and not Archive(default_state()).head_file.exists():
        return None
    return archive_in(state or default_state())


def with_corpus(
    archive: Archive | None,
    data: Path | None,
    generation: int | None,
    work: Callable[[Corpus], Made],
) -> Made:
    """Return what is made of all that can be linked, in an archive or, where None, in files.

    Raises what reading raises, and GenerationNotFound.
    """
    root = data or resources.data_root()
    pinned = pinned_sources(root)
    if archive is None:
        texts = texts_of_files(check_data_root(root))
        return work(read_corpus(texts, SourceShelf(pinned)))
    shelf = SourceShelf(pinned, archive.state)

    def of_generation(manifest: Manifest) -> Made:
        return work(read_corpus(ArchiveTexts(archive, manifest), shelf))

    if generation is None:
        return archive.read(of_generation)
    return of_generation(archive.manifest(resolve_generation(archive, generation)))
