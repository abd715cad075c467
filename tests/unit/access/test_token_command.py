"""``planvev token``, as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planvev.access.roles import Principal, Role
from planvev.access.tokens import Tokens
from planvev.cli.exit_codes import BAD_INPUT, OK
from planvev.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["token", *arguments])
    output = capsys.readouterr()
    assert isinstance(caught.value.code, int)
    return caught.value.code, output.out, output.err


def test_create_prints_the_token_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    arguments = ("--role", "reviewer", "--name", "kari", "--expires", "3", "--state", state)
    code, out, err = run(capsys, "create", *arguments)
    assert (code, err) == (OK, "")
    assert out.count("\n") == 1
    principal = Tokens(tmp_path / "state").authenticate(f"Bearer {out.strip()}")
    assert principal == Principal("kari", Role.REVIEWER)


def test_list_and_revoke(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    state = ("--state", str(tmp_path))
    assert run(capsys, "list", "--json", *state)[:2] == (OK, "[]\n")
    token = run(capsys, "create", "--role", "admin", "--name", "kari", *state)[1].strip()
    code, out, _ = run(capsys, "list", "--json", *state)
    assert code == OK
    (entry,) = json.loads(out)
    assert (entry["name"], entry["role"], entry["status"]) == ("kari", "admin", "active")
    assert token not in out
    assert "kari" in run(capsys, "list", *state)[1]
    assert run(capsys, "revoke", "kari", *state)[0] == OK
    assert json.loads(run(capsys, "list", "--json", *state)[1])[0]["status"] == "revoked"


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "--role", "owner", "--name", "x"),
        ("create", "--role", "admin"),
        ("create", "--role", "admin", "--name", ""),
        ("create", "--role", "admin", "--name", "x", "--expires", "0"),
        ("revoke", "nobody"),
    ],
)
def test_what_cannot_be_is_told_with_exit_code_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code, out, err = run(capsys, *arguments, "--state", str(tmp_path))
    assert (code, out) == (BAD_INPUT, "")
    assert err


def test_what_was_done_stands_in_the_audit_log(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    state = ("--state", str(tmp_path))
    token = run(capsys, "create", "--role", "admin", "--name", "kari", *state)[1].strip()
    run(capsys, "revoke", "kari", *state)
    log = (tmp_path / "audit.jsonl").read_text()
    assert [json.loads(line)["what"] for line in log.splitlines()] == [
        "token create admin kari",
        "token revoke admin kari",
    ]
    assert token not in log
