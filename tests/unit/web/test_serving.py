"""The server starts, says where, and ends when it is told."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from planvev.engine.embedded import EmbeddedEngine
from planvev.errors import ConfigError
from planvev.web import create_app
from planvev.web.front import FrontConfig, serve

PROGRAM = """
from planvev.engine.embedded import EmbeddedEngine
from planvev.web import create_app
from planvev.web.front import FrontConfig, serve
engine = EmbeddedEngine()
serve(
    create_app(engine),
    FrontConfig(port=0),
    lambda: engine.generation,
    on_ready=lambda url: print(url, flush=True),
)
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
            serve(create_app(engine), FrontConfig(port=port), lambda: engine.generation)
    engine.close()


LIMIT = 10_000


@pytest.fixture(scope="module")
def limited() -> Iterator[str]:
    """Yield host and port of a server that reads bodies up to LIMIT bytes."""
    program = PROGRAM.replace("port=0", f"port=0, body_bytes_max={LIMIT}")
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        yield urlsplit(run.stdout.readline().strip()).netloc
        run.terminate()
        run.communicate(timeout=20)


def answer(
    address: str, body: bytes, headers: dict[str, str], *, send: bool = True
) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(address, timeout=20)
    connection.putrequest("POST", "/sparql")
    for name, value in {"Content-Type": "application/sparql-query", **headers}.items():
        connection.putheader(name, value)
    connection.endheaders(body if send else None)
    response = connection.getresponse()
    found = response.status, response.headers.get_content_type(), response.read()
    assert "default-src" in response.headers["Content-Security-Policy"]
    connection.close()
    return found


@pytest.mark.parametrize("size", [LIMIT + 1, LIMIT + 500_000, 1 << 40])
def test_a_body_over_the_limit_gets_problem_details(limited: str, size: int) -> None:
    small = size < 1 << 30
    body = b" " * size if small else b""
    status, media_type, content = answer(limited, body, {"Content-Length": str(size)}, send=small)
    assert (status, media_type) == (413, "application/problem+json")
    assert json.loads(content)["code"] == "too-large"


def test_a_body_of_chunks_over_the_limit_gets_problem_details(limited: str) -> None:
    body = b"%x\r\n" % (LIMIT + 1) + b" " * (LIMIT + 1) + b"\r\n0\r\n\r\n"
    status, media_type, _ = answer(limited, body, {"Transfer-Encoding": "chunked"})
    assert (status, media_type) == (413, "application/problem+json")


def test_a_body_of_just_the_limit_is_read(limited: str) -> None:
    body = b"ASK {}".ljust(LIMIT)
    assert answer(limited, body, {"Content-Length": str(LIMIT)})[0] == 200
