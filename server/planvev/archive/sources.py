"""The source texts that passages are cut from: those of a data root, and those of imports.

A text of an import stands in ``STATE/sources/<sha256>.txt``, named by its hash and never changed,
as the archive's graphs are. It is written before the commit that quotes it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from planvev.archive.durable import clear_errors, remove_quietly, sync_folder, write_file
from planvev.archive.files import SourceFile, mismatch, read_source
from planvev.archive.system import System

FOLDER: Final = "sources"
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_KEPT_MAX: Final = 64


class SourceShelf(Mapping[str, SourceFile]):
    """Source texts by SHA-256; read when they are asked for.

    pinned: paths of a data root's texts. state: the folder of the archive, None for none.
    """

    def __init__(
        self,
        pinned: Mapping[str, Path] | None = None,
        state: Path | None = None,
        system: System | None = None,
    ) -> None:
        self._pinned = dict(pinned or {})
        self._system = system or System()
        self._folder = None if state is None else state / FOLDER
        self._kept: dict[str, SourceFile] = {}

    def __getitem__(self, sha256: str) -> SourceFile:
        """Return a text. Raises KeyError for none, SourceMismatch for one that was changed."""
        kept = self._kept.get(sha256)
        if kept is not None:
            return kept
        path = self.path(sha256)
        if path is None:
            raise KeyError(sha256)
        source = read_source(path)
        if source.sha256 != sha256:
            raise mismatch(source, sha256)
        if len(self._kept) >= _KEPT_MAX:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[sha256] = source
        return source

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths())

    def __len__(self) -> int:
        return len(self.paths())

    def __contains__(self, sha256: object) -> bool:
        return isinstance(sha256, str) and self.path(sha256) is not None

    def path(self, sha256: str) -> Path | None:
        """Return where a text stands, None where it is not here."""
        if sha256 in self._pinned:
            return self._pinned[sha256]
        if self._folder is None or not _NAME.fullmatch(sha256):
            return None
        path = self._folder / f"{sha256}.txt"
        return path if path.is_file() else None

    def paths(self) -> dict[str, Path]:
        """Return where each text stands."""
        own = self._folder.glob("*.txt") if self._folder is not None else ()
        found = {path.stem: path for path in own if _NAME.fullmatch(path.stem)}
        return found | self._pinned

    @property
    def pinned(self) -> Mapping[str, Path]:
        """Where the texts of the data root stand, which describes them."""
        return self._pinned

    def add(self, text: str) -> Path:
        """Keep a text; return where it stands. Only the holder of the archive's lock may.

        Raises DiskFull, ArchiveError.
        """
        content = text.encode()
        sha256 = hashlib.sha256(content).hexdigest()
        there = self.path(sha256)
        if there is not None:
            return there
        if self._folder is None:
            raise ValueError("this shelf has no folder of its own")
        path = self._folder / f"{sha256}.txt"
        with clear_errors(path):
            self._folder.mkdir(parents=True, exist_ok=True)
            write_file(self._system, path, content)
            sync_folder(self._system, self._folder)
        return path

    def remove(self, path: Path) -> None:
        """Take a text away again that ``add`` has just put here, for a commit that was not made."""
        remove_quietly(self._system, path)
