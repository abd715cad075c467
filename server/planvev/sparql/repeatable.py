"""Which queries give the same answer each time that they are asked of the same data. Pure."""

from __future__ import annotations

import re
from typing import Final

from planvev.rdf.query_tokens import TokenKind, query_tokens

_CHANGING: Final = ("RAND", "NOW", "UUID", "BNODE", "SERVICE")
"""UUID stands for STRUUID too. Keywords are looked for inside words: some parsers take them apart
where no space stands between. A query that is taken for a changing one only costs time."""
_SUSPECT: Final = re.compile("|".join((*_CHANGING, r"\\u")), re.IGNORECASE)
"""A text without any of this has none of the keywords, not even with codepoint escapes."""


def is_repeatable(query: str) -> bool:
    """Return whether an answer to the query may be kept for as long as the data do not change.

    >>> is_repeatable("SELECT ?now { ?now ?p 'RAND()' }"), is_repeatable("ASK { FILTER(rand()>0) }")
    (True, False)
    """
    if not _SUSPECT.search(query):
        return True
    words = (
        token.text.upper()
        for token in query_tokens(query)
        if token.kind in (TokenKind.WORD, TokenKind.PREFIXED_NAME, TokenKind.UNCLOSED)
    )
    return not any(name in word for word in words for name in _CHANGING)
