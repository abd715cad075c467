"""Sessions: begun with a token, good as long as it is, and forgotten when nobody uses them."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planvev.access.roles import Principal, Role
from planvev.access.sessions import (
    FILE,
    IDLE,
    LONGEST,
    TRIES_MAX,
    TRIES_WITHIN_S,
    Sessions,
    Tries,
)
from planvev.access.tokens import Tokens
from planvev.errors import AccessError, TooManyRequests, Unauthorized

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


@pytest.fixture
def sessions(tokens: Tokens, clock: Clock) -> Sessions:
    return Sessions(tokens.path.parent, tokens, clock)


def test_a_session_is_whose_token_began_it(tokens: Tokens, sessions: Sessions) -> None:
    name = sessions.begin(tokens.create("kari", Role.EDITOR))
    session = sessions.find(name)
    assert session
    assert session.principal == Principal("kari", Role.EDITOR)


def test_a_session_has_256_random_bits(tokens: Tokens, sessions: Sessions) -> None:
    token = tokens.create("kari", Role.EDITOR)
    names = {sessions.begin(token) for _ in range(20)}
    assert len(names) == 20
    assert {len(name) for name in names} == {43}


def test_the_file_holds_no_name_and_no_token_and_is_for_its_owner_alone(
    tokens: Tokens, sessions: Sessions
) -> None:
    token = tokens.create("kari", Role.EDITOR)
    name = sessions.begin(token)
    session = sessions.find(name)
    assert session
    kept = sessions.path.read_bytes()
    for secret in (name, token, session.form_secret):
        assert secret.encode() not in kept
    assert stat.S_IMODE(sessions.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("token", ["", "pv_x", "x y", "\n", "pv_" + "x" * 43])
def test_a_token_that_is_not_good_begins_nothing(
    tokens: Tokens, sessions: Sessions, token: str
) -> None:
    tokens.create("kari", Role.EDITOR)
    with pytest.raises(Unauthorized):
        sessions.begin(token)
    assert not sessions.path.exists()


@pytest.mark.parametrize("name", ["", "x", "x" * 43, "x" * 10_000, "'; DROP TABLE session; --"])
def test_a_name_that_was_not_given_out_is_no_session(
    tokens: Tokens, sessions: Sessions, name: str
) -> None:
    assert sessions.find(name) is None
    sessions.begin(tokens.create("kari", Role.EDITOR))
    assert sessions.find(name) is None


def test_a_session_ends_when_it_was_not_used_for_eight_hours(
    tokens: Tokens, sessions: Sessions, clock: Clock
) -> None:
    name = sessions.begin(tokens.create("kari", Role.EDITOR))
    for _ in range(3):
        clock.now += IDLE - timedelta(minutes=2)
        assert sessions.find(name)
    clock.now += IDLE
    assert sessions.find(name) is None


def test_a_session_ends_however_much_it_is_used(
    tokens: Tokens, sessions: Sessions, clock: Clock
) -> None:
    name = sessions.begin(tokens.create("kari", Role.EDITOR))
    while clock.now - NOW < LONGEST - timedelta(hours=6):
        clock.now += timedelta(hours=6)
        assert bool(sessions.find(name)) is (clock.now - NOW < LONGEST)
    clock.now = NOW + LONGEST
    assert sessions.find(name) is None


def test_a_revoked_token_ends_its_sessions_and_a_new_one_of_the_name_revives_none(
    tokens: Tokens, sessions: Sessions
) -> None:
    name = sessions.begin(tokens.create("kari", Role.EDITOR))
    tokens.revoke("kari")
    assert sessions.find(name) is None
    tokens.create("kari", Role.ADMIN)
    assert sessions.find(name) is None


def test_an_expired_token_ends_its_sessions(
    tokens: Tokens, sessions: Sessions, clock: Clock
) -> None:
    token = tokens.create("kari", Role.EDITOR, NOW + timedelta(hours=1))
    name = sessions.begin(token)
    clock.now += timedelta(minutes=59)
    assert sessions.find(name)
    clock.now += timedelta(minutes=2)
    assert sessions.find(name) is None


def test_who_logs_out_has_no_session_and_others_keep_theirs(
    tokens: Tokens, sessions: Sessions
) -> None:
    token = tokens.create("kari", Role.EDITOR)
    one, other = sessions.begin(token), sessions.begin(token)
    sessions.end(one)
    assert sessions.find(one) is None
    assert sessions.find(other)


def test_each_session_has_a_secret_of_its_own_for_its_forms(
    tokens: Tokens, sessions: Sessions
) -> None:
    token = tokens.create("kari", Role.EDITOR)
    names = [sessions.begin(token) for _ in range(2)]
    one, other = (sessions.find(name) for name in names)
    assert one
    assert other
    assert one.form_secret not in names
    assert one.sent(one.form_secret)
    assert not one.sent(other.form_secret)
    assert not one.sent("")
    assert not one.sent("å" * 64)


def test_only_editors_and_admins_may_send_whole_documents(
    tokens: Tokens, sessions: Sessions
) -> None:
    may = {role: sessions.may_upload(sessions.begin(tokens.create(role, role))) for role in Role}
    assert may == {Role.REVIEWER: False, Role.EDITOR: True, Role.ADMIN: True}
    assert not sessions.may_upload("x" * 43)


def test_a_damaged_file_is_named_and_lets_nobody_send_more(
    tokens: Tokens, sessions: Sessions
) -> None:
    name = sessions.begin(tokens.create("kari", Role.EDITOR))
    sessions.path.write_bytes(b"This is no database, but it is long enough to look so." * 100)
    with pytest.raises(AccessError, match=FILE):
        sessions.find(name)
    assert not sessions.may_upload(name)


def test_old_sessions_are_removed_when_a_new_one_begins(
    tokens: Tokens, sessions: Sessions, clock: Clock
) -> None:
    token = tokens.create("kari", Role.EDITOR)
    for _ in range(3):
        sessions.begin(token)
        clock.now += IDLE + timedelta(minutes=1)
    with sessions._file.open() as database:
        assert database.execute("SELECT count(*) FROM session").fetchone()[0] == 1


def test_a_client_that_gives_wrong_tokens_has_to_wait_and_others_need_not() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(TRIES_MAX):
        tries.require("192.0.2.1")
        tries.fail("192.0.2.1")
    with pytest.raises(TooManyRequests) as caught:
        tries.require("192.0.2.1")
    assert caught.value.retry_after_s == TRIES_WITHIN_S
    tries.require("192.0.2.2")
    now[0] = TRIES_WITHIN_S + 1
    tries.require("192.0.2.1")
