"""Profiles: how one layout is read, and what a person decided about one document.

A profile is a TOML file beside the source text; ``docs/profiles.md`` documents its keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from planvev.errors import ConfigError, SourceError

SUFFIX = ".profile.toml"
PATTERNS = ("page_start", "main_goal", "sub_goal", "lead_in", "bullet", "approach")
T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """A headed part of the document. reads: prose, statement or approaches."""

    slug: str
    line: int
    heading: str
    reads: str = "prose"
    statement: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Quotation:
    """Words that begin on a line (from 1); white space in them matches any white space."""

    line: int
    text: str


@dataclass(frozen=True)
class Word:
    """A word at a line's end, joined or as printed."""

    line: int
    word: str


@dataclass(frozen=True)
class LineRange:
    """Lines from first to last, both included, from 1."""

    first: int
    last: int

    def __contains__(self, line: int) -> bool:
        return self.first <= line <= self.last


@dataclass(frozen=True)
class Listing:
    """Lines that print the wording of elements once more. of: "goal" or "approach"."""

    lines: LineRange
    of: str


@dataclass(frozen=True)
class Term:
    """A sidebar that defines a term beside the element that it explains."""

    slug: str
    label: str
    lines: LineRange
    explains: str


@dataclass(frozen=True)
class Value:
    """A core value: a word quoted on these lines, first the one that presents it."""

    slug: str
    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Instrument:
    """A box of the plan and control system; printed words, and what they mean."""

    slug: str
    label: str
    lines: tuple[LineRange, ...]
    types: tuple[str, ...]
    printed_horizon: str | None = None
    horizon: str | None = None
    cadence: str | None = None
    review_interval: str | None = None
    citation: str | None = None
    legal_basis: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanFacts:
    """What the text says of the plan itself, and where."""

    instrument_type: str
    body: str
    adopted_on: date
    adopted_by: str
    quotation: Quotation


@dataclass(frozen=True)
class Profile:
    """A profile, read and checked for form; recognition checks it against the text."""

    path: Path
    name: str
    title: str
    source_sha256: str
    language: str
    patterns: dict[str, re.Pattern[str]]
    parts: tuple[Part, ...]
    plan: PlanFacts | None
    listings: tuple[Listing, ...]
    joins: tuple[LineRange, ...]
    dehyphenations: tuple[Word, ...]
    suspended_hyphens: tuple[Word, ...]
    captions: tuple[Quotation, ...]
    terms: tuple[Term, ...]
    values: tuple[Value, ...]
    instruments: tuple[Instrument, ...]
    lead_verbs: dict[str, str]


def find_profile(name: str, sources: Path) -> Path:
    """Return the profile that ``--profile`` names: a file, or a name among a data root's sources.

    sources: the ``sources/`` folder of a data root. Raises ConfigError that lists what there is.
    """
    if Path(name).is_file():
        return Path(name)
    known: dict[str, Path] = {}
    for path in sorted(sources.rglob(f"*{SUFFIX}")):
        known[str(_load(path).get("name", path.name.removesuffix(SUFFIX)))] = path
    if name not in known:
        names = ", ".join(known) or "none"
        raise ConfigError(
            f"There is no profile «{name}» in {sources} (known: {names}), and no file of that name."
        )
    return known[name]


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"is not TOML: {error}", path) from None


def read_profile(path: Path) -> Profile:
    """Read a profile. Raises SourceError that names the table, its number, and what is wrong."""
    table = _load(path)

    def each(key: str, make: Callable[..., T]) -> tuple[T, ...]:
        return tuple(
            _make(path, f"[[{key}]] number {number}", make, row)
            for number, row in enumerate(table.get(key, ()), start=1)
        )

    plan = table.get("plan")
    return Profile(
        path=path,
        name=_string(path, table, "name"),
        title=_string(path, table, "title"),
        source_sha256=_string(path, table, "source_sha256"),
        language=_string(path, table, "language"),
        patterns=_patterns(path, table.get("patterns", {})),
        parts=each("part", Part),
        plan=_make(path, "[plan]", _plan_facts, plan) if plan else None,
        listings=each("listing", lambda lines, of: Listing(LineRange(*lines), of)),
        joins=each("join", lambda lines, reason: LineRange(*lines)),  # noqa: ARG005
        dehyphenations=each("dehyphenation", Word),
        suspended_hyphens=each("suspended_hyphen", Word),
        captions=each("caption", Quotation),
        terms=each("term", lambda lines, **row: Term(lines=LineRange(*lines), **row)),
        values=each("value", lambda lines, **row: Value(lines=tuple(lines), **row)),
        instruments=each("instrument", _instrument),
        lead_verbs=dict(table.get("lead_verb", {})),
    )


def _make(path: Path, place: str, make: Callable[..., T], row: dict[str, Any]) -> T:
    try:
        return make(**row)
    except (TypeError, ValueError) as error:
        raise SourceError(f"{place}: {_reason(str(error))}", path) from None


def _reason(message: str) -> str:
    """Say in a profile's words what Python says of a call.

    >>> _reason("Quotation.__init__() missing 1 required positional argument: 'text'")
    'lacks «text»'
    >>> _reason("Quotation.__init__() got an unexpected keyword argument 'lines'")
    'has «lines», which is no key of it'
    """
    names = ", ".join(f"«{name}»" for name in re.findall(r"'(\w+)'", message))
    if "missing" in message:
        return f"lacks {names}"
    if "unexpected keyword" in message:
        return f"has {names}, which is no key of it"
    return message


def _string(path: Path, table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise SourceError(f"needs a text for «{key}»", path)
    return value


def _patterns(path: Path, table: dict[str, str]) -> dict[str, re.Pattern[str]]:
    missing = [name for name in PATTERNS if name not in table]
    if missing:
        raise SourceError(f"[patterns] lacks {', '.join(missing)}", path)
    patterns = {}
    for name in PATTERNS:
        try:
            patterns[name] = re.compile(table[name])
        except (re.error, TypeError) as error:
            raise SourceError(f"[patterns] {name}: {error}", path) from None
    return patterns


def _plan_facts(quotation: dict[str, Any], **row: Any) -> PlanFacts:
    return PlanFacts(quotation=Quotation(**quotation), **row)


def _instrument(
    lines: list[list[int]], types: list[str], legal_basis: list[str] | None = None, **row: Any
) -> Instrument:
    return Instrument(
        lines=tuple(LineRange(*pair) for pair in lines),
        types=tuple(types),
        legal_basis=tuple(legal_basis or ()),
        **row,
    )
