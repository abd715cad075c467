"""The audit log: one line a write, nothing in it that acts on a reader."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planvev.access.audit import AuditLog, Write
from planvev.access.roles import Principal, Role
from planvev.access.tokens import Tokens
from planvev.errors import AccessError

KARI = Principal("kari", Role.EDITOR)
TIME = datetime(2026, 6, 1, 12, tzinfo=UTC)


def lines(log: AuditLog) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.path.read_text(encoding="ascii").splitlines()]


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "state", lambda: TIME)


def test_a_line_says_who_did_what_and_how_it_ended(log: AuditLog) -> None:
    log.record(KARI, Write("PUT", "committed", ["urn:g"], 42, "r-1"))
    log.record(None, Write("update", "unauthorized"))
    first, second = lines(log)
    assert first == {
        "time": "2026-06-01T12:00:00.000+00:00",
        "who": "kari",
        "role": "editor",
        "what": "PUT",
        "graphs": ["urn:g"],
        "graphs_count": 1,
        "generation": 42,
        "outcome": "committed",
        "request": "r-1",
    }
    assert (second["who"], second["generation"]) == (None, None)


def test_the_log_is_for_its_owner_alone(log: AuditLog) -> None:
    log.record(KARI, Write("PUT", "committed"))
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_whatever_stands_in_an_iri_ends_no_line_and_moves_no_cursor(log: AuditLog) -> None:
    log.record(KARI, Write("PUT", 'x"}\n{"who": "root"', ["urn:a\r\n\x1b[2J\x7f\u2028\u202eå"]))
    text = log.path.read_bytes()
    assert text.count(b"\n") == 1
    assert all(0x20 <= byte < 0x7F for byte in text[:-1])
    assert lines(log)[0]["graphs"] == ["urn:a\r\n\x1b[2J\x7f\u2028\u202eå"]


def test_no_token_gets_into_the_log(log: AuditLog) -> None:
    token = Tokens(log.path.parent).create("kari", Role.EDITOR)
    log.record(KARI, Write(f"PUT {token}", f"x{token}", [f"urn:{token}"], request=token))
    assert token[3:20] not in log.path.read_text()
    assert "pv_" in log.path.read_text()


def test_long_texts_and_many_graphs_are_cut(log: AuditLog) -> None:
    log.record(KARI, Write("PUT", "x" * 10_000, [f"urn:{n}" for n in range(5000)]))
    assert log.path.stat().st_size < 5000
    assert lines(log)[0]["graphs_count"] == 5000


def test_a_log_that_cannot_be_written_is_named(log: AuditLog) -> None:
    log.path.mkdir(parents=True)
    with pytest.raises(AccessError, match=r"audit\.jsonl"):
        log.record(KARI, Write("PUT", "committed"))
