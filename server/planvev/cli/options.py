"""Options that several commands share."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import click

from planvev.archive.archive import Archive
from planvev.errors import ConfigError
from planvev.settings import SETTINGS, Setting, default_state

Command = TypeVar("Command", bound=Callable[..., Any])


class _GenerationType(click.ParamType[int]):
    """A generation: its number, HEAD, or HEAD~3 for the third before HEAD. Gives its offset.

    A number from 0 stands for itself, one below 0 counts back from HEAD (-1 is HEAD).
    """

    name = "generation"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(r"HEAD(?:~([0-9]{1,9}))?|([0-9]{1,12})", str(value))
        if match is None:
            self.fail(f"«{value}» is no generation: give its number, HEAD or HEAD~1.", param, ctx)
        return int(match[2]) if match[2] else -1 - int(match[1] or 0)


GENERATION = _GenerationType()


def resolve_generation(archive: Archive, offset: int) -> int:
    """Return the generation that an argument means; 0 is the archive before its first commit."""
    return offset if offset >= 0 else archive.head() + 1 + offset


def archive_in(state: Path) -> Archive:
    """Return the archive that a folder holds. Raises ConfigError where there is none.

    For commands that make none: with a mistyped folder, an archive of nothing would be all whole.
    """
    archive = Archive(state)
    try:
        there = archive.head_file.exists() or archive.generations_folder.exists()
    except OSError as error:
        raise ConfigError(f"{state}: cannot be read: {error.strerror}") from None
    if not there:
        raise ConfigError(
            f"{state}: there is no archive here. Name the folder that the server keeps (--state, "
            "PLANVEV_STATE)."
        )
    return archive


def setting_options(
    names: Collection[str] | None = None,
) -> Callable[[click.Command], click.Command]:
    """Give a command a flag for each of these settings, for all where None."""

    def decorate(command: click.Command) -> click.Command:
        chosen = [s for s in SETTINGS if names is None or s.name in names]
        command.params += [_option(setting) for setting in chosen]
        return command

    return decorate


def state_option(command: Command) -> Command:
    """Give a command ``--state``, the folder of a server's archive and tokens."""
    return click.option(
        "--state",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="PLANVEV_STATE",
        default=default_state,
        help="Folder of the archive and the tokens.  [default: as planvev serve]",
    )(command)


def dataset_options(command: Command) -> Command:
    """Give a command ``--state``, ``--data`` and ``--generation``: which data it reads."""
    for option in reversed(
        (
            click.option(
                "--state",
                type=click.Path(path_type=Path, file_okay=False),
                envvar="PLANVEV_STATE",
                help="Folder of the archive.  [PLANVEV_STATE; default: as planvev serve, and where "
                "that has none, the data that come with planvev]",
            ),
            click.option(
                "--data",
                type=click.Path(path_type=Path, file_okay=False, exists=True),
                help="Data root to read instead of an archive.",
            ),
            click.option(
                "--generation",
                type=GENERATION,
                help="The archive as it was: a number, HEAD, or HEAD~1 for the one before.",
            ),
        )
    ):
        command = option(command)
    return command


def _option(setting: Setting) -> click.Option:
    flag = f"--{setting.name.replace('_', '-')}"
    default = f"{setting.default:g}" if isinstance(setting.default, float) else setting.default
    unit = f" {setting.unit}" if setting.unit else ""
    if isinstance(setting.default, bool):
        text = f"{setting.help}  [{setting.environment}; default: no]"
        return click.Option([f"{flag}/--no-{flag.removeprefix('--')}"], default=None, help=text)
    known = f"default: {default}{unit}" if default != "" else "default: none"
    return click.Option(
        [flag],
        type=click.Choice(setting.choices) if setting.choices else type(setting.default),
        help=f"{setting.help}  [{setting.environment}; {known}]",
    )


def user_name() -> str:
    """Return who runs the command, for the log of generations."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
