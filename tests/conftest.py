"""A server as a user starts it: the ``planvev serve`` command, on a free port, with a new state."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

READY = re.compile(r"http://127\.0\.0\.1:\d+")
START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 20
# An example that takes long says something of the machine, not of the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def clean_environment() -> dict[str, str]:
    """Return the environment without settings of planvev's that the developer may have."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PLANVEV_")}


def run_planvev(
    *arguments: str, stdin: str | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "planvev", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT_S,
        check=False,
        env={**clean_environment(), **(environment or {})},
    )


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start ``planvev serve`` over the data of this checkout; yields its URL, no final slash."""
    state = tmp_path_factory.mktemp("state")
    log = state / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "planvev", "serve", "--port", "0", "--state", str(state)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=clean_environment(),
        )
        try:
            yield wait_until_ready(process, log)
        finally:
            process.terminate()
            process.wait(STOP_TIMEOUT_S)


def wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return the URL that the server prints once it is ready; fails with its output if it ends."""
    for _ in range(START_TIMEOUT_S * 10):
        match = READY.search(log.read_text())
        if match:
            return match.group()
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
