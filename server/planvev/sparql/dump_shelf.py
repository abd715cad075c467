"""The dumps of the newest generation, as files that are written once and kept under STATE/dumps.

A file is named by what is in it: the dataset's hash and the release that wrote it. So a generation
with the same content as another has the same dumps, and what a name stands for never changes.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from typing import Final

from planvev.archive.archive import Archive
from planvev.archive.manifest import Manifest
from planvev.errors import PlanvevError, QueryCancelled, ServerBusy
from planvev.rdf.formats import Format
from planvev.sparql.dump_process import run_dump_process
from planvev.sparql.dumps import DUMP_FORMATS

FOLDER: Final = "dumps"
_WRITE_TIMEOUT_S: Final = 1800.0
_RETRY_AFTER_S: Final = 10
_REST_AFTER_FAILURE_S: Final = 60.0
_POLL_S: Final = 0.1
WAITING_MAX: Final = 4
"""Who waits has a thread of the server's, which others need; more are told to come again."""
_BEING_WRITTEN: Final = "The dump of the newest data is being written."
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShelvedDump:
    """A dump that lies ready. bytes, sha256: of the file, the latter in hexadecimal.

    generation, time: that it holds, and when that was committed. etag: a strong validator of the
    file's bytes, without quotes.
    """

    path: Path
    format: Format
    generation: int
    time: datetime
    etag: str
    bytes: int
    sha256: str


class DumpShelf:
    """The dumps of one archive. Its methods may be called by several threads.

    release: of the software. Files of other content are removed when a new one has been written;
    who is being sent one has it open by then.
    """

    def __init__(self, archive: Archive, release: str) -> None:
        self._archive = archive
        self._release = release
        self._folder = archive.state / FOLDER
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING_MAX)
        self._writer: _Writer | None = None
        self._preparer: threading.Thread | None = None
        self._failed_at = -_REST_AFTER_FAILURE_S
        self._content = ("", "")

    def etag(self, chosen: Format) -> str:
        """Return the entity tag that the newest generation's dump has, or will have."""
        return self._etag(self._archive.manifest(), chosen)

    def find(self, chosen: Format) -> ShelvedDump | None:
        """Return the newest generation's dump, None where it is not written yet."""
        return self._find(self._archive.manifest(), chosen)

    def get(
        self, chosen: Format, wait_s: float, is_given_up: Callable[[], bool] = lambda: False
    ) -> ShelvedDump:
        """Return the newest generation's dump, once it is written.

        One is written at a time, and to its end, whether anyone still waits or not. wait_s: how
        long to wait, 0 for as long as it takes. is_given_up: asked while waiting.
        Raises ServerBusy after that time, or at once where too many wait; QueryCancelled,
        DiskFull, ArchiveError, PlanvevError.
        """
        found = self.find(chosen)
        if found:
            return found
        if not self._places.acquire(blocking=False):
            raise ServerBusy(_RETRY_AFTER_S, _BEING_WRITTEN)
        try:
            return self._await(chosen, wait_s, is_given_up)
        finally:
            self._places.release()

    def prepare(
        self, wait_s: float, is_given_up: Callable[[], bool] = lambda: False
    ) -> list[ShelvedDump]:
        """Have all dumps written, and return those that are ready after wait_s.

        The rest is written all the same; after a failure, not before a minute has passed. Where
        too many wait, it does not.
        """
        if not all(self.find(chosen) for chosen in DUMP_FORMATS):
            preparer = self._start_preparer()
            if self._places.acquire(blocking=False):
                try:
                    _join(preparer, wait_s, is_given_up)
                finally:
                    self._places.release()
        return [found for chosen in DUMP_FORMATS if (found := self.find(chosen))]

    def _await(
        self, chosen: Format, wait_s: float, is_given_up: Callable[[], bool] = lambda: False
    ) -> ShelvedDump:
        deadline = time.monotonic() + (wait_s or _WRITE_TIMEOUT_S)
        while True:
            manifest = self._archive.manifest()
            found = self._find(manifest, chosen)
            if found:
                return found
            if time.monotonic() > deadline:
                raise ServerBusy(_RETRY_AFTER_S, _BEING_WRITTEN)
            writer = self._writer_for(manifest, chosen)
            if writer is None:
                continue
            writer.await_end(deadline, is_given_up)
            if writer.error is None or writer.path != self._path(manifest, chosen):
                continue
            # Where a newer generation is there, the files of the older may have been pruned.
            if self._archive.head() == manifest.generation:
                raise writer.error

    def _writer_for(self, manifest: Manifest, chosen: Format) -> _Writer | None:
        """Return the writer that is at work, or one for this dump; None where it is written."""
        path = self._path(manifest, chosen)
        with self._lock:
            if self._writer is None or not self._writer.is_alive():
                if path.exists():  # since a moment ago: one that has just ended wrote it
                    return None
                self._writer = _Writer(self._archive.state, path, chosen, manifest.generation)
                self._writer.start()
            return self._writer

    def _start_preparer(self) -> threading.Thread:
        with self._lock:
            resting = time.monotonic() < self._failed_at + _REST_AFTER_FAILURE_S
            if self._preparer is None or not (self._preparer.is_alive() or resting):
                self._preparer = threading.Thread(
                    target=self._write_all, name="planvev-dumps", daemon=True
                )
                self._preparer.start()
            return self._preparer

    def _write_all(self) -> None:
        try:
            for chosen in DUMP_FORMATS:
                self._await(chosen, 0)
        except PlanvevError as error:
            self._failed_at = time.monotonic()
            _log.warning("The dumps could not be written: %s", error.message)

    def _find(self, manifest: Manifest, chosen: Format) -> ShelvedDump | None:
        path = self._path(manifest, chosen)
        etag = self._etag(manifest, chosen)
        try:
            size, sha256 = path.stat().st_size, _sha256_of(path)
        except OSError:
            return None
        return ShelvedDump(path, chosen, manifest.generation, manifest.time, etag, size, sha256)

    def _path(self, manifest: Manifest, chosen: Format) -> Path:
        return self._folder / f"{self._stem(manifest)}.{chosen.extension}.gz"

    def _etag(self, manifest: Manifest, chosen: Format) -> str:
        return f"{self._stem(manifest)}.{chosen.extension}"

    def _stem(self, manifest: Manifest) -> str:
        digest, content = self._content
        if digest != manifest.digest:
            content = manifest.content  # a hash over the names of all graphs
            self._content = (manifest.digest, content)
        return f"{content}-{self._release}"


class _Writer(threading.Thread):
    """Has one dump written; a thread that does not keep the server from ending.

    error: why there is none, once the thread has ended. Old files go once there is a new one.
    """

    def __init__(self, state: Path, path: Path, chosen: Format, generation: int) -> None:
        super().__init__(name="planvev-dump", daemon=True)
        self.path = path
        self.error: PlanvevError | None = None
        self._state = state
        self._format = chosen
        self._generation = generation

    def await_end(self, deadline: float, is_given_up: Callable[[], bool]) -> None:
        """Return when it has ended, or at the deadline. Raises QueryCancelled if given up."""
        while self.is_alive() and time.monotonic() <= deadline:
            if is_given_up():
                raise QueryCancelled()
            self.join(_POLL_S)

    def run(self) -> None:
        """Have it written."""
        _remove(path for path in self.path.parent.glob("*.tmp"))
        try:
            run_dump_process(
                self._state, self.path, self._format, self._generation, _WRITE_TIMEOUT_S
            )
        except PlanvevError as error:
            self.error = error
        except Exception as error:
            _log.exception("a dump was not written")
            self.error = PlanvevError(f"The dump was not written: {error!r}")
        else:
            stem = self.path.name.removesuffix(f".{self._format.extension}.gz")
            others = (p for p in self.path.parent.iterdir() if not p.name.startswith(stem))
            _remove(others)


def _join(thread: threading.Thread, wait_s: float, is_given_up: Callable[[], bool]) -> None:
    deadline = time.monotonic() + wait_s
    while thread.is_alive() and time.monotonic() < deadline and not is_given_up():
        thread.join(_POLL_S)


def _remove(paths: Iterable[Path]) -> None:
    with contextlib.suppress(OSError):
        for path in paths:
            path.unlink()


@lru_cache(maxsize=16)
def _sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file whose content never changes."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
