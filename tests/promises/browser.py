"""Chromium without a window, driven through a pipe (the DevTools protocol), one page at a time."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

TIMEOUT_S = 60.0
QUIET_S = 0.03
NAMES = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--remote-debugging-pipe",
)


class Browser:
    """events: what has happened since the last page was opened, by the protocol's names."""

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write = read, write
        self._rest = b""
        self._number = 0
        self._session = ""
        self.events: list[dict[str, Any]] = []

    def open_tab(self) -> None:
        """Open the tab that pages are shown in; scripts may run in it whatever the pages say."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def show(self, url: str) -> None:
        """Go to a page, and wait until it has loaded and has been quiet for a moment."""
        self.events.clear()
        answer = self.call("Page.navigate", url=url)
        if "errorText" not in answer:  # a download is «aborted»
            self._await_load()
        self._listen(QUIET_S)

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol; return its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            found = self._next(deadline - time.monotonic())
            assert found is not None, f"the browser did not answer to {method}"
            if found.get("id") == self._number:
                assert "error" not in found, found
                result: dict[str, Any] = found["result"]
                return result
            self._note(found)

    def named(self, *names: str) -> list[dict[str, Any]]:
        """Return the events of these names."""
        return [event["params"] for event in self.events if event["method"] in names]

    def _await_load(self) -> None:
        deadline = time.monotonic() + TIMEOUT_S
        while not self.named("Page.loadEventFired"):
            found = self._next(deadline - time.monotonic())
            assert found is not None, "the page did not load"
            self._note(found)

    def _listen(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            found = self._next(left)
            if found is not None:
                self._note(found)

    def _note(self, event: dict[str, Any]) -> None:
        if "method" not in event:
            return
        self.events.append(event)
        if event["method"] == "Page.javascriptDialogOpening":
            self.call("Page.handleJavaScriptDialog", accept=False)

    def _next(self, timeout_s: float) -> dict[str, Any] | None:
        """Return the next message, None where none comes in time."""
        deadline = time.monotonic() + timeout_s
        while b"\0" not in self._rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                return None
            part = os.read(self._read, 1_048_576)
            assert part, "the browser has ended"
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start a browser with a new profile in a folder; skips the test where there is none."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    to_read, from_browser = os.pipe()
    to_browser, to_write = os.pipe()
    # The browser reads from 3 and writes to 4; the higher copies are out of the way of both.
    launch = (
        "import fcntl, os, sys; "
        f"ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in ({to_browser}, {from_browser})]; "
        "os.dup2(ends[0], 3); os.dup2(ends[1], 4); os.execv(sys.argv[1], sys.argv[1:])"
    )
    arguments = (program, *_SWITCHES, f"--user-data-dir={folder / 'profile'}")
    with (folder / "browser.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", launch, *arguments],
            pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        )
    os.close(to_browser)
    os.close(from_browser)
    try:
        there = Browser(to_read, to_write)
        there.open_tab()
        yield there
    finally:
        os.close(to_write)
        os.close(to_read)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
