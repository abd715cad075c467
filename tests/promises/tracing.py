"""What a server asks of the disk and tells its clients, in order, as ``strace`` sees it."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from promises.serving import wait_for

_CALLS = "write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink"
_LINE = re.compile(r"(\d+) +(.*)")
_RESUMED = re.compile(r"<\.\.\. (\w+) resumed>")
_CALL = re.compile(r"(\w+)\((.*)")
_FILE = re.compile(r"\d+<(/[^>]*)>")
_STATUS = re.compile(r'"HTTP/1\.1 (\d{3})')


class Trace:
    """A trace that is being written. path: of its file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def answers(self) -> int:
        """Return how many answers have been sent so far."""
        return len(_STATUS.findall(self.path.read_text(errors="replace")))

    def await_answers(self, count: int) -> None:
        """Wait until so many answers are in the trace: it is behind the client's own view."""
        assert wait_for(lambda: self.answers() >= count), self.path.read_text(errors="replace")

    def events(self, state: Path) -> list[str]:
        """Return what was done to the archive's files, and which answers went out, in order.

        As "write", "sync", "rename" or "unlink" with a path below the state, and "answer 200". A
        sync stands where it came back, all others where they began. The folder itself counts
        after HEAD's rename only: the tokens' database, which is not the archive's, syncs it too.
        """
        begun: dict[str, str] = {}
        events = []
        for line in self.path.read_text(errors="replace").splitlines():
            match = _LINE.match(line)
            if match is None:
                continue
            process, text = match.groups()
            resumed = _RESUMED.match(text)
            if text.endswith("<unfinished ...>"):
                begun[process] = text
                if not text.startswith(("fsync", "fdatasync")):
                    events.append(_event(text, state))
            elif resumed:
                start = begun.pop(process, "")
                if resumed[1] in ("fsync", "fdatasync"):
                    events.append(_event(start, state))
            else:
                events.append(_event(text, state))
        named = [event for event in events if event]
        pairs = zip(["", *named], named, strict=False)
        return [event for before, event in pairs if event != "sync ." or before == "rename HEAD"]


@contextmanager
def traced(process: int, path: Path) -> Iterator[Trace]:
    """Trace a process, all its threads, while the block runs; skips the test where it cannot be."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed (Debian: strace)")
    tracer = subprocess.Popen(
        [
            "strace",
            "-f",
            "-yy",
            "-s",
            "32",
            "-e",
            f"trace={_CALLS}",
            "-o",
            path,
            "-p",
            str(process),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert tracer.stderr
    with tracer, tracer.stderr:
        said = tracer.stderr.readline()
        if "attached" not in said:
            tracer.wait()
            pytest.skip(f"strace may not trace here: {said.strip()}")
        try:
            yield Trace(path)
        finally:
            tracer.send_signal(signal.SIGINT)


def _event(text: str, state: Path) -> str:
    match = _CALL.match(text)
    if match is None:
        return ""
    call, arguments = match.groups()
    if call in ("fsync", "fdatasync"):
        return _named("sync", _FILE.match(arguments), state)
    if call in ("rename", "renameat", "renameat2"):
        targets = re.findall(r'"(/[^"]*)"', arguments)
        return _below("rename", targets[-1], state) if targets else ""
    if call == "unlink":
        targets = re.findall(r'"(/[^"]*)"', arguments)
        return _below("unlink", targets[-1], state) if targets else ""
    status = _STATUS.search(arguments)
    if status and "<TCP" in arguments:
        return f"answer {status[1]}"
    return _named("write", _FILE.match(arguments), state)


def _named(event: str, file: re.Match[str] | None, state: Path) -> str:
    return _below(event, file[1], state) if file else ""


def _below(event: str, path: str, state: Path) -> str:
    """Name what happened to a file of the archive; nothing where it is another file."""
    if path == str(state):
        return f"{event} ."
    name = path.removeprefix(f"{state}/")
    ours = name.startswith(("graphs", "generations")) or name in ("HEAD", "incomplete.tmp")
    return f"{event} {name}" if ours and name != path else ""
