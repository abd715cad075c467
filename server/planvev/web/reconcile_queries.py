"""Reconciliation queries out of the JSON that a client sends. Pure.

Source: Reconciliation Service API 0.2, «Reconciliation Queries» and «Data Extension Service».
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from planvev.errors import BadRequest
from planvev.web.reconcile_types import NUMBER, PLAN, read_type

BATCH_MAX: Final = 50
"""How many queries one batch may have; told in the manifest."""
CANDIDATES: Final = 5
CANDIDATES_MAX: Final = 50
TEXT_MAX: Final = 2_000
"""How many characters of a text are matched."""
EXTENDED_MAX: Final = 500
_VALUES_MAX: Final = 50
_SHOWN_MAX: Final = 60
_STRICT: Final = ("any", "all", "should")


@dataclass(frozen=True)
class ReconciliationQuery:
    """One query. types: IRIs. strict: any, all or should. plans, numbers: one of them must fit."""

    text: str = ""
    types: frozenset[str] = frozenset()
    strict: str = "any"
    limit: int = CANDIDATES
    plans: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extension:
    """What is to be told of entities. ids: IRIs. properties: identifiers."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


def read_batch(text: str) -> dict[str, ReconciliationQuery]:
    """Return the queries of a batch by their identifiers.

    Raises BadRequest for what is no batch, saying which query and what about it.

    >>> read_batch('{"q0": {"query": "trygg by", "limit": 2}}')["q0"].limit
    2
    """
    batch = _parsed(text, "queries")
    if len(batch) > BATCH_MAX:
        raise BadRequest(
            f"queries: there are {len(batch)} in this batch; at most {BATCH_MAX} are answered"
        )
    return {name: read_query(value, f"queries: «{_cut(name)}»") for name, value in batch.items()}


def read_single(text: str) -> ReconciliationQuery:
    """Return a query that stands alone: a text, or the JSON object of one. Raises BadRequest."""
    if not text.lstrip().startswith("{"):
        return ReconciliationQuery(text.strip()[:TEXT_MAX])
    return read_query(_parsed(text, "query"), "query")


def read_query(value: Any, where: str) -> ReconciliationQuery:
    """Return a query of a JSON value. where: opens the messages. Raises BadRequest."""
    if not isinstance(value, dict):
        raise BadRequest(f"{where}: a query is an object with «query», «properties» or both")
    if "query" not in value and not value.get("properties"):
        raise BadRequest(f"{where}: there is neither «query» nor «properties»")
    text = value.get("query", "")
    if not isinstance(text, str):
        raise BadRequest(f"{where}: «query» is a text")
    strict = value.get("type_strict", "any")
    if strict not in _STRICT:
        raise BadRequest(f"{where}: «type_strict» is any, all or should")
    found = _properties(value.get("properties", []), where)
    return ReconciliationQuery(
        text.strip()[:TEXT_MAX],
        frozenset(_types(value.get("type", []), where)),
        strict,
        _limit(value.get("limit", CANDIDATES), where),
        tuple(found.get(PLAN, ())),
        tuple(found.get(NUMBER, ())),
    )


def read_extension(text: str) -> Extension:
    """Return a data extension query. Raises BadRequest."""
    value = _parsed(text, "extend")
    ids, properties = value.get("ids"), value.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise BadRequest("extend: «ids» is a list of identifiers")
    if len(ids) > EXTENDED_MAX:
        raise BadRequest(
            f"extend: there are {len(ids)} identifiers; at most {EXTENDED_MAX} are answered"
        )
    if not isinstance(properties, list) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in properties
    ):
        raise BadRequest("extend: «properties» is a list of objects with an «id»")
    wanted = dict.fromkeys(one["id"] for one in properties[:_VALUES_MAX])
    return Extension(tuple(dict.fromkeys(ids)), tuple(wanted))


def _parsed(text: str, name: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = ""
        if isinstance(error, json.JSONDecodeError):
            place = f", line {error.lineno}, column {error.colno}"
        raise BadRequest(f"{name}: this is no JSON{place}") from None
    if not isinstance(value, dict):
        raise BadRequest(f"{name}: the JSON must be an object")
    return value


def _types(value: Any, where: str) -> list[str]:
    """Return the IRIs of types: one, a list, or a list of objects with an identifier."""
    given = value if isinstance(value, list) else [value] if value else []
    names = [one.get("id") if isinstance(one, dict) else one for one in given[:_VALUES_MAX]]
    known = [name for name in names if isinstance(name, str)]
    if len(known) < len(names):
        raise BadRequest(f"{where}: «type» is an identifier or a list of identifiers")
    return [read_type(name) for name in known]


def _limit(value: Any, where: str) -> int:
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    if not whole or value < 1:
        raise BadRequest(f"{where}: «limit» is a whole number from 1")
    return int(min(value, CANDIDATES_MAX))


def _properties(value: Any, where: str) -> dict[str, list[str]]:
    """Return the values of each property; what this service does not know is passed over."""
    if not isinstance(value, list):
        raise BadRequest(f"{where}: «properties» is a list")
    found: dict[str, list[str]] = {}
    for each in value[:_VALUES_MAX]:
        if not isinstance(each, dict) or not isinstance(each.get("pid"), str) or "v" not in each:
            raise BadRequest(f"{where}: each of «properties» is an object with «pid» and «v»")
        values = each["v"] if isinstance(each["v"], list) else [each["v"]]
        texts = [_value(one, where) for one in values[:_VALUES_MAX]]
        found.setdefault(each["pid"], []).extend(one for one in texts if one)
    return found


def _value(value: Any, where: str) -> str:
    """Return a property value as text: an entity's identifier, a number without «.0»."""
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        value = value["id"]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str | int | float):
        return str(value).strip()[:TEXT_MAX]
    raise BadRequest(f"{where}: a value of a property is a text, a number or an entity")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"
