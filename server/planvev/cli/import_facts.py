"""What a person says of a plan on the command line, over what its document says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar

import click

from planvev.errors import ConfigError
from planvev.ingest.draft import Draft

Command = TypeVar("Command", bound=Callable[..., Any])
_PERIOD: Final = re.compile(r"((?:19|20|21)\d\d)\s*[-–]\s*((?:19|20|21)\d\d)")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_CODED: Final = (("--type", "instrument_type"), ("--status", "status"), ("--language", "language"))
_OPTIONS: Final = (
    ("--title", "title", "TEXT", "The plan's title."),
    ("--body", "body", "NAME", "Whose plan it is, as «Trondheim kommune»."),
    ("--type", "instrument_type", "CODE", "A code of instrument-type, as «temaplan»."),
    ("--status", "status", "CODE", "A code of plan-status, as «adopted»."),
    ("--period", "period", "YEAR-YEAR", "The plan's period, as 2024-2033."),
    ("--adopted-on", "adopted_on", "DATE", "When it was adopted, as 2024-11-07."),
    ("--adopted-by", "adopted_by", "NAME", "Who adopted it, as «Trondheim bystyre»."),
    ("--language", "plan_language", "CODE", "The language of the plan: nb, nn, en, se, sma, smj."),
)


def facts_options(command: Command) -> Command:
    """Give a command an option for each fact of a plan."""
    for flag, name, metavar, text in reversed(_OPTIONS):
        command = click.option(flag, name, metavar=metavar, help=text)(command)
    return command


def with_facts(draft: Draft, given: dict[str, str | None]) -> Draft:
    """Return the draft with the facts that were given; doubts about those are settled.

    Raises ConfigError for a period, a date or a code that is none.
    """
    facts = {name: value for name, value in given.items() if value}
    period = facts.pop("period", None)
    if period:
        match = _PERIOD.fullmatch(period)
        if match is None:
            raise ConfigError(f"--period {period}: give two years, as 2024-2033")
        facts["start_year"], facts["end_year"] = match[1], match[2]
    if "plan_language" in facts:
        facts["language"] = facts.pop("plan_language")
    if facts.get("start_year", "") > facts.get("end_year", ""):
        raise ConfigError(f"--period {period}: the first year comes after the last")
    if "adopted_on" in facts and not _is_date(facts["adopted_on"]):
        raise ConfigError(f"--adopted-on {facts['adopted_on']}: give a date as 2024-11-07")
    for flag, name in _CODED:
        if name in facts:
            facts[name] = _code(flag, name, facts[name])
    if not facts:
        return draft
    settled = {(str(getattr(draft.facts, name)),) for name in facts}
    doubts = [doubt for doubt in draft.facts.doubts if doubt.arguments[-1:] not in settled]
    return replace(draft, facts=replace(draft.facts, doubts=doubts, **facts))


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _code(flag: str, field: str, text: str) -> str:
    """Return the code that a text is, or names in some language. Raises ConfigError."""
    # Only here: the codelists are read for it.
    from planvev.ingest.sheets.codes import code_of, codes_of

    code = code_of(field, text)
    if not code:
        raise ConfigError(f"{flag} {text}: use one of {', '.join(codes_of(field))}")
    return code
