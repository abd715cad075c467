"""``planvev token``: who may write."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from planvev.access.audit import AuditLog, Write
from planvev.access.roles import Role
from planvev.access.tokens import TokenInfo, Tokens
from planvev.cli.exit_codes import OK
from planvev.cli.options import state_option

DAYS_MAX = 36_500


@click.group("token", context_settings={"help_option_names": ["-h", "--help"]})
def token_group() -> None:
    """Make, list and revoke the tokens that let people and programs write.

    A token goes into the header of a request: «Authorization: Bearer <token>».
    """


@token_group.command("create")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="reviewer decides on links, editor writes plans, admin writes everything.",
)
@click.option("--name", required=True, help="Whose it is; the audit log says it.")
@click.option(
    "--expires",
    type=click.IntRange(1, DAYS_MAX),
    metavar="DAYS",
    help="For how many days it is good; for ever where not given.",
)
@state_option
def create_command(role: str, name: str, expires: int | None, state: Path) -> int:
    """Make a token and print it, alone, on standard output. It cannot be shown again."""
    tokens = Tokens(state)
    until = tokens.clock() + timedelta(days=expires) if expires else None
    token = tokens.create(name, Role(role), until)
    AuditLog(state).record(None, Write(f"token create {role} {name}", "committed"))
    click.echo(token)
    return OK


@token_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@state_option
def list_command(as_json: bool, state: Path) -> int:
    """List the tokens, those that were revoked too; not the tokens themselves."""
    tokens = Tokens(state)
    now = tokens.clock()
    found = tokens.list()
    if as_json:
        text = json.dumps([_as_json(info, now) for info in found], ensure_ascii=False, indent=2)
        click.echo(text)
        return OK
    table = Table("name", "role", "status", "created", "expires", "last used", highlight=False)
    for info in found:
        times = [_day(time) for time in (info.created, info.expires, info.last_used)]
        table.add_row(info.name, info.role.value, info.status(now), *times)
    Console(highlight=False, markup=False).print(table)
    return OK


@token_group.command("revoke")
@click.argument("name")
@state_option
def revoke_command(name: str, state: Path) -> int:
    """Make the token of this NAME worthless, at once."""
    info = Tokens(state).revoke(name)
    AuditLog(state).record(None, Write(f"token revoke {info.role} {name}", "committed"))
    click.echo(f"The token «{name}» ({info.role}) is revoked.", err=True)
    return OK


def _day(time: datetime | None) -> str:
    return "never" if time is None else f"{time:%Y-%m-%d %H:%M}"


def _as_json(info: TokenInfo, now: datetime) -> dict[str, str | None]:
    times = {
        "created": info.created,
        "expires": info.expires,
        "last_used": info.last_used,
        "revoked": info.revoked,
    }
    return {
        "name": info.name,
        "role": info.role.value,
        "status": info.status(now),
        **{name: time.isoformat() if time else None for name, time in times.items()},
    }
