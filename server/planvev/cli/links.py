"""``planvev links``: suggestions, decisions, and links in and out."""

from __future__ import annotations

import importlib
from typing import Final

import click

_COMMANDS: Final = {
    "approve": ("planvev.cli.links_decide", "approve_command"),
    "export": ("planvev.cli.links_out", "export_command"),
    "import": ("planvev.cli.links_in", "import_command"),
    "list": ("planvev.cli.links_list", "list_command"),
    "match": ("planvev.cli.links_suggest", "match_command"),
    "reject": ("planvev.cli.links_decide", "reject_command"),
    "reopen": ("planvev.cli.links_decide", "reopen_command"),
    "suggest": ("planvev.cli.links_suggest", "suggest_command"),
    "withdraw": ("planvev.cli.links_decide", "withdraw_command"),
}


class _LazyLinks(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group("links", cls=_LazyLinks)
def links_group() -> None:
    """Find, decide on, list, import and export links between plans."""
