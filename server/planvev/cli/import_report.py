"""What an import says of itself: the account of every block, the doubts, and counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from planvev.ingest.account import BlockUse, DraftAccount, Use, account_for_draft
from planvev.ingest.differences import Change
from planvev.ingest.document import Place
from planvev.ingest.doubts import Weight, doubt_in, weight_of
from planvev.ingest.draft import Doubt, Draft, Row
from planvev.ingest.graphs import PlanGraphs
from planvev.ingest.names_in_doubts import kind_in

_SHOWN_MAX = 40
_WORDS = {
    "nb": {
        "blocks": "Blokker: {0}, brukt {1}, inventar {2}, ikke plassert {3}.",
        "rows": "Rader: {0}.",
        "unplaced": "Ikke plassert ({0}): «{1}»",
        "more": "… og {0} til; se --report.",
        "plan": "planen",
        "added": "Ny: {0}",
        "changed": "Endret: {0}",
        "gone": "Borte: {0}",
        "lost": "Mistet funn: {0}",
        "difference": "Nye {0}, endret {1}, borte {2}, uendret {3}.",
        "taken": "Generasjon {0} har {1}.",
        "refused": "Planen følger ikke reglene, og er ikke tatt inn.",
        "linked": "{0} viser til {1}, som er borte. Ta raden inn igjen, eller endre koblingen.",
    },
    "nn": {
        "blocks": "Blokker: {0}, brukte {1}, inventar {2}, ikkje plasserte {3}.",
        "rows": "Rader: {0}.",
        "unplaced": "Ikkje plassert ({0}): «{1}»",
        "more": "… og {0} til; sjå --report.",
        "plan": "planen",
        "added": "Ny: {0}",
        "changed": "Endra: {0}",
        "gone": "Borte: {0}",
        "lost": "Mista funn: {0}",
        "difference": "Nye {0}, endra {1}, borte {2}, uendra {3}.",
        "taken": "Generasjon {0} har {1}.",
        "refused": "Planen følgjer ikkje reglane, og er ikkje teken inn.",
        "linked": "{0} viser til {1}, som er borte. Ta rada inn att, eller endre koplinga først.",
    },
    "en": {
        "blocks": "Blocks: {0}, used {1}, furniture {2}, unplaced {3}.",
        "rows": "Rows: {0}.",
        "unplaced": "Unplaced ({0}): «{1}»",
        "more": "… and {0} more; see --report.",
        "plan": "the plan",
        "added": "New: {0}",
        "changed": "Changed: {0}",
        "gone": "Gone: {0}",
        "lost": "Finding lost: {0}",
        "difference": "New {0}, changed {1}, gone {2}, unchanged {3}.",
        "taken": "Generation {0} holds {1}.",
        "refused": "The plan does not conform and is not taken in.",
        "linked": "{0} names {1}, which is gone. Bring the row back, or change the link first.",
    },
}
_PLACE = {
    "nb": ("side", "linje", "ark", "rad", "kolonne"),
    "nn": ("side", "linje", "ark", "rad", "kolonne"),
    "en": ("page", "line", "sheet", "row", "column"),
}


_CHANGES: dict[str, dict[str, str]] = {
    "nb": {"kind": "slag", "text": "tekst", "number": "nummer", "parent": "plass", "level": "nivå"},
    "nn": {"kind": "slag", "text": "tekst", "number": "nummer", "parent": "plass", "level": "nivå"},
    "en": {"parent": "place"},
}
"""What of an element is said otherwise; in English as ``Change`` has it."""


def place_in(place: Place, language: str) -> str:
    """Return a place in words.

    >>> place_in(Place(page=9, line=40), "nb")
    'side 9, linje 40'
    """
    names = _PLACE[language]
    values = (place.page, place.line, place.sheet, place.row, place.column)
    return ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True) if value)


def report_as_json(draft: Draft) -> bytes:
    """Return the whole account as JSON: counts, each row with its doubts, what no row holds.

    Members: ``counts`` (rows by kind, goals by level), ``blocks`` (how many by use), ``rows``,
    ``furniture``, ``unplaced``, ``facts``, ``warnings``; messages in nb, nn and en.
    """
    account = account_for_draft(draft)
    report = {
        "document": {
            "name": draft.document.name,
            "format": draft.document.format,
            "sha256": draft.document.sha256,
            "original_sha256": draft.document.original_sha256,
            "characters": len(draft.document.text),
        },
        "method": draft.method,
        "counts": _counts(draft),
        "blocks": {use.value: account.count(use) for use in Use} | {"total": len(account.uses)},
        "complete": not account.unplaced,
        "facts": {k: v for k, v in vars(draft.facts).items() if k != "doubts"},
        "facts_doubts": [_doubt(doubt) for doubt in draft.facts.doubts],
        "warnings": [_doubt(Doubt(code, given)) for code, given in draft.document.warnings],
        "rows": [_row(row) for row in draft.rows],
        "furniture": [
            {"kind": piece.kind, **_piece(draft, piece.start, piece.end)}
            for piece in draft.furniture
        ],
        "unplaced": [_unplaced(draft, use) for use in account.unplaced],
    }
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()


def summary(draft: Draft, language: str) -> list[str]:
    """Return the account in lines for a terminal."""
    words = _WORDS[language]
    account = account_for_draft(draft)
    counts = Counter(kind_in(row.kind.value, language) for row in draft.rows)
    lines = [
        words["rows"].format(", ".join(f"{count} {name}" for name, count in counts.items()) or "0"),
        words["blocks"].format(len(account.uses), *(account.count(use) for use in Use)),
    ]
    said = [
        f"{_whose(row, words['plan'], language)}: {doubt_in(doubt, language)}"
        for row, doubt in _doubts(draft)
    ]
    said += [doubt_in(Doubt(code, given), language) for code, given in draft.document.warnings]
    said += _unplaced_lines(draft, account, language)
    lines += said[:_SHOWN_MAX]
    if len(said) > _SHOWN_MAX:
        lines.append(words["more"].format(len(said) - _SHOWN_MAX))
    return lines


def difference_lines(made: PlanGraphs, language: str) -> list[str]:
    """Return what an import changes of the plan that is there, in lines for a terminal.

    No lines where there is no such plan yet.
    """
    found, words = made.difference, _WORDS[language]
    if not (found.changed or found.gone or found.same):
        return []
    counts = len(found.added), len(found.changed), len(found.gone), found.same
    said = [words["gone"].format(_element(one.path, one.text)) for one in found.gone]
    said += [words["lost"].format(iri) for iri in made.lost]
    said += [words["changed"].format(_changed(one, language)) for one in found.changed]
    said += [words["added"].format(_element(one.path, one.text)) for one in found.added]
    more = [words["more"].format(len(said) - _SHOWN_MAX)] if len(said) > _SHOWN_MAX else []
    return [words["difference"].format(*counts), *said[:_SHOWN_MAX], *more]


def links_without_end(
    made: PlanGraphs, links: Iterable[tuple[str, str]], language: str
) -> list[str]:
    """Return which links would lose an end. links: IRIs of links, each with the end's."""
    gone = {f"{made.plan}/{one.path}": one for one in made.difference.gone}
    return [
        _WORDS[language]["linked"].format(link, _element(gone[end].path, gone[end].text))
        for link, end in links
        if end in gone
    ]


def taken_in(generation: int, plan: str, language: str) -> str:
    """Return what is said of a plan that was taken in."""
    return _WORDS[language]["taken"].format(generation, plan)


def not_taken_in(language: str) -> str:
    """Return what is said of a plan that does not conform."""
    return _WORDS[language]["refused"]


def _element(path: str, text: str) -> str:
    return f"{path} «{_short(text)}»"


def _changed(change: Change, language: str) -> str:
    now = f" → «{_short(change.after)}»" if "text" in change.what else ""
    what = ", ".join(_CHANGES[language].get(name, name) for name in change.what)
    return f"{_element(change.path, change.before)}{now} ({what})"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _doubts(draft: Draft) -> list[tuple[Row | None, Doubt]]:
    """Return faults first, then doubts; notes only stand in the report."""
    found: list[tuple[Row | None, Doubt]] = [(None, doubt) for doubt in draft.facts.doubts]
    found += [(row, doubt) for row in draft.rows for doubt in row.doubts]
    order = [Weight.FAULT, Weight.DOUBT]
    heard = [pair for pair in found if weight_of(pair[1]) in order]
    return sorted(heard, key=lambda pair: order.index(weight_of(pair[1])))


def _whose(row: Row | None, plan: str, language: str) -> str:
    if row is None:
        return plan
    place = place_in(row.place, language)
    return f"{place or row.id}: «{_short(row.text)}»"


def _unplaced_lines(draft: Draft, account: DraftAccount, language: str) -> list[str]:
    return [
        _WORDS[language]["unplaced"].format(
            place_in(use.block.place, language), " ".join(draft.document.text[start:end].split())
        )
        for use in account.unplaced
        for start, end in use.left
    ]


def _counts(draft: Draft) -> dict[str, Any]:
    levels = Counter(row.level for row in draft.rows if row.level)
    return dict(Counter(row.kind.value for row in draft.rows)) | {"levels": dict(levels)}


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind.value,
        "level": row.level,
        "number": row.number,
        "parent": row.parent,
        "text": row.text,
        "label": row.label,
        "properties": row.properties,
        "place": {name: value for name, value in _place_fields(row.place).items() if value},
        "slices": [[piece.start, piece.end] for piece in row.slices],
        "score": round(row.score, 3),
        "doubts": [_doubt(doubt) for doubt in row.doubts],
    }


def _place_fields(place: Place) -> dict[str, Any]:
    names = ("page", "line", "sheet", "row", "column")
    return {name: getattr(place, name) for name in names}


def _doubt(doubt: Doubt) -> dict[str, Any]:
    messages = {language: doubt_in(doubt, language) for language in _WORDS}
    return {"code": doubt.code, "weight": weight_of(doubt).value, **messages}


def _unplaced(draft: Draft, use: BlockUse) -> dict[str, Any]:
    return {
        "place": {name: value for name, value in _place_fields(use.block.place).items() if value},
        "pieces": [_piece(draft, start, end) for start, end in use.left],
    }


def _piece(draft: Draft, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": draft.document.text[start:end]}
