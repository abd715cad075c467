"""What a person changed of a finding in a workbook of ours.

All that is said of a finding is carried whole, and shown in columns besides. A column that shows
something else than what is carried was edited: then it counts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from planvev.vocab import PV

Properties = dict[str, str | list[str]]
_COLUMNS: Final = (
    "role",
    "targetKind",
    "comparator",
    "targetValue",
    "unit",
    "deadline",
    "baselineYear",
    "baselineValue",
    "indicator",
)


def told_apart(
    carried: str | list[str], columns: Mapping[str, str | list[str]]
) -> tuple[list[str], Properties]:
    """Return the statements that still hold, and the columns that say otherwise.

    carried: statements as JSON. columns: what the row's cells say, codes as codes.
    """
    statements = carried if isinstance(carried, list) else [carried]
    by_name: dict[str, list[str]] = defaultdict(list)
    for text in statements:
        predicate = json.loads(text)["predicate"]
        if predicate.startswith(PV.iri):
            by_name[predicate.removeprefix(PV.iri)].append(text)
    edited: Properties = {}
    for name in _COLUMNS:
        said = {_plain(_shown(text)) for text in by_name[name]} or {""}
        shows = str(columns.get(name, ""))
        if _plain(shows) in said:
            continue
        statements = [text for text in statements if text not in by_name[name]]
        if shows:
            edited[name] = shows
    return statements, edited


def _shown(statement: str) -> str:
    """Return what a column shows of a statement: a value, or the last part of an IRI."""
    fields = json.loads(statement)
    value = str(fields["value"])
    return value.rpartition("/")[2] if fields["type"] == "iri" else value


def _plain(text: str) -> str:
    """Return what tells two values apart: no white space, no case, one kind of decimal point.

    >>> _plain("90,0 ") == _plain("90.0")
    True
    """
    plain = "".join(text.split()).casefold().replace(",", ".")
    return plain.rpartition("/")[2] if plain.startswith("http") else plain
