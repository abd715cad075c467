"""The tokens of a SPARQL text with their places, and where reading them is in doubt.

A text can be cut into tokens without parsing it, but for one case: ``<`` begins an IRI in a
pattern and is an operator in an expression. ``?a<'x&&?b>'…`` is an IRI to a reader of tokens, and
to a parser a comparison with a string that goes on. Whoever relies on the tokens (to let an update
through, to let a SERVICE through) asks ``is_in_doubt``, and refuses where the answer is yes.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from planvev.rdf.query_tokens import NAMED, TokenKind, query_spans, unescape

_TROUBLE: Final = re.compile(r"['#(){}\[\]]")
"""What an IRI may hold, and what changes the reading of all that follows if it is no IRI."""
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_CLOSING: Final = frozenset(_OPENING.values())
_BEFORE_VALUE: Final = frozenset("(,=!&|+-*/<^")
"""After these an expression goes on with a value, so that ``<`` begins an IRI."""


class Located(NamedTuple):
    """A token and where it stands: the offsets of its first character and after its last."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword, in upper case; empty where the token is no word."""
        return self.text.upper() if self.kind is TokenKind.WORD else ""


_START: Final = Located(TokenKind.OTHER, "", 0, 0)


class UnclearTokens(ValueError):
    """A text whose tokens cannot be told with certainty."""


def located_tokens(text: str) -> list[Located]:
    r"""Return the tokens with their places. Raises UnclearTokens where a token has none.

    That is where a keyword or a name is written with a codepoint escape, which no store reads.

    >>> [(token.text, token.start) for token in located_tokens("ASK # {\n{ }")]
    [('ASK', 0), ('{', 8), ('}', 10)]
    """
    tokens = []
    for kind, start, end in query_spans(text):
        if kind is TokenKind.SKIPPED:
            continue
        token = text[start:end]
        if kind in NAMED and unescape(token) != token:
            raise UnclearTokens("A keyword or a name is written with a codepoint escape.")
        tokens.append(Located(kind, token, start, end))
    return tokens


def is_in_doubt(tokens: list[Located]) -> bool:
    """Return whether an IRI among the tokens may be a comparison that hides what follows.

    Only expressions compare, and they stand in parentheses; and only where a value has ended can
    ``<`` be an operator. So an IRI is in doubt if it stands directly in parentheses, not after an
    operator, and holds a quote, a number sign or a bracket. So are brackets that do not match, and
    strings that do not end.

    >>> is_in_doubt(located_tokens("ASK { FILTER(?a<'x&&?b>') }"))
    True
    >>> is_in_doubt(located_tokens("ASK { ?s <http://example.org/#p> <http://example.org/#o> }"))
    False
    """
    open_brackets: list[str] = []
    previous = _START
    for token in tokens:
        inside = bool(open_brackets) and open_brackets[-1] == "("
        if token.kind is TokenKind.IRI:
            if inside and previous.text not in _BEFORE_VALUE and _TROUBLE.search(token.text):
                return True
        elif token.kind is TokenKind.UNCLOSED:
            return True
        elif token.kind is TokenKind.OTHER:
            if token.text in _OPENING:
                open_brackets.append(token.text)
            elif token.text in _CLOSING and (
                not open_brackets or _OPENING[open_brackets.pop()] != token.text
            ):
                return True
        previous = token
    return bool(open_brackets)
