"""Write the reference of commands and settings from the code: ``make docs``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from planvev.cli.main import cli
from planvev.settings import CONFIG_FILE, SETTINGS, Setting

HERE = Path(__file__).parent
_WIDTH = 100


def settings_page() -> str:
    """Return the page of all settings, in Markdown."""
    rows = "\n".join(_row(setting) for setting in SETTINGS)
    return f"""# Settings

A setting has one name everywhere: a flag of `planvev serve`, a variable of the environment, a key
of `STATE/{CONFIG_FILE}`. The flag wins over the environment, the environment over the file. 0 turns
a limit off. `make docs` writes this page.

| setting | environment | default | what it is |
|---|---|---|---|
{rows}
"""


def commands_page() -> str:
    """Return the page of all commands, in Markdown."""
    parts = "\n".join(
        f"## {path}\n\n```text\n{text}\n```\n" for path, text in _helps(cli, "planvev")
    )
    return f"""# Commands

Exit codes: 0 fine, 1 does not conform, 2 usage or bad input, 3 a fault of planvev's own. Flags of
settings are explained in [settings.md](settings.md). `make docs` writes this page.

{parts}"""


PAGES = {"settings.md": settings_page, "cli.md": commands_page}


def _row(setting: Setting) -> str:
    default = f"{setting.default:g}" if isinstance(setting.default, float) else setting.default
    shown = "–" if default == "" else f"{default} {setting.unit}".strip()
    choices = f" One of: {', '.join(setting.choices)}." if setting.choices else ""
    return f"| `{setting.name}` | `{setting.environment}` | {shown} | {setting.help}{choices} |"


def _helps(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    """Yield each command's path and help; settings that serve takes are left to their own page."""
    context = click.Context(
        command, parent, name, terminal_width=_WIDTH, max_content_width=_WIDTH,
        **command.context_settings,
    )  # fmt: skip
    path = context.command_path
    if isinstance(command, click.Group):
        yield path, command.get_help(context)
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found:
                yield from _helps(found, each, context)
        return
    names = {setting.name for setting in SETTINGS}
    hidden = [p for p in command.params if p.name in names]
    shown = [p for p in command.params if p.name not in names]
    command.params = shown
    try:
        text = command.get_help(context)
    finally:
        command.params = [*shown, *hidden]
    if hidden:
        flags = ", ".join(sorted(f"--{p.name.replace('_', '-')}" for p in hidden if p.name))
        text += f"\n\nSettings: {flags}"
    yield path, text


if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
