"""Every command can be asked for help, and the help of all lists it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from planvev.cli.main import COMMANDS, cli


def test_the_list_of_commands_names_each() -> None:
    result = CliRunner().invoke(cli, ["--help"])
    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.output for name in COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(cli, [command, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output
