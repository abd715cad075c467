"""Reading a file of our own back: the kinds, places and IRIs that its lines tell of."""

from __future__ import annotations

from typing import Final

from planvev.ingest.draft import Kind, Row
from planvev.ingest.elements import Furniture, Role, Slice
from planvev.ingest.slugs import slug, text_hash
from planvev.ingest.stratml.carried import MARK, SEPARATOR, Carried, read_carried, text_offset
from planvev.ingest.stratml.identifiers import path_of
from planvev.ingest.stratml.pinning import paragraphs
from planvev.ingest.stratml.reading import Reading
from planvev.ingest.stratml.tree import Node, Words
from planvev.ingest.stratml.wording import ROLE_SEPARATOR, ROLE_WORDS

_OF_ROWS: Final = frozenset({"path", "number", "level", "label", "under"})
_KINDS: Final = frozenset(kind.value for kind in Kind)
_CODES: Final = {word: code for words in ROLE_WORDS.values() for code, word in words.items()}


def own_file(root: Node) -> Carried | None:
    """Return the line in which a file says that it is of our making, None where it does not."""
    for node in root.named("OtherInformation"):
        for words in node.parts:
            if not isinstance(words, Words):
                continue
            for paragraph, _ in paragraphs(words):
                carried = read_carried(paragraph)
                if carried is not None and carried.mark == "plan":
                    return carried
    return None


class Restoring:
    """Puts what the lines of a file say onto its rows. plain: sections of descriptions."""

    def __init__(self, reading: Reading, about: Carried) -> None:
        self.plain: list[Row] = []
        self._reading = reading
        self._profile = about.attributes.get("profile", "goals")
        self._under: dict[str, str] = {}
        facts = reading.facts
        facts.language = about.attributes.get("language", "")
        facts.instrument_type = about.attributes.get("instrument", "")
        facts.status = about.attributes.get("status", "")
        facts.adopted_on = about.attributes.get("adopted", "")

    def fit_level(self, row: Row, is_objective: bool) -> None:
        """Give a Goal or Objective the kind and level that the profile puts there."""
        if self._profile != "strategies":
            return
        row.level = "" if is_objective else "delmal"
        row.kind = Kind.STRATEGY if is_objective else Kind.GOAL

    def take_line(self, piece: tuple[int, int], above: str, node: Node) -> bool:
        """Read a paragraph that is one of our lines; False where it is none."""
        start, end = piece
        paragraph = self._reading.document.text[start:end]
        carried = read_carried(paragraph)
        if carried is None:
            return False
        offset = text_offset(paragraph)
        words = (start + offset, end)
        if carried.mark in _KINDS:
            self._set_aside(start, start + len(paragraph[:offset].rstrip()))
            self._add(Kind(carried.mark), carried, words, above, node)
        else:
            self._set_aside(start, end)
            row = self._reading.row(above)
            if carried.mark == "self" and row is not None:
                self._complete(row, carried)
        return True

    def _set_aside(self, start: int, end: int) -> None:
        self._reading.furniture.append(Furniture(start, end, "mark"))

    def _add(
        self, kind: Kind, carried: Carried, words: tuple[int, int], above: str, node: Node
    ) -> None:
        row = self._reading.add_slices(kind, above, node, [words] if words[0] < words[1] else [])
        if kind in (Kind.TARGET, Kind.MENTION):
            row.slices = [Slice(each.start, each.end, Role.QUOTATION) for each in row.slices]
        if kind is Kind.TARGET:
            row.properties["indicator"] = row.text
        self._complete(row, carried)

    def _complete(self, row: Row, carried: Carried) -> None:
        """Put onto a row what the attributes of a line say of it."""
        said = carried.attributes
        row.path = said.get("path", row.path)
        row.number = said.get("number", row.number)
        row.level = said.get("level", row.level)
        row.label = said.get("label", row.label)
        if "under" in said:
            self._under[row.id] = said["under"]
        for name, value in said.items():
            if name not in _OF_ROWS:
                values = value.split(SEPARATOR)
                row.properties[name] = values if len(values) > 1 else value

    def finish(self) -> None:
        """Give the rows what is known only when all of them are there."""
        for row in self._reading.rows:
            self._read_identifier(row)
            if row.kind is Kind.VALUE and not row.path:
                row.path = f"value/{slug(row.text)}"
            if row.kind is Kind.TARGET:
                self._read_own_information(row)
            if row.kind is Kind.MENTION and not row.path:
                _read_role(row)
        self._name_sections()
        by_path = {row.path: row.id for row in self._reading.rows if row.path}
        for row in self._reading.rows:
            under = self._under.get(row.id)
            if under is not None:
                row.parent = by_path.get(under, row.parent) if under != "." else ""
        self._reading.rows = _parents_first(self._reading.rows)

    def _read_identifier(self, row: Row) -> None:
        identifier = row.properties.get("identifier", "")
        path = path_of(identifier) if isinstance(identifier, str) else ""
        if path or (isinstance(identifier, str) and identifier.startswith("pvx_")):
            row.path = row.path or path
            del row.properties["identifier"]
        elif isinstance(identifier, list):
            # The line in the element gave way to the file's own identifier, or the other way.
            kept = [each for each in identifier if not path_of(each)]
            row.path = row.path or next(map(path_of, identifier), "")
            row.properties["identifier"] = kept[0] if len(kept) == 1 else kept

    def _read_own_information(self, row: Row) -> None:
        """Read the line in an indicator's other information."""
        words = row.properties.get("otherInformation", "")
        carried = read_carried(words) if isinstance(words, str) else None
        if carried is None:
            return
        del row.properties["otherInformation"]
        self._complete(row, carried)
        text = self._reading.document.text
        for piece in row.slices:
            if text.startswith(MARK, piece.start):
                self._set_aside(piece.start, piece.end)
        row.slices = [each for each in row.slices if not text.startswith(MARK, each.start)]

    def _name_sections(self) -> None:
        """Give the sections of descriptions the paths that they were exported with."""
        counts: dict[str, int] = {}
        for row in self.plain:
            counts[row.parent] = counts.get(row.parent, 0) + 1
            above = self._reading.row(row.parent)
            if above is None:
                row.path = f"section/{text_hash(row.text)}"
            elif above.path:
                row.path = f"{above.path}/section/{counts[row.parent]}"


def _read_role(row: Row) -> None:
    """Read the role that stands in words in a stakeholder's role or description."""
    name = row.properties.pop("roleName", "")
    if isinstance(name, str) and name in _CODES:
        row.properties["role"] = _CODES[name]
        return
    description = row.properties.get("description", "")
    if not isinstance(description, str):
        return
    word, _, rest = description.partition(ROLE_SEPARATOR)
    if word in _CODES:
        row.properties["role"] = _CODES[word]
        row.properties.pop("description")
        if rest:
            row.properties["description"] = rest


def _parents_first(rows: list[Row]) -> list[Row]:
    """Return the rows with each after what it stands under, else in their order."""
    there = {row.id: row for row in rows}
    done: dict[str, Row] = {}
    for row in rows:
        chain: list[Row] = []
        current: Row | None = row
        while current is not None and current.id not in done and current not in chain:
            chain.append(current)
            current = there.get(current.parent)
        for each in reversed(chain):
            done.setdefault(each.id, each)
    return list(done.values())
