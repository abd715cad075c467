r"""Lines in a StratML file of ours that hold what its elements cannot: written and read back here.

Each is a paragraph of its own in an OtherInformation or Description, made for people to read and
for a program to tell apart: a mark in square brackets, with attributes as XML writes them, and the
words after it.

>>> line = Carried("Strategy", {"path": "strategy/1.2.3", "number": "1.2.3"}, "Plante trær")
>>> line.written()
'[pv:Strategy path="strategy/1.2.3" number="1.2.3"] Plante trær'
>>> read_carried(line.written()) == line
True
>>> read_carried("[1] En fotnote") is None
True

The marks: ``pv:plan`` once in a file, what the file is; ``pv:note``, words for people only;
``pv:self``, more of the element in which it stands; a kind of row (``pv:Strategy``), an element of
the plan. Of the attributes, ``path`` is the element's IRI below the plan's, and ``under`` the path
of what it stands under, where that is not the element of the file ("." for the plan), ``place`` its
number among its siblings, where some of those are elements of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import quoteattr, unescape

_LINE: Final = re.compile(
    r'\[pv:(?P<mark>\w+)(?P<attributes>(?:\s+[\w-]+="[^"]*")*)\](?:\s+(?P<text>\S.*))?', re.DOTALL
)
_ATTRIBUTE: Final = re.compile(r'([\w-]+)="([^"]*)"')
_ESCAPES: Final = {"&quot;": '"', "&#10;": "\n", "&#13;": "\r", "&#9;": "\t"}
SEPARATOR: Final = " | "
"""Between the values of one attribute."""
MARK: Final = "[pv:"
"""How each begins."""


@dataclass(frozen=True)
class Carried:
    """One line. attributes: those with a value. text: the words after the mark."""

    mark: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def written(self) -> str:
        """Return it as it stands in the file."""
        attributes = "".join(
            f" {name}={_quoted(value)}" for name, value in self.attributes.items() if value
        )
        return f"{MARK}{self.mark}{attributes}] {self.text}".rstrip()


def _quoted(value: str) -> str:
    # quoteattr takes single quotes for a value that has double ones; one kind reads more simply.
    return '"' + quoteattr(value.replace('"', "\0"))[1:-1].replace("\0", "&quot;") + '"'


def read_carried(paragraph: str) -> Carried | None:
    """Return the line that a paragraph is, None where it is none."""
    match = _LINE.fullmatch(paragraph)
    if match is None:
        return None
    attributes = {
        name: unescape(value, _ESCAPES)
        for name, value in _ATTRIBUTE.findall(match["attributes"] or "")
    }
    return Carried(match["mark"], attributes, match["text"] or "")


def text_offset(paragraph: str) -> int:
    """Return where the words of a line begin, its length where it has none."""
    match = _LINE.fullmatch(paragraph)
    return match.start("text") if match and match["text"] else len(paragraph)
