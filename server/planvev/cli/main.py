"""The command group, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

import click

import planvev
from planvev.cli.exit_codes import BAD_INPUT, OK, OUR_FAULT, exit_code
from planvev.errors import PlanvevError

COMMANDS = {
    "archive": ("planvev.cli.archive", "archive_group"),
    "export": ("planvev.cli.export", "export_command"),
    "import": ("planvev.cli.import_", "import_command"),
    "links": ("planvev.cli.links", "links_group"),
    "load": ("planvev.cli.load", "load_command"),
    "query": ("planvev.cli.query", "query_command"),
    "serve": ("planvev.cli.serve", "serve_command"),
    "sync": ("planvev.cli.sync", "sync_command"),
    "token": ("planvev.cli.token", "token_group"),
    "validate": ("planvev.cli.validate", "validate_command"),
}


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are used: a short command starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(planvev.__version__, message="planvev %(version)s")
def cli() -> None:
    """Make a municipality's plans one linked, checked, queryable graph."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code; no traceback reaches the user."""
    sys.exit(exit_with(lambda: cli.main(arguments, standalone_mode=False)))


def exit_with(work: Callable[[], Any]) -> int:
    """Do something, say what went wrong, and return the exit code."""
    try:
        result = work()
    except PlanvevError as error:
        _say(error.message)
        return exit_code(error)
    except click.Abort:
        _say("stopped")
        return BAD_INPUT
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except BrokenPipeError:
        # The reader has gone (a pager, head): nothing is left to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if os.environ.get("PLANVEV_TRACEBACK"):
            traceback.print_exc()
        _say(
            f"a fault of planvev's own ({type(error).__name__}: {error}). Run it again with "
            "PLANVEV_TRACEBACK=1 and report what it prints."
        )
        return OUR_FAULT
    return result if isinstance(result, int) else OK


def _say(message: str) -> None:
    click.echo(f"planvev: {message}", err=True)
