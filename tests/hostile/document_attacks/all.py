"""All attacks by document: sound files, or nearly, that cost more than they are worth.

Each may end in a draft or in a refusal; what is bounded is how long that takes, and how much.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hostile.document_attacks.pdfs import PDFS
from hostile.document_attacks.stratml import STRATML_FILES
from hostile.document_attacks.tables import TABLES
from hostile.document_attacks.texts import TEXTS
from hostile.document_attacks.word import WORD_FILES
from hostile.document_attacks.workbooks import WORKBOOKS
from hostile.document_cases import Case
from hostile.documents import stored


def _large(each: Case) -> Case:
    """Return the case with its parts unpacked: what repeats itself packs like a bomb."""
    return replace(each, make=lambda: stored(each.make()))


ATTACKS: Final[list[Case]] = [
    *(_large(each) for each in (*WORD_FILES, *WORKBOOKS)),
    *TABLES,
    *TEXTS,
    *STRATML_FILES,
    *PDFS,
]
