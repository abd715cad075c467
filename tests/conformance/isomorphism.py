"""Whether two sets of rows are equal but for the labels of their blank nodes.

Solutions, graphs and lists are all rows here: a solution is its values in the order of its
variables, a triple is its three terms, and a list has the position first in each row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import count

from pyoxigraph import BlankNode

Row = tuple[Hashable, ...]
Colours = dict[BlankNode, int]


def isomorphic(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Say whether a renaming of blank nodes, one to one, makes the two equal as multisets.

    >>> a, b = BlankNode("a"), BlankNode("b")
    >>> isomorphic([(a, 1), (b, 2)], [(b, 1), (a, 2)])
    True
    >>> isomorphic([(a, 1), (b, 2)], [(a, 1), (a, 2)])
    False
    """
    if len(left) != len(right):
        return False
    return _matches(left, right, _plain(left), _plain(right))


def _matches(
    left: Sequence[Row], right: Sequence[Row], left_start: Colours, right_start: Colours
) -> bool:
    """Refine the colours of both sides alike, then fix one blank node at a time."""
    left_colours = _refined(left, left_start)
    right_colours = _refined(right, right_start)
    sizes = Counter(left_colours.values())
    if sizes != Counter(right_colours.values()):
        return False
    ambiguous = [colour for colour, size in sizes.items() if size > 1]
    if not ambiguous:
        return Counter(_coloured(left, left_colours)) == Counter(_coloured(right, right_colours))
    colour = min(ambiguous, key=lambda one: (sizes[one], one))
    fixed = next(node for node, one in left_colours.items() if one == colour)
    mark = hash(("fixed", colour))
    return any(
        _matches(left, right, left_colours | {fixed: mark}, right_colours | {node: mark})
        for node, one in right_colours.items()
        if one == colour
    )


def _plain(rows: Sequence[Row]) -> Colours:
    return {value: 0 for row in rows for value in row if isinstance(value, BlankNode)}


def _refined(rows: Sequence[Row], colours: Colours) -> Colours:
    """Colour each blank node by the rows that it stands in, until no more can be told apart."""
    classes = len(set(colours.values()))
    for _ in count():
        seen: dict[BlankNode, list[int]] = {node: [] for node in colours}
        for row, coloured in zip(rows, _coloured(rows, colours), strict=True):
            for position, value in enumerate(row):
                if isinstance(value, BlankNode):
                    own = tuple(at for at, other in enumerate(row) if other == value)
                    seen[value].append(hash((position, own, coloured)))
        colours = {
            node: hash((colour, tuple(sorted(seen[node])))) for node, colour in colours.items()
        }
        refined = len(set(colours.values()))
        if refined == classes:
            break
        classes = refined
    return colours


def _coloured(rows: Sequence[Row], colours: Colours) -> list[Row]:
    return [
        tuple(("blank", colours[value]) if isinstance(value, BlankNode) else value for value in row)
        for row in rows
    ]
