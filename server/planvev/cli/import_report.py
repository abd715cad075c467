"""What an import says of itself: the account of every block, the doubts, and counts."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from planvev.ingest.account import BlockUse, DraftAccount, Use, account_for_draft
from planvev.ingest.checking import KIND_NAMES
from planvev.ingest.document import Place
from planvev.ingest.doubts import Weight, doubt_in, weight_of
from planvev.ingest.draft import Doubt, Draft, Row

_SHOWN_MAX = 40
_WORDS = {
    "nb": {
        "blocks": "Blokker: {0}, brukt {1}, inventar {2}, ikke plassert {3}.",
        "rows": "Rader: {0}.",
        "unplaced": "Ikke plassert ({0}): «{1}»",
        "more": "… og {0} til; se --report.",
        "plan": "planen",
    },
    "nn": {
        "blocks": "Blokker: {0}, brukte {1}, inventar {2}, ikkje plasserte {3}.",
        "rows": "Rader: {0}.",
        "unplaced": "Ikkje plassert ({0}): «{1}»",
        "more": "… og {0} til; sjå --report.",
        "plan": "planen",
    },
    "en": {
        "blocks": "Blocks: {0}, used {1}, furniture {2}, unplaced {3}.",
        "rows": "Rows: {0}.",
        "unplaced": "Unplaced ({0}): «{1}»",
        "more": "… and {0} more; see --report.",
        "plan": "the plan",
    },
}
_PLACE = {
    "nb": ("side", "linje", "ark", "rad", "kolonne"),
    "nn": ("side", "linje", "ark", "rad", "kolonne"),
    "en": ("page", "line", "sheet", "row", "column"),
}


def place_in(place: Place, language: str) -> str:
    """Return a place in words.

    >>> place_in(Place(page=9, line=40), "nb")
    'side 9, linje 40'
    """
    names = _PLACE[language]
    values = (place.page, place.line, place.sheet, place.row, place.column)
    return ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True) if value)


def report_as_json(draft: Draft) -> bytes:
    """Return the whole account as JSON: counts, each row with its doubts, each block with its use.

    Members: ``counts`` (rows by kind, goals by level), ``blocks`` (by use), ``rows``, ``unplaced``,
    ``facts``, ``warnings``; messages in nb, nn and en.
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
        "unplaced": [_unplaced(draft, use) for use in account.unplaced],
    }
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()


def summary(draft: Draft, language: str) -> list[str]:
    """Return the account in lines for a terminal."""
    words = _WORDS[language]
    account = account_for_draft(draft)
    counts = Counter(KIND_NAMES[row.kind] for row in draft.rows)
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
    text = row.text if len(row.text) <= 60 else f"{row.text[:59]}…"
    place = place_in(row.place, language)
    return f"{place or row.id}: «{text}»"


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
        "pieces": [
            {"start": start, "end": end, "text": draft.document.text[start:end]}
            for start, end in use.left
        ],
    }
