"""What a StratML file becomes while it is read: rows in order, and an owner for every leaf."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from planvev.ingest.document import Document, Place
from planvev.ingest.draft import Doubt, Kind, PlanFacts, Row
from planvev.ingest.elements import Furniture, Role, Slice, fold_white_space
from planvev.ingest.stratml.tree import Node


@dataclass
class Reading:
    """One reading of one file. by_identifier: the elements that have an identifier."""

    document: Document
    by_identifier: dict[str, Node] = field(default_factory=dict)
    facts: PlanFacts = field(default_factory=PlanFacts)
    rows: list[Row] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    _aside: set[tuple[int, int]] = field(default_factory=set)

    def row(self, row_id: str) -> Row | None:
        """Return a row by its id, None for the plan's."""
        return self.rows[int(row_id[1:]) - 1] if row_id else None

    def add(self, kind: Kind, parent: str, source: Node, texts: Iterable[Node]) -> Row:
        """Add a row whose wording is that of some leaves. source: the element it is made of."""
        pieces = [piece for node in texts for piece in node.place]
        return self.add_slices(kind, parent, source, pieces)

    def add_slices(
        self, kind: Kind, parent: str, source: Node, pieces: list[tuple[int, int]]
    ) -> Row:
        """Add a row whose wording stands in slices of the text."""
        # Of marked-up words the leaf around them comes first, whose text goes on after them.
        pieces = sorted(pieces)
        row = Row(
            id=f"r{len(self.rows) + 1}",
            kind=kind,
            text=self.text_of(pieces),
            parent=parent,
            slices=[Slice(start, end) for start, end in pieces],
            place=Place(line=source.line),
        )
        self.rows.append(row)
        return row

    def text_of(self, pieces: Iterable[tuple[int, int]]) -> str:
        """Return the words of slices, white space folded."""
        return fold_white_space(" ".join(self.document.text[a:b] for a, b in pieces))

    def quote(self, row: Row, node: Node) -> str:
        """Make a finding rest on a leaf too; return its words."""
        row.slices += [Slice(start, end, Role.QUOTATION) for start, end in node.place]
        return self.text_of(node.place)

    def set_aside(self, node: Node, kind: str) -> str:
        """Count a leaf as furniture; return its words."""
        for piece in node.place:
            if piece not in self._aside:
                self._aside.add(piece)
                self.furniture.append(Furniture(*piece, kind))
        return self.text_of(node.place)

    def set_aside_all(self, node: Node, kind: str) -> None:
        """Count all leaves of an element as furniture."""
        for each in node.walk():
            self.set_aside(each, kind)

    def place_rest(self, root: Node) -> None:
        """Add a section for each paragraph that nothing has taken: leaves where none are foreseen.

        That is text in an element that has elements of its own where the schema has text alone.
        """
        # A paragraph that is one of our lines has two owners, the first from where it begins.
        taken = {each.start for each in self.furniture}
        taken |= {piece.start for row in self.rows for piece in row.slices}
        for node in root.walk():
            for piece in node.place:
                if piece[0] not in taken:
                    self.add_slices(Kind.SECTION, "", node, [piece])


def put(row: Row, name: str, value: str) -> None:
    """Set a property of a row; a further value makes a list of it.

    >>> row = Row("1", Kind.MENTION, "")
    >>> for name in ("Leder", "Leder", "Eier"): put(row, "roleName", name)
    >>> row.properties
    {'roleName': ['Leder', 'Eier']}
    """
    if not value:
        return
    there = row.properties.get(name)
    if there is None:
        row.properties[name] = value
    elif isinstance(there, list):
        if value not in there:
            there.append(value)
    elif there != value:
        row.properties[name] = [there, value]


def doubt(row: Row, code: str, *arguments: str) -> None:
    """Put a doubt on a row, once."""
    new = Doubt(code, arguments)
    if new not in row.doubts:
        row.doubts.append(new)
