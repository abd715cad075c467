"""A file is read in a process that may be killed; what comes back is a draft or a refusal."""

from __future__ import annotations

import json
import os
import resource
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from planvev.errors import ConfigError, DocumentRefused, PlanvevError, QueryDied, QueryTimeout
from planvev.ingest import confined
from planvev.ingest.confined import (
    as_refusal,
    draft_in_subprocess,
    draft_job,
    encode_request,
    encode_table,
    table_in_subprocess,
)
from planvev.ingest.hints import Hints
from planvev.ingest.limits import BYTES_MAX
from planvev.ingest.serial import draft_from_json
from planvev.ingest.sheets import draft_csv

TEXT = "Mål 1 Alle i Lillevik skal ha en bolig\n".encode()
_STAND_IN = '''
"""Stands in for the pipeline in a child process: does what the file says."""
import os, signal, socket, sys, time
from planvev.ingest.refusals import refuse

def make_draft(content, name, format_=None, hints=None):
    exec(content.decode())
    raise refuse(name, "bad-cell", "Ark1!B2", hints.values.get("word", ""), str(format_))
'''


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Exception]:
    """Return a function that runs Python in place of the reader and gives what was raised."""
    stand_in = tmp_path / "stand_in.py"
    stand_in.write_text(_STAND_IN, encoding="utf-8")
    bootstrap = (
        "import sys; sys.path[:] = {path!r} + [" + repr(str(tmp_path)) + "]\n"
        "import stand_in; sys.modules['planvev.ingest.pipeline'] = stand_in\n"
        "from planvev.ingest.confined import main\nmain()"
    )
    monkeypatch.setattr(confined, "_BOOTSTRAP", bootstrap)

    def run(code: str) -> Exception:
        with pytest.raises(PlanvevError) as caught:
            draft_in_subprocess(code.encode(), "plan.txt", "csv", Hints({"word": "Mål"}))
        return caught.value

    return run


def reason_of(error: Exception) -> str:
    assert isinstance(error, DocumentRefused), repr(error)
    return error.reason


def test_a_refusal_travels_back_whole_and_hints_travel_there(
    does: Callable[[str], Exception],
) -> None:
    error = does("pass")
    assert isinstance(error, DocumentRefused)
    assert (error.name, error.reason) == ("plan.txt", "bad-cell")
    assert error.arguments == ("Ark1!B2", "Mål", "csv")
    assert error.message.startswith("plan.txt: Ark1!B2: «Mål»")


def test_an_endless_loop_is_ended(
    does: Callable[[str], Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "SECONDS_MAX", 1.0)
    started = time.monotonic()
    assert reason_of(does("while True: pass")) == "timeout"
    assert reason_of(does("time.sleep(60)")) == "timeout"
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    "code",
    [
        "x = bytearray(600 * 1024 * 1024)",
        "x = []\nwhile True: x.append(bytearray(1024 * 1024))",
        "x = []\nwhile True: x.append([0] * 1000)",
    ],
)
def test_too_much_memory_is_refused_as_such(does: Callable[[str], Exception], code: str) -> None:
    assert reason_of(does(code)) == "memory"


def test_half_of_the_memory_may_be_used(does: Callable[[str], Exception]) -> None:
    assert reason_of(does("x = b'x' * (300 * 1024 * 1024)")) == "bad-cell"


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGABRT"])
def test_a_reader_that_a_signal_ends_is_refused(
    does: Callable[[str], Exception], name: str
) -> None:
    assert reason_of(does(f"os.kill(os.getpid(), signal.{name})")) == "memory"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("{}['x']", "KeyError: 'x'"),
        ("raise ValueError('a\\nb' * 500)", "ValueError: a ba b"),
        ("def f(n): return g(n)\nglobals().update(g=f)\nf(1)", "RecursionError"),
        ("''.encode('klingon')", "LookupError"),
    ],
)
def test_an_error_of_a_reader_becomes_a_refusal_in_one_line(
    does: Callable[[str], Exception], code: str, says: str
) -> None:
    error = does(code)
    assert reason_of(error) == "unreadable"
    assert says in str(error)
    assert "\n" not in str(error)
    assert len(str(error)) < 400


def test_what_a_library_prints_is_not_taken_for_the_answer(
    does: Callable[[str], Exception], capfd: pytest.CaptureFixture[str]
) -> None:
    code = "print('{}' * 9)\nsys.stderr.write('warning')\nos.write(1, b'{}')\nos.write(2, b'x')"
    assert reason_of(does(code)) == "bad-cell"
    assert capfd.readouterr() == ("", "")


def test_a_reader_has_no_network_and_writes_no_file(
    does: Callable[[str], Exception], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        error = does(f"socket.create_connection(('127.0.0.1', {port}))")
        assert "PermissionError" in str(error)
    path = tmp_path / "written"
    error = does(f"open({str(path)!r}, 'w').write('x' * 100_000)")
    assert "OSError" in str(error)
    assert not path.exists() or path.stat().st_size == 0


def test_nothing_of_a_reader_outlives_the_call(does: Callable[[str], Exception]) -> None:
    error = does("raise ValueError(os.getpid(), os.getsid(0))")
    numbers = [
        int(part)
        for part in str(error).replace(",", "(").replace(")", "(").split("(")
        if part.strip().isdigit()
    ]
    child, session = numbers[:2]
    assert session == child != os.getsid(0)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_an_incomplete_installation_is_not_the_fault_of_the_file(
    does: Callable[[str], Exception],
) -> None:
    error = does("import there_is_no_such_module")
    assert not isinstance(error, DocumentRefused)
    assert "there_is_no_such_module" in str(error)


def test_a_process_that_cannot_work_is_not_the_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(confined, "_BOOTSTRAP", "raise SystemExit('broken')")
    with pytest.raises(PlanvevError, match="ended with 1"):
        draft_in_subprocess(TEXT, "plan.txt")
    assert capfd.readouterr().err.startswith("broken")


def test_the_job_gives_the_same_draft_as_the_process() -> None:
    draft = draft_in_subprocess(TEXT, "plan.txt")
    assert draft.document.text.strip() == TEXT.decode().strip()
    output = draft_job(None, 1, encode_request(TEXT, "plan.txt"))
    assert draft_from_json(json.loads(output)) == draft


def test_an_edited_table_is_read_where_a_document_is() -> None:
    draft = draft_in_subprocess("Nr;Mål\n1;Bolig\n2;Trygghet\n".encode(), "plan.csv")
    table = draft_csv(draft, "nb").replace(b"Trygghet", b"Ro")
    changed = table_in_subprocess(draft, table, "table.csv")
    assert [row.text for row in changed.rows] == ["Bolig", "Ro"]
    output = draft_job(None, 1, encode_table(draft, table, "table.csv"))
    assert draft_from_json(json.loads(output)) == changed
    with pytest.raises(DocumentRefused) as caught:
        table_in_subprocess(draft, b"PK\x03\x04", "table.xlsx")
    assert reason_of(caught.value) == "zip-broken"
    with pytest.raises(DocumentRefused) as caught:
        table_in_subprocess(draft, b"x" * (BYTES_MAX + 1), "table.csv")
    assert reason_of(caught.value) == "too-large"


def test_the_job_leaves_the_limits_of_its_process_as_they_were() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(DocumentRefused, match="empty"):
        draft_job(None, 1, encode_request(b"", "plan.txt"))
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_format_that_there_is_not_is_the_callers_mistake() -> None:
    with pytest.raises(ConfigError):
        draft_in_subprocess(TEXT, "plan.txt", "word")


def test_a_worker_that_was_killed_is_told_as_a_refusal() -> None:
    other = PlanvevError("x")
    assert reason_of(as_refusal(QueryTimeout(10.0), "plan.txt")) == "timeout"
    assert reason_of(as_refusal(QueryDied("memory", 512), "plan.txt")) == "memory"
    assert as_refusal(other, "plan.txt") is other
