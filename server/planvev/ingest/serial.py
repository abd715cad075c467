"""Drafts as plain JSON: how they are kept between two visits, and cross from worker to server.

Spans are written as [start, end] or [start, end, role], so that a draft of thousands of rows stays
small. Nothing is unpickled: a draft that comes from a worker was made of a stranger's file.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, Final, TypeVar

from planvev.errors import InputError
from planvev.ingest.document import Block, BlockKind, Document, Place
from planvev.ingest.draft import Doubt, Draft, Kind, PlanFacts, Row
from planvev.ingest.elements import Furniture, Role, Slice
from planvev.ingest.saved import first_fault

FORMAT: Final = 1
"""Of the JSON; one of another number is refused."""
_T = TypeVar("_T")


def draft_as_json(draft: Draft) -> dict[str, Any]:
    """Return all of a draft, its document included, as values that JSON has."""
    return {
        "draft": FORMAT,
        "document": _document_as_json(draft.document),
        "rows": [_row_as_json(row) for row in draft.rows],
        "facts": _without_defaults(draft.facts, PlanFacts())
        | {"doubts": _doubts_as_json(draft.facts.doubts)},
        "furniture": [[each.start, each.end, each.kind] for each in draft.furniture],
        "dehyphenated": {str(place): word for place, word in draft.dehyphenated.items()},
        "method": draft.method,
    }


def draft_from_json(value: dict[str, Any]) -> Draft:
    """Return the draft again. Raises ValueError, KeyError or TypeError for what is none."""
    if value.get("draft") != FORMAT:
        raise ValueError(f"no draft of format {FORMAT}")
    facts = {**value["facts"], "doubts": _doubts_from_json(value["facts"]["doubts"])}
    return Draft(
        document=_document_from_json(value["document"]),
        rows=[_row_from_json(row) for row in value["rows"]],
        facts=_made(PlanFacts, facts),
        furniture=[Furniture(start, end, kind) for start, end, kind in value["furniture"]],
        dehyphenated={int(place): str(word) for place, word in value["dehyphenated"].items()},
        method=str(value["method"]),
    )


def _document_as_json(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "format": document.format,
        "text": document.text,
        "original_sha256": document.original_sha256,
        "warnings": [[code, list(arguments)] for code, arguments in document.warnings],
        "meta": document.meta,
        "blocks": [_block_as_json(block) for block in document.blocks],
    }


def _document_from_json(value: dict[str, Any]) -> Document:
    return Document(
        name=str(value["name"]),
        format=str(value["format"]),
        text=str(value["text"]),
        blocks=tuple(_block_from_json(block) for block in value["blocks"]),
        original_sha256=str(value["original_sha256"]),
        warnings=tuple((code, tuple(arguments)) for code, arguments in value["warnings"]),
        meta={str(name): str(text) for name, text in value["meta"].items()},
    )


_PLAIN_BLOCK: Final = Block(0, 0)
_PLAIN_PLACE: Final = Place()


def _block_as_json(block: Block) -> dict[str, Any]:
    return _without_defaults(block, _PLAIN_BLOCK) | {
        "start": block.start,
        "end": block.end,
        "place": _without_defaults(block.place, _PLAIN_PLACE),
    }


def _block_from_json(value: dict[str, Any]) -> Block:
    changed: dict[str, Any] = {"place": _made(Place, value["place"])}
    if "kind" in value:
        changed["kind"] = BlockKind(value["kind"])
    return _made(Block, value | changed)


def _row_as_json(row: Row) -> dict[str, Any]:
    return _without_defaults(row, Row(row.id, row.kind, row.text)) | {
        "id": row.id,
        "kind": row.kind.value,
        "text": row.text,
        "slices": [
            [each.start, each.end]
            if each.role is Role.WORDING
            else [each.start, each.end, each.role.value]
            for each in row.slices
        ],
        "place": _without_defaults(row.place, _PLAIN_PLACE),
        "doubts": _doubts_as_json(row.doubts),
    }


def _row_from_json(value: dict[str, Any]) -> Row:
    return _made(
        Row,
        value
        | {
            "kind": Kind(value["kind"]),
            "slices": [
                Slice(start, end, *(Role(name) for name in role))
                for start, end, *role in value["slices"]
            ],
            "place": _made(Place, value["place"]),
            "doubts": _doubts_from_json(value["doubts"]),
        },
    )


def _doubts_as_json(doubts: list[Doubt]) -> list[list[Any]]:
    return [[doubt.code, list(doubt.arguments)] for doubt in doubts]


def _doubts_from_json(value: list[list[Any]]) -> list[Doubt]:
    return [Doubt(code, tuple(arguments)) for code, arguments in value]


def _without_defaults(value: Any, plain: Any) -> dict[str, Any]:
    """Return the fields whose values differ from those of a plain one of its class."""
    return {
        field.name: getattr(value, field.name)
        for field in fields(value)
        if getattr(value, field.name) != getattr(plain, field.name)
    }


def _made(kind: type[_T], value: dict[str, Any]) -> _T:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    strange = value.keys() - known
    if strange:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(strange))}")
    return kind(**value)


def read_draft(content: bytes, name: str) -> Draft:
    """Return the draft that a file holds, which a person may have edited.

    Raises InputError where it holds none, and where something of it cannot be.
    """
    try:
        draft = draft_from_json(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{name}: this is no draft of planvev ({error}).") from None
    fault = first_fault(draft)
    if fault:
        raise InputError(f"{name}: this draft cannot be gone on with: {fault}.")
    return draft
