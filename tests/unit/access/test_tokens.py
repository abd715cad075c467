"""Tokens: made once, kept as hashes, good until they expire or are revoked."""

from __future__ import annotations

import contextlib
import multiprocessing
import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planvev.access.roles import Principal, Role
from planvev.access.tokens import FILE, Tokens
from planvev.errors import AccessError, ConfigError, InputError, Unauthorized

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(tmp_path: Path, clock: Clock) -> Tokens:
    return Tokens(tmp_path / "state", clock)


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_a_token_lets_in_whose_it_is(tokens: Tokens) -> None:
    token = tokens.create("kari", Role.EDITOR)
    other = tokens.create("ola", Role.REVIEWER)
    assert tokens.authenticate(bearer(token)) == Principal("kari", Role.EDITOR)
    assert tokens.authenticate(f" bearer  {other} ") == Principal("ola", Role.REVIEWER)


def test_tokens_have_256_random_bits(tokens: Tokens) -> None:
    made = {tokens.create(f"t{number}", Role.ADMIN) for number in range(20)}
    assert len(made) == 20
    assert {(token[:3], len(token)) for token in made} == {("pv_", 3 + 43)}


def test_the_file_holds_no_token_and_is_for_its_owner_alone(tokens: Tokens) -> None:
    token = tokens.create("kari", Role.EDITOR)
    tokens.authenticate(bearer(token))
    for path in tokens.path.parent.iterdir():
        assert token.encode() not in path.read_bytes()
        assert token[3:].encode() not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_others_can_read_is_closed_to_them(tokens: Tokens) -> None:
    tokens.create("kari", Role.EDITOR)
    tokens.path.chmod(0o644)
    tokens.list()
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "header", ["", "   ", "pv_x", "Basic a2FyaTp4", "Bearer", "Bearer a b", "Bearer å"]
)
def test_a_header_without_token_is_unauthorized(tokens: Tokens, header: str) -> None:
    with pytest.raises(Unauthorized) as caught:
        tokens.authenticate(header)
    assert caught.value.challenge == 'Bearer realm="planvev"'


def test_an_unknown_token_is_unauthorized_with_or_without_a_file(tokens: Tokens) -> None:
    for _ in range(2):
        with pytest.raises(Unauthorized) as caught:
            tokens.authenticate(bearer("pv_" + "x" * 43))
        assert 'error="invalid_token"' in caught.value.challenge
        tokens.create("kari", Role.EDITOR)
        tokens.revoke("kari")


def test_a_token_with_one_other_letter_is_unknown(tokens: Tokens) -> None:
    token = tokens.create("kari", Role.EDITOR)
    for wrong in (token[:-1], token + "A", token.swapcase(), token.removeprefix("pv_")):
        with pytest.raises(Unauthorized):
            tokens.authenticate(bearer(wrong))


def test_a_token_expires(tokens: Tokens, clock: Clock) -> None:
    token = tokens.create("kari", Role.EDITOR, NOW + timedelta(days=1))
    clock.now += timedelta(days=1, seconds=-1)
    tokens.authenticate(bearer(token))
    clock.now += timedelta(seconds=1)
    with pytest.raises(Unauthorized, match="expired"):
        tokens.authenticate(bearer(token))
    assert tokens.list()[0].status(clock.now) == "expired"


def test_a_token_that_is_revoked_is_worthless_at_once(tokens: Tokens, clock: Clock) -> None:
    token = tokens.create("kari", Role.EDITOR)
    tokens.authenticate(bearer(token))
    assert tokens.revoke("kari").revoked == NOW
    with pytest.raises(Unauthorized, match="not known"):
        tokens.authenticate(bearer(token))
    assert tokens.list()[0].status(clock.now) == "revoked"


def test_a_name_is_free_again_after_its_token_was_revoked(tokens: Tokens) -> None:
    old = tokens.create("kari", Role.EDITOR)
    with pytest.raises(InputError, match="already"):
        tokens.create("kari", Role.ADMIN)
    tokens.revoke("kari")
    new = tokens.create("kari", Role.ADMIN)
    assert tokens.authenticate(bearer(new)).role is Role.ADMIN
    with pytest.raises(Unauthorized):
        tokens.authenticate(bearer(old))
    assert [info.role for info in tokens.list()] == [Role.EDITOR, Role.ADMIN]


def test_what_is_not_in_use_cannot_be_revoked(tokens: Tokens) -> None:
    with pytest.raises(InputError, match="no token «kari»"):
        tokens.revoke("kari")
    assert not tokens.path.exists()


@pytest.mark.parametrize("name", ["", " kari", "a\nb", "a\x1b[2J", "x" * 101, "-x", "a;b"])
def test_a_name_that_could_upset_a_log_is_refused(tokens: Tokens, name: str) -> None:
    with pytest.raises(InputError, match="cannot name"):
        tokens.create(name, Role.EDITOR)


def test_a_time_in_the_past_is_refused(tokens: Tokens) -> None:
    with pytest.raises(InputError, match="expired"):
        tokens.create("kari", Role.EDITOR, NOW)


def test_the_last_use_is_noted_once_a_minute(tokens: Tokens, clock: Clock) -> None:
    token = tokens.create("kari", Role.EDITOR)
    assert tokens.list()[0].last_used is None
    for seconds, noted in ((0, 0), (59, 0), (61, 61)):
        clock.now = NOW + timedelta(seconds=seconds)
        tokens.authenticate(bearer(token))
        assert tokens.list()[0].last_used == NOW + timedelta(seconds=noted)


def test_who_is_known_is_let_in_where_the_use_cannot_be_noted(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tokens.create("kari", Role.EDITOR)
    monkeypatch.setattr("planvev.access.tokens._BUSY_S", 0.01)
    writer = sqlite3.connect(tokens.path)
    try:
        writer.execute("BEGIN IMMEDIATE")
        assert tokens.authenticate(bearer(token)).name == "kari"
    finally:
        writer.close()
    assert tokens.list()[0].last_used is None


def test_a_damaged_file_is_named(tokens: Tokens) -> None:
    token = tokens.create("kari", Role.EDITOR)
    tokens.path.write_bytes(b"This is no database, but it is long enough to look like one." * 100)
    with pytest.raises(AccessError, match=FILE):
        tokens.authenticate(bearer(token))


def test_a_file_of_a_newer_version_is_left_alone(tokens: Tokens) -> None:
    tokens.create("kari", Role.EDITOR)
    database = sqlite3.connect(tokens.path)
    database.execute("PRAGMA user_version = 2")
    database.close()
    with pytest.raises(ConfigError, match="newer"):
        tokens.list()


def test_threads_may_authenticate_and_create_at_once(tokens: Tokens) -> None:
    token = tokens.create("kari", Role.EDITOR)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            tokens.create(f"t{number}", Role.REVIEWER)
            assert tokens.authenticate(bearer(token)).name == "kari"
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(tokens.list()) == 9


def create_one(state: Path, number: int) -> None:
    Tokens(state).create(f"t{number}", Role.REVIEWER)


def test_processes_may_make_the_file_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=create_one, args=(tmp_path, n)) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(Tokens(tmp_path).list()) == 3


def test_a_token_is_read_without_a_file_beside_its_own(tokens: Tokens) -> None:
    """A full disk has no room for the log and index that SQLite's WAL mode makes to read."""
    tokens.create("kari", Role.EDITOR)
    with contextlib.closing(sqlite3.connect(tokens.path)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
