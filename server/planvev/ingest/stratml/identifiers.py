"""The identifiers of the elements of our files: made of their IRIs, the same at every export."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9.\-]+(?:/[A-Za-z0-9.\-]+)*")
_PREFIX: Final = "pv_"
_HASHED: Final = "pvx_"


def identifier_of(path: str, iri: str) -> str:
    """Return a valid xsd:ID for an element. path: its IRI below the plan's.

    >>> identifier_of("goal/2.6", "https://w3id.org/planvev/id/trondheim/plan/goal/2.6")
    'pv_goal_2.6'
    """
    if _PLAIN.fullmatch(path):
        return _PREFIX + path.replace("/", "_")
    return _HASHED + hashlib.sha256(iri.encode()).hexdigest()[:32]


def is_ours(identifier: str) -> bool:
    """Whether an identifier was made here.

    >>> is_ours("pv_goal_2.6"), is_ours("_6e21b622")
    (True, False)
    """
    return identifier.startswith((_PREFIX, _HASHED))


def path_of(identifier: str) -> str:
    """Return the path that an identifier is made of, "" where it is made of none.

    >>> path_of("pv_goal_2.6"), path_of("_6e21b622")
    ('goal/2.6', '')
    """
    if not identifier.startswith(_PREFIX):
        return ""
    return identifier.removeprefix(_PREFIX).replace("_", "/")
