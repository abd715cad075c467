"""A tiny Flask application behind a real front: ``small_app.py '{"threads": 4}'``."""

from __future__ import annotations

import gc
import io
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response, request, send_file

from planvev.web.front import FrontConfig, SpooledFile, Uploads, serve
from planvev.web.front.disconnection import DISCONNECTED
from planvev.web.front.statistics import STATISTICS

app = Flask(__name__)
UNKNOWN = "Bearer unknown"
"""The one token that is not good."""
FOLDER = Path(tempfile.mkdtemp(prefix="small-app-"))


class State:
    generation = "1"
    runs = 0
    let_go = 0
    lock = threading.Lock()


def tagged(body: str, vary: str, media_type: str = "text/plain") -> Response:
    with State.lock:
        State.runs += 1
        response = Response(f"{body} run {State.runs}", content_type=media_type)
    response.headers["Planvev-Generation"] = State.generation
    response.headers["Vary"] = vary
    return response


@app.route("/page")
def page() -> Response:
    wanted = request.headers.get("Accept", "")
    media_type = "text/html" if "html" in wanted else "text/plain"
    return tagged(f"{wanted} of {request.host}", "Accept", media_type)


@app.route("/slow-page")
def slow_page() -> Response:
    request.environ[DISCONNECTED].wait(0.4)
    return tagged("slow", "Accept")


@app.route("/slow-unkept")
def slow_unkept() -> Response:
    time.sleep(0.4)
    return Response("not kept")


@app.route("/language")
def language() -> Response:
    return tagged(request.cookies.get("lang", "nb"), "Accept, Cookie")


@app.route("/own-tag")
def own_tag() -> Response:
    response = tagged("x", "Accept")
    response.headers["ETag"] = '"mine"'
    return response


@app.route("/no-store")
def no_store() -> Response:
    response = tagged("random", "Accept")
    response.headers["Cache-Control"] = "no-store"
    return response


@app.route("/sized")
def sized() -> Response:
    return tagged("x" * int(request.args["bytes"]), "Accept")


@app.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    return tagged(request.get_data(as_text=True), "Accept")


@app.route("/generation/<name>", methods=["POST"])
def generation(name: str) -> str:
    State.generation = name
    return name


@app.route("/state")
def state() -> dict[str, object]:
    statistics = request.environ[STATISTICS]
    return {
        "runs": State.runs,
        "let_go": State.let_go,
        "threads": threading.active_count(),
        "answers": statistics.answers(),
        **statistics.samples(),
    }


@app.route("/uncollected", methods=["POST"])
def uncollected() -> str:
    """Leave from now on what only the collector of cycles would find."""
    gc.collect()
    gc.disable()
    return "off"


@app.route("/bodies-kept")
def bodies_kept() -> dict[str, int]:
    """Count the bodies of 90,000 bytes and more that something still holds."""
    held = {
        id(each)
        for owner in gc.get_objects()
        for each in gc.get_referents(owner)
        if isinstance(each, bytes) and len(each) > 90_000
    }
    gc.enable()
    return {"bodies": len(held)}


@app.route("/slow/<seconds>")
def slow(seconds: str) -> str:
    if request.environ[DISCONNECTED].wait(float(seconds)):
        State.let_go += 1
        return "let go"
    return "slow"


@app.route("/deaf/<seconds>")
def deaf(seconds: str) -> str:
    time.sleep(float(seconds))
    return "deaf"


@app.route("/busy/<seconds>")
def busy(seconds: str) -> str:
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        pass
    return "computed"


@app.route("/echo", defaults={"path": ""}, methods=["GET", "POST", "PUT", "HEAD", "OPTIONS"])
@app.route("/echo/<path:path>", methods=["GET", "POST"])
def echo(path: str) -> dict[str, object]:
    body = request.get_data(cache=False)
    environ = {key: str(value) for key, value in request.environ.items() if key.isupper()}
    return {"path": path, "bytes": len(body), "end": body[-20:].decode("latin-1"), **environ}


@app.route("/inject", endpoint="inject")
def inject() -> Response:
    response = Response("x")
    # Werkzeug would refuse it; other applications might not.
    response.headers._list.append(("X-A", request.args["value"]))  # type: ignore[attr-defined]
    return response


@app.route("/big")
def big() -> Response:
    return Response(b"0123456789" * 300_000)


@app.route("/spooled")
def spooled() -> Response:
    path = FOLDER / f"spooled-{time.monotonic_ns()}"
    path.write_bytes(b"0123456789" * 300_000)
    file = SpooledFile(path, remove=True)
    response = Response(file, direct_passthrough=True)
    response.content_length = file.size
    return response


@app.route("/download/<int:size>")
def download(size: int) -> Response:
    path = FOLDER / f"download-{size}"
    path.write_bytes(b"x" * size)
    return send_file(path, mimetype="text/plain")


@app.route("/memory-file")
def memory_file() -> Response:
    return send_file(io.BytesIO(b"in memory"), mimetype="text/plain")


@app.route("/broken")
def broken() -> Response:
    return Response(_broken_body())


def announce(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _broken_body() -> Iterator[bytes]:
    yield b"half"
    raise RuntimeError("the other half")


if __name__ == "__main__":
    config = FrontConfig(**{"port": 0, "session_paths": ["/echo"], **json.loads(sys.argv[1])})
    uploads = Uploads(lambda header: header != UNKNOWN, lambda name: name == "good")
    serve(app, config, lambda: State.generation, announce, uploads)
