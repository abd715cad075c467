r"""The text of a StratML file: what its elements say, one below the other, in document order.

The text right inside an element is a *leaf*. It is cut into paragraphs where it has an empty line;
each is a block on lines of its own, with the element's path as its style. Inside a paragraph line
breaks stay, the indentation of the lines goes. Attributes are no text.

>>> from planvev.ingest.stratml.tree import parse
>>> goal = b"<Goal><Name>Flere\n tr&#xe6;r</Name></Goal>"
>>> xml = b"<StrategicPlan><Name>Planen</Name>" + goal + b"</StrategicPlan>"
>>> document = pin(parse(xml, "plan.xml"), "plan.xml")
>>> document.text
'Planen\nFlere\ntrær'
>>> [(block.style, block.place.line) for block in document.blocks]
[('Name', 1), ('Goal/Name', 1)]
"""

from __future__ import annotations

from collections.abc import Iterator

from planvev.ingest.document import Block, Place
from planvev.ingest.readers.pinning import Pinning
from planvev.ingest.stratml.names import WRAPPERS
from planvev.ingest.stratml.tree import Node, Words


def pin(root: Node, name: str) -> Pinning:
    """Return the text of a file with its blocks, and put its slices on the nodes (``place``).

    name: of the file, for messages. Raises DocumentRefused where it is too long.
    """
    pinning = Pinning(name)
    _pin_inside(root, (), pinning)
    return pinning


def _pin_inside(node: Node, path: tuple[str, ...], pinning: Pinning) -> None:
    # As deep as the file nests, which the guard bounds.
    for part in node.parts:
        if isinstance(part, Node):
            _pin_inside(part, path if part.key in WRAPPERS else (*path, part.key), pinning)
            continue
        for paragraph, line in paragraphs(part):
            block = Block(0, 0, style="/".join(path), place=Place(line=line))
            if pinning.add(paragraph, block):
                pinned = pinning.blocks[-1]
                node.place.append((pinned.start, pinned.end))


def paragraphs(words: Words) -> Iterator[tuple[str, int]]:
    """Yield the paragraphs of a text between two tags, lines trimmed, each with its line."""
    offset = 0
    lines: list[str] = []
    first = 0
    for raw in words.text.split("\n"):
        line = raw.strip()
        if line and not lines:
            first = offset + raw.index(line[0])
        if line:
            lines.append(line)
        elif lines:
            yield "\n".join(lines), words.line_at(first)
            lines = []
        offset += len(raw) + 1
    if lines:
        yield "\n".join(lines), words.line_at(first)
