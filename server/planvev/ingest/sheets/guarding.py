"""Texts in CSV that no spreadsheet takes for a formula, and back.

A text that begins like a formula gets an apostrophe before it (OWASP, CSV injection). So that the
way back is exact, a text that begins with apostrophes and then like a formula gets one more.
"""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("'=1"), guarded("1.2 Mål")
    ("'=1+1", "''=1", '1.2 Mål')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return a text without the apostrophe that ``guarded`` put before it.

    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'n Mål")
    ('=1+1', "'=1", "'n Mål")
    """
    return text[1:] if _GUARDED.match(text) else text
