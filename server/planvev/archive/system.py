"""The system calls that writing the archive needs, one method each.

They stand behind one object so that a test can stop, fail or kill a writer before each of them
(``System.before``), and so that the order of writes, fsyncs and renames can be seen in one place.
"""

from __future__ import annotations

import os
from pathlib import Path


class System:
    """The operating system as the archive writes to it. Every method may raise OSError."""

    def before(self, call: str, path: Path) -> None:
        """Do nothing: a seam for tests. call: the method's name; path: what it works on."""

    def create(self, path: Path) -> int:
        """Create a file that is not there yet; return its descriptor, open for writing."""
        self.before("create", path)
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)

    def write(self, descriptor: int, content: memoryview, path: Path) -> int:
        """Write the beginning of content; return how many bytes were written, at least one."""
        self.before("write", path)
        return os.write(descriptor, content)

    def sync(self, descriptor: int, path: Path) -> None:
        """Wait until a file's content, or a folder's entries, stand on the disk."""
        self.before("sync", path)
        os.fsync(descriptor)

    def close(self, descriptor: int, path: Path) -> None:
        """Close a descriptor."""
        self.before("close", path)
        os.close(descriptor)

    def open_folder(self, path: Path) -> int:
        """Open a folder to sync it; return its descriptor."""
        self.before("open_folder", path)
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def rename(self, source: Path, target: Path) -> None:
        """Give a file its name, in place of what has that name now."""
        self.before("rename", target)
        source.rename(target)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        self.before("remove", path)
        path.unlink()

    def make_folder(self, path: Path) -> None:
        """Make a folder, and those above it, where they are not there yet."""
        self.before("make_folder", path)
        path.mkdir(parents=True, exist_ok=True)

    def note(self, path: Path, content: bytes) -> None:
        """Write over the beginning of a file that is there; it is not synced."""
        self.before("note", path)
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.pwrite(descriptor, content, 0)
        finally:
            os.close(descriptor)

    def open_lock(self, path: Path) -> int:
        """Open the lock file, created where it is missing; return its descriptor."""
        self.before("open_lock", path)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)


SYSTEM = System()
