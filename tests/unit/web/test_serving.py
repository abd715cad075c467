"""The server starts, says where, and ends when it is told."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from planvev.engine.embedded import EmbeddedEngine
from planvev.errors import ConfigError
from planvev.web import create_app
from planvev.web.serving import serve

PROGRAM = """
from planvev.engine.embedded import EmbeddedEngine
from planvev.web import create_app
from planvev.web.serving import serve
engine = EmbeddedEngine()
serve(create_app(engine), port=0, on_ready=lambda url: print(url, flush=True))
engine.close()
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{url}health", timeout=10) as response:  # noqa: S310
            assert response.status == 200
        process.send_signal(number)
        output, errors = process.communicate(timeout=20)
    assert output == "ended\n"
    assert process.returncode == 0
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_named() -> None:
    engine = EmbeddedEngine()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"Port {port} on 127.0.0.1 is taken"):
            serve(create_app(engine), port=port)
    engine.close()
