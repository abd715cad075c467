"""The saved queries: what the files of ``ontology/questions/`` ask, for whom, about what.

A file's query runs as it stands. What of it can be chosen stands in it as a clause of its own,
``VALUES ?goal { <…> }``, which holds the parameter's default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from planvev.errors import SourceError
from planvev.web.language import marked

AUDIENCES: Final = {
    "planner": marked("For planners"),
    "open-data": marked("For users of open data"),
    "researcher": marked("For researchers"),
}
THEMES: Final = {
    "goals": marked("Goals and strategies"),
    "targets": marked("Targets and challenges"),
    "people": marked("Actors and groups"),
    "links": marked("Connections between plans"),
    "texts": marked("Wording"),
    "instruments": marked("Plan types and law"),
    "data": marked("Sources and data"),
}
KINDS: Final = (
    "plan",
    "goal",
    "main-goal",
    "sub-goal",
    "strategy",
    "actor",
    "actor-kind",
    "target-group",
    "instrument-type",
    "year",
    "number",
    "text",
)
"""What a parameter's value can be: a thing of that kind, by its IRI; or a literal."""
LITERAL_KINDS: Final = ("year", "number", "text")


@dataclass(frozen=True)
class Parameter:
    """What can be chosen in a query. name: of the variable. default: IRIs, or literals.

    label: what people call it, by language. takes_several: whether it may have several values.
    """

    name: str
    kind: str
    label: Mapping[str, str]
    default: tuple[str, ...]
    takes_several: bool = False


@dataclass(frozen=True)
class SavedQuery:
    """One saved query. slug: its name in URLs. Texts are by language: nb, nn, en.

    The slug is the file's name, or where that names what is only a default, one of its own.
    question: what it asks as it stands. general: what it asks whatever is chosen. about: what it
    answers, in plain words.
    """

    slug: str
    audience: str
    theme: str
    question: Mapping[str, str]
    general: Mapping[str, str]
    about: Mapping[str, str]
    query: str
    parameters: tuple[Parameter, ...] = ()

    @property
    def words(self) -> str:
        """All that a search looks at, in every language."""
        texts = [*self.question.values(), *self.general.values(), *self.about.values()]
        return " ".join((self.slug, *texts)).casefold()


@dataclass(frozen=True)
class ThemeGroup:
    """Queries of one theme. theme: a key of THEMES."""

    theme: str
    queries: Sequence[SavedQuery]


@dataclass(frozen=True)
class AudienceGroup:
    """Queries of one audience, by theme. audience: a key of AUDIENCES."""

    audience: str
    themes: Sequence[ThemeGroup]

    @property
    def size(self) -> int:
        """How many queries there are."""
        return sum(len(group.queries) for group in self.themes)


@cache
def read_saved_queries(folder: Path) -> Mapping[str, SavedQuery]:
    """Return the queries of a folder's TOML files by slug. Raises SourceError."""
    queries = map(_read, sorted(folder.glob("*.toml")))
    return {query.slug: query for query in queries}


def _read(path: Path) -> SavedQuery:
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        question = _in_languages(fields)
        return SavedQuery(
            fields.get("slug", path.stem),
            _one_of(AUDIENCES, fields["asks"]),
            _one_of(THEMES, fields["theme"]),
            question,
            fields.get("general", question),
            fields["about"],
            fields["query"].strip() + "\n",
            tuple(map(_parameter, fields.get("parameters", ()))),
        )
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"is not TOML: {error}", path) from None
    except KeyError as error:
        raise SourceError(f"lacks or misnames {error}", path) from None


def _parameter(fields: Mapping[str, Any]) -> Parameter:
    default = fields["default"]
    several = isinstance(default, list)
    return Parameter(
        fields["name"],
        _one_of(KINDS, fields["kind"]),
        _in_languages(fields),
        tuple(map(str, default if several else [default])),
        several,
    )


def _in_languages(fields: Mapping[str, Any]) -> dict[str, str]:
    return {language: fields[language] for language in ("nb", "nn", "en")}


def _one_of(known: Iterable[str], name: str) -> str:
    if name not in known:
        raise KeyError(name)
    return name


def found(queries: Iterable[SavedQuery], words: str) -> list[SavedQuery]:
    """Return the queries in whose texts every word stands, in whatever language."""
    wanted = words.casefold().split()
    return [query for query in queries if all(word in query.words for word in wanted)]


def grouped(queries: Iterable[SavedQuery]) -> list[AudienceGroup]:
    """Return queries by audience and theme, both in our order; empty groups are left out."""
    chosen = list(queries)
    groups = []
    for audience in AUDIENCES:
        themes = []
        for theme in THEMES:
            own = [q for q in chosen if (q.audience, q.theme) == (audience, theme)]
            if own:
                themes.append(ThemeGroup(theme, own))
        if themes:
            groups.append(AudienceGroup(audience, themes))
    return groups
