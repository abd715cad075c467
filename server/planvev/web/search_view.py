"""From what the index found to what the search page, its JSON and its table show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from planvev.search.highlights import Piece, pieces, snippet
from planvev.search.index import FACETS, Found, Hit
from planvev.search.keeping import State
from planvev.search.query import Search
from planvev.web.known_names import class_name
from planvev.web.language import current, gettext
from planvev.web.statements import language_rank
from planvev.web.tables import Cell, Table
from planvev.web.urls import Urls
from planvev.web.wording import compact_iri, first_upper, shortened

_LABEL_CHARACTERS: Final = 160


@dataclass(frozen=True)
class HitView:
    """A hit. title, text: in pieces; text: around the words that were found, may be empty."""

    iri: str
    href: str | None
    kind: str
    number: str
    title: list[Piece]
    title_language: str
    text: list[Piece]
    text_language: str
    plan: str
    plan_href: str | None
    score: float


@dataclass(frozen=True)
class Choice:
    """A value of a facet. url: of the search with it, or without it where it is chosen."""

    iri: str
    label: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True)
class FacetView:
    """A facet with its values, those with most hits first."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class SearchView:
    """The answer to a search."""

    hits: list[HitView]
    total: int
    facets: list[FacetView]
    all_words: bool


class Names:
    """What things are called: by the names that the index keeps."""

    def __init__(self, state: State, urls: Urls) -> None:
        self._state = state
        self._urls = urls

    def of(self, iri: str) -> str:
        """Return the name of a thing in the language of the page, or what else names it."""
        labels = self._state.names.get(iri, {})
        if labels:
            return labels[min(labels, key=lambda tag: (language_rank(tag), tag))]
        local = self._urls.path_of(iri)
        return iri.rstrip("/").rpartition("/")[2] if local else compact_iri(iri)

    def kind(self, iri: str) -> str:
        """Return what a kind is called: a goal's level, or a class."""
        return class_name(frozenset({iri})) or first_upper(self.of(iri))


def search_view(
    found: Found, search: Search, names: Names, urls: Urls, asked: Mapping[str, str]
) -> SearchView:
    """Make the answer. asked: the parameters of the request, for the URLs of facets."""
    return SearchView(
        [_hit(hit, found.stems, names, urls) for hit in found.hits],
        found.total,
        [_facet(name, found, search, names, asked) for name in FACETS],
        found.all_words,
    )


def _hit(hit: Hit, stems: frozenset[str], names: Names, urls: Urls) -> HitView:
    document: Mapping[str, Any] = hit.document
    title, language = document["title"], document["language"]
    text, text_language = document["text"], document["text_language"]
    if not title:
        title, language, text, text_language = text, text_language, "", ""
    if not text and not any(piece.marked for piece in pieces(title, stems)):
        text, text_language = _other(document, stems)
    plan = document["plan"]
    kind = names.kind(document["kind"])
    return HitView(
        iri=document["iri"],
        href=urls.href_of(document["iri"]),
        kind=kind,
        number=document["number"],
        title=pieces(snippet(title, stems, _LABEL_CHARACTERS), stems),
        title_language=language,
        text=pieces(snippet(text, stems), stems) if text else [],
        text_language=text_language,
        plan=names.of(plan) if plan and plan != document["iri"] else "",
        plan_href=urls.href_of(plan) if plan else None,
        score=round(hit.score, 3),
    )


def _other(document: Mapping[str, Any], stems: frozenset[str]) -> tuple[str, str]:
    """Return words in another language, or not adopted, where only they answer the search."""
    for language, title in document["titles"].items():
        if language != document["language"] and any(p.marked for p in pieces(title, stems)):
            return title, language
    return (document["others"], "") if document["others"] else ("", "")


def _facet(
    name: str, found: Found, search: Search, names: Names, asked: Mapping[str, str]
) -> FacetView:
    labels = {
        "plan": gettext("Plan"),
        "kind": gettext("Kind"),
        "theme": gettext("Theme"),
        "actor": gettext("Actor"),
        "group": gettext("Group"),
    }
    chosen = search.filters.get(name, "")
    kept = {k: v for k, v in asked.items() if k not in ("page", "format", "lang") and v}
    counts = dict(found.facets.get(name, ()))
    if chosen:
        counts.setdefault(chosen, 0)
    choices = []
    for iri, count in counts.items():
        others = {key: value for key, value in kept.items() if key != name}
        query = others if iri == chosen else {**others, name: iri}
        label = names.kind(iri) if name == "kind" else first_upper(names.of(iri))
        url = f"/search?{urlencode(query)}"
        choices.append(Choice(iri, shortened(label, 70), count, iri == chosen, url))
    choices.sort(key=lambda choice: (not choice.chosen, -choice.count, choice.label.casefold()))
    return FacetView(name, labels[name], choices)


def as_json(view: SearchView, text: str, generation: int, root: str) -> dict[str, Any]:
    """Return the answer as JSON; highlights as pairs of start and end, in code points."""
    return {
        "query": text,
        "language": current(),
        "generation": generation,
        "total": view.total,
        "all_words": view.all_words,
        "hits": [
            {
                "iri": hit.iri,
                "url": _absolute(hit.href, root),
                "kind": hit.kind,
                "number": hit.number,
                "title": _text(hit.title),
                "title_language": hit.title_language,
                "title_highlights": _ranges(hit.title),
                "text": _text(hit.text),
                "text_language": hit.text_language,
                "text_highlights": _ranges(hit.text),
                "plan": hit.plan,
                "score": hit.score,
            }
            for hit in view.hits
        ],
        "facets": {
            facet.name: [
                {"value": c.iri, "label": c.label, "count": c.count, "chosen": c.chosen}
                for c in facet.choices
            ]
            for facet in view.facets
        },
    }


def _absolute(href: str | None, root: str) -> str | None:
    return f"{root.rstrip('/')}{href}" if href and href.startswith("/") else href


def _text(parts: list[Piece]) -> str:
    return "".join(piece.text for piece in parts)


def _ranges(parts: list[Piece]) -> list[list[int]]:
    ranges, at = [], 0
    for piece in parts:
        if piece.marked:
            ranges.append([at, at + len(piece.text)])
        at += len(piece.text)
    return ranges


def search_table(view: SearchView) -> Table:
    """Return the hits as a table for a spreadsheet."""
    columns = [
        gettext("Kind"),
        gettext("Number"),
        gettext("Name"),
        gettext("Text"),
        gettext("Plan"),
        "IRI",
    ]
    rows: list[list[Cell]] = [
        [hit.kind, hit.number, _text(hit.title), _text(hit.text), hit.plan, hit.iri]
        for hit in view.hits
    ]
    return Table(gettext("Search"), columns, rows)
