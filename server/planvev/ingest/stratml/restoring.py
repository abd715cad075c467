"""Reading a file of our own back: the kinds, places and IRIs that its lines tell of."""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.draft import Kind, Row
from planvev.ingest.elements import Furniture, Role, Slice
from planvev.ingest.slugs import slug, text_hash
from planvev.ingest.stratml.carried import MARK, SEPARATOR, Carried, read_carried, text_offset
from planvev.ingest.stratml.identifiers import is_ours, path_of
from planvev.ingest.stratml.pinning import paragraphs
from planvev.ingest.stratml.reading import Reading, put
from planvev.ingest.stratml.tree import Node, Words
from planvev.ingest.stratml.wording import ROLE_SEPARATOR, ROLE_WORDS

_OF_ROWS: Final = frozenset({"path", "number", "level", "label", "under", "place"})
# What becomes part of an IRI: anybody may write a file that looks like ours.
_PATH: Final = re.compile(r"(?!.*\.\.)[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
_CODE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLACE: Final = re.compile(r"[0-9]{1,6}")
_NAMING: Final = frozenset({"explains", "describesType", "legalBasis"})
"""Properties whose values become part of an IRI."""
_LANGUAGES: Final = frozenset({"nb", "nn", "en", "se", "sma", "smj"})
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
        self._places: dict[str, int] = {}
        facts, said = reading.facts, about.attributes
        facts.language = said.get("language", "") if said.get("language") in _LANGUAGES else ""
        facts.instrument_type = _matching(_CODE, said.get("instrument", ""))
        facts.status = _matching(_CODE, said.get("status", ""))
        facts.adopted_on = _matching(_DATE, said.get("adopted", ""))

    def fit_level(self, row: Row, is_objective: bool) -> None:
        """Give a Goal or Objective the kind and level that the profile puts there."""
        if self._profile != "strategies":
            return
        row.level = "" if is_objective else "delmal"
        row.kind = Kind.STRATEGY if is_objective else Kind.GOAL

    def take_identifier(self, row: Row, words: str) -> str:
        """Take the identifier of an element for the IRI it is made of; return one of others."""
        row.path = row.path or _matching(_PATH, path_of(words))
        return "" if is_ours(words) else words

    def is_line(self, piece: tuple[int, int]) -> bool:
        """Whether a paragraph is one of our lines."""
        return read_carried(self._reading.document.text[slice(*piece)]) is not None

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
        row.path = _matching(_PATH, said.get("path", "")) or row.path
        row.number = said.get("number", row.number)
        row.level = _matching(_CODE, said.get("level", "")) or row.level
        row.label = said.get("label", row.label)
        if _PLACE.fullmatch(said.get("place", "")):
            self._places[row.id] = int(said["place"])
        if "under" in said:
            self._under[row.id] = said["under"]
        for name, value in said.items():
            if name in _OF_ROWS:
                continue
            values = value.split(SEPARATOR)
            if name in _NAMING:
                values = [each for each in values if _PATH.fullmatch(each)]
            if values:
                row.properties[name] = values if len(values) > 1 else values[0]

    def finish(self) -> None:
        """Give the rows what is known only when all of them are there."""
        for row in self._reading.rows:
            if row.kind is Kind.VALUE and not row.path:
                row.path = f"value/{slug(row.text)}"
            if row.kind is Kind.TARGET:
                identifier = str(row.properties.pop("identifier", ""))
                put(row, "identifier", self.take_identifier(row, identifier))
                self._read_line_in(row, "otherInformation")
            if row.kind is Kind.MENTION and not row.path:
                self._read_line_in(row, "description")
                _read_role(row)
        self._name_sections()
        by_path = {row.path: row.id for row in self._reading.rows if row.path}
        for row in self._reading.rows:
            under = self._under.get(row.id)
            if under is not None:
                row.parent = by_path.get(under, row.parent) if under != "." else ""
        self._reading.rows = _parents_first(self._in_places())

    def _in_places(self) -> list[Row]:
        """Return the rows with those that have a place among their siblings put there."""
        rows = list(self._reading.rows)
        groups: dict[tuple[str, str], list[int]] = {}
        for index, row in enumerate(rows):
            groups.setdefault((row.kind, row.parent), []).append(index)
        for indices in groups.values():
            alike = [self._reading.rows[index] for index in indices]
            order = [row for row in alike if row.id not in self._places]
            placed = [row for row in alike if row.id in self._places]
            for row in sorted(placed, key=lambda each: self._places[each.id]):
                order.insert(self._places[row.id] - 1, row)
            for index, row in zip(indices, order, strict=True):
                rows[index] = row
        return rows

    def _read_line_in(self, row: Row, name: str) -> None:
        """Read the line at the end of what a property of a finding says."""
        words = str(row.properties.pop(name, ""))
        before, mark, line = words.partition(MARK)
        carried = read_carried(mark + line)
        if carried is None:
            put(row, name, words)
            return
        put(row, name, before.strip())
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


def _matching(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


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
