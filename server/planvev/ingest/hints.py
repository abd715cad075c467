"""What a person knows better than the rules, for one document: ``--hints FILE``, a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from planvev.errors import SourceError

LEADS: Final = ("goal", "strategy", "action", "vision", "value", "other")
"""What a lead-in can be said to lead to."""
KINDS: Final = (
    "goal",
    "strategy",
    "action",
    "vision",
    "value",
    "heading",
    "area",
    "text",
    "ignore",
)
"""What a line can be said to be."""
LEVELS: Final = ("overordnet-mal", "hovedmal", "delmal", "satsingsomrade", "periodemal")
LANGUAGES: Final = ("nb", "nn", "en", "se", "sma", "smj")
FACTS: Final = (
    "title",
    "body",
    "instrument_type",
    "status",
    "start_year",
    "end_year",
    "adopted_on",
    "adopted_by",
)
_KEYS: Final = ("language", "ignore", "areas", "lead_in", "line", "facts")


@dataclass(frozen=True)
class Hints:
    """Decisions about one document; see ``docs/recognition.md`` for the keys of the file.

    values: the file's content, by its keys; plain data, as it goes to the process that reads.
    """

    values: dict[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language that the person says, "" for none."""
        return str(self.values.get("language", ""))

    @property
    def facts(self) -> dict[str, str]:
        """What the person says of the plan, by the field of ``PlanFacts``."""
        return {name: str(value) for name, value in self.values.get("facts", {}).items()}

    @property
    def areas(self) -> tuple[str, ...]:
        """Headings that are areas: they gather goals and are none."""
        return tuple(self.values.get("areas", ()))

    @property
    def lead_ins(self) -> dict[str, str]:
        """Phrases, as written, with what they lead to."""
        table = self.values.get("lead_in", {})
        return {phrase: leads for leads, phrases in table.items() for phrase in phrases}

    @property
    def lines(self) -> dict[int, tuple[str, str]]:
        """Kind and level ("" for none) of lines that are named, by their number from 1."""
        found = dict.fromkeys(numbers_of(self.values.get("ignore", ())), ("ignore", ""))
        for entry in self.values.get("line", ()):
            for number in numbers_of([entry["lines"]]):
                found[number] = (entry["kind"], entry.get("level", ""))
        return found


def numbers_of(entries: Iterable[Any]) -> list[int]:
    """Return the lines that numbers, and pairs of first and last, name.

    >>> numbers_of([3, [5, 7]])
    [3, 5, 6, 7]
    """
    numbers: list[int] = []
    for entry in entries:
        if isinstance(entry, int):
            numbers.append(entry)
        else:
            numbers.extend(range(entry[0], entry[1] + 1))
    return numbers


def read_hints(path: Path) -> Hints:
    """Read a file of hints.

    Raises SourceError that names the file and the key that cannot be used.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"is not TOML: {error}", path) from None
    problem = _problem(values)
    if problem:
        raise SourceError(problem, path)
    return Hints(values)


def _problem(values: Mapping[str, Any]) -> str:
    """Return what is wrong with a file's content, "" for nothing."""
    for key in values:
        if key not in _KEYS:
            return f"«{key}» is no key of hints; use {', '.join(_KEYS)}"
    language = values.get("language", "nb")
    if language not in LANGUAGES:
        return f"language: «{language}» is none; use {', '.join(LANGUAGES)}"
    areas = values.get("areas", [])
    if not _are_texts(areas):
        return "areas: needs a list of headings"
    if not _are_lines(values.get("ignore", [])):
        return "ignore: needs a list of lines, each a number from 1 or a pair [first, last]"
    return (
        _table_problem(values, "lead_in", LEADS)
        or _table_problem(values, "facts", FACTS)
        or _lines_problem(values.get("line", []))
    )


def _table_problem(values: Mapping[str, Any], key: str, names: tuple[str, ...]) -> str:
    table = values.get(key, {})
    if not isinstance(table, dict):
        return f"[{key}] needs to be a table"
    for name, value in table.items():
        if name not in names:
            return f"[{key}] «{name}» is no key of it; use {', '.join(names)}"
        if key == "lead_in" and not _are_texts(value):
            return f"[{key}] {name}: needs a list of phrases"
        if key == "facts" and not isinstance(value, str | int):
            return f"[{key}] {name}: needs a text"
    return ""


def _lines_problem(entries: Any) -> str:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return "[[line]] needs to be a list of tables"
    for number, entry in enumerate(entries, start=1):
        place = f"[[line]] number {number}"
        unknown = set(entry) - {"lines", "kind", "level"}
        if unknown:
            return f"{place}: «{min(unknown)}» is no key of it; use lines, kind, level"
        if entry.get("kind") not in KINDS:
            return f"{place}: kind needs to be one of {', '.join(KINDS)}"
        if "level" in entry and entry["level"] not in LEVELS:
            return f"{place}: level needs to be one of {', '.join(LEVELS)}"
        if "lines" not in entry or not _are_lines([entry["lines"]]):
            return f"{place}: lines needs a number from 1, or a pair [first, last]"
    return ""


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value)


_LINES_MAX: Final = 1_000_000


def _are_lines(value: Any) -> bool:
    return isinstance(value, list) and all(
        _is_line(each)
        or (
            isinstance(each, list)
            and len(each) == 2
            and all(map(_is_line, each))
            and each[0] <= each[1]
        )
        for each in value
    )


def _is_line(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LINES_MAX
