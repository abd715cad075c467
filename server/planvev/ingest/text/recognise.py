"""From a source text and its profile to a draft: elements, furniture, the plan's own facts."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from planvev.archive.files import SourceFile, mismatch
from planvev.errors import SourceError
from planvev.ingest.elements import (
    Element,
    Extraction,
    Furniture,
    Role,
    Slice,
    fold_white_space,
    wording,
)
from planvev.ingest.text.blocks import Block, BlockKind, find_blocks
from planvev.ingest.text.lines import LineIndex, free_lines
from planvev.ingest.text.profile import Instrument, Part, Profile


def recognise(source: SourceFile, profile: Profile) -> Extraction:
    """Recognise the elements of a plan in its text.

    Raises SourceMismatch where the text is not the one that the profile was made for, and
    SourceError where the profile and the text do not fit together.
    """
    if source.sha256 != profile.source_sha256:
        raise mismatch(source, profile.source_sha256)
    try:
        return _Recognition(source, profile).draft()
    except ValueError as error:
        raise SourceError(str(error), profile.path) from None


class _Recognition:
    """One document being recognised; ``draft`` runs it once."""

    def __init__(self, source: SourceFile, profile: Profile) -> None:
        self.source = source
        self.text = source.text
        self.profile = profile
        self.index = LineIndex(source.text)
        self.elements: list[Element] = []
        self.furniture: list[Furniture] = []
        self.positions: Counter[tuple[str, str]] = Counter()
        self.hyphens = self._hyphens()

    def draft(self) -> Extraction:
        """Return the draft; raises ValueError where profile and text disagree."""
        self._captions()
        self._terms()
        self._instruments()
        listed = [self.index.trimmed(listing.lines) for listing in self.profile.listings]
        owned = [(piece.start, piece.end) for piece in self.furniture]
        owned += [(piece.start, piece.end) for e in self.elements for piece in e.slices]
        lines = free_lines(self.index, [*owned, *listed], self.profile.patterns["page_start"])
        self._blocks(find_blocks(lines, self.profile))
        self._listings()
        self._values()
        self.elements.sort(key=lambda element: element.slices[0].start)
        draft = Extraction(
            source=self.text,
            source_sha256=self.source.sha256,
            language=self.profile.language,
            elements=self.elements,
            furniture=sorted(self.furniture, key=lambda piece: piece.start),
            dehyphenated=self.hyphens,
        )
        self._plan_facts(draft)
        return draft

    def _hyphens(self) -> dict[int, str]:
        """Check the decisions about hyphens at line ends; return the joined words by place."""
        joined = {}
        for entry in self.profile.dehyphenations:
            end = self.index.span(entry.line)[0] + len(self._line(entry.line))
            head, tail = self._line(entry.line), self._line(entry.line + 1)
            cut = head.rpartition(" ")[2].removesuffix("-")
            if not head.endswith("-") or cut + tail.split()[0].rstrip(".,") != entry.word:
                raise ValueError(f"line {entry.line} does not cut «{entry.word}» with a hyphen")
            joined[end - 1] = entry.word
        for entry in self.profile.suspended_hyphens:
            if not self._line(entry.line).endswith(entry.word):
                raise ValueError(f"line {entry.line} does not end in «{entry.word}»")
        decided = {word.line for word in self.profile.dehyphenations}
        decided |= {word.line for word in self.profile.suspended_hyphens}
        for number in range(1, len(self.index) + 1):
            if self._line(number).endswith("-") and number not in decided:
                raise ValueError(
                    f"line {number} ends in a hyphen: list it under [[dehyphenation]] "
                    "or [[suspended_hyphen]]"
                )
        return joined

    def _line(self, number: int) -> str:
        start, end = self.index.span(number)
        return self.text[start:end].rstrip()

    def _add(
        self, kind: str, path: str, parent: str, slices: list[Slice], **more: str | None
    ) -> Element:
        self.positions[kind, parent] += 1
        element = Element(kind, path, parent, self.positions[kind, parent], slices)
        element.text = self._wording(slices)
        element.label = more.get("label") or None
        element.notation = more.get("notation")
        self.elements.append(element)
        return element

    def _wording(self, slices: list[Slice]) -> str:
        words = [
            word
            for place, word in self.hyphens.items()
            if any(piece.start <= place < piece.end for piece in slices)
        ]
        return wording(self.text, slices, words)

    def _captions(self) -> None:
        for caption in self.profile.captions:
            span = self.index.find(caption.line, caption.text)
            self.furniture.append(Furniture(*span, "caption"))

    def _terms(self) -> None:
        for term in sorted(self.profile.terms, key=lambda entry: entry.lines.first):
            piece = Slice(*self.index.trimmed(term.lines))
            element = self._add("GlossaryEntry", f"term/{term.slug}", "", [piece], label=term.label)
            element.properties["explains"] = term.explains

    def _instruments(self) -> None:
        for entry in self.profile.instruments:
            slices = [Slice(*self.index.trimmed(lines)) for lines in entry.lines]
            path = f"instrument/{entry.slug}"
            element = self._add("InstrumentDescription", path, "", slices, label=entry.label)
            element.properties |= _instrument_properties(entry, element.text)

    def _blocks(self, blocks: list[Block]) -> None:
        container = goal = ""
        for before, block in pairwise([None, *blocks]):
            assert block is not None  # noqa: S101 - only the first of the pairs is None
            match block.kind:
                case BlockKind.PART:
                    container = self._part(block)
                case BlockKind.MAIN_GOAL | BlockKind.SUB_GOAL:
                    container = goal = self._goal(block)
                case BlockKind.APPROACH:
                    container = self._numbered(block, "StrategicApproach", "approach", "").path
                case BlockKind.LEAD_IN:
                    line = block.lines[0]
                    self.furniture.append(Furniture(line.start, line.end, "lead-in"))
                case BlockKind.BULLET:
                    if before is None or before.kind not in (BlockKind.LEAD_IN, BlockKind.BULLET):
                        raise ValueError(f"line {block.lines[0].number}: a bullet without lead-in")
                    self._strategy(block, goal)
                case BlockKind.PARAGRAPH:
                    self._paragraph(block, container)

    def _slices(self, block: Block) -> list[Slice]:
        """Return the contiguous pieces of a block: cut where another owner stands between lines."""
        pieces = [[block.lines[0].start + block.prefix, block.lines[0].end]]
        for line in block.lines[1:]:
            if self.text[pieces[-1][1] : line.start].strip():
                pieces.append([line.start, line.end])
            else:
                pieces[-1][1] = line.end
        return [Slice(start, end) for start, end in pieces]

    def _part(self, block: Block) -> str:
        part = block.part
        assert part is not None  # noqa: S101 - blocks of this kind have one
        element = self._add("Section", f"section/{part.slug}", "", self._slices(block))
        if element.text != part.heading:
            raise ValueError(f"line {part.line} reads «{element.text}», not «{part.heading}»")
        element.label = part.heading
        return element.path

    def _numbered(self, block: Block, kind: str, folder: str, parent: str) -> Element:
        first = block.lines[0]
        number_end = first.start + len(first.text[: block.prefix].rstrip())
        self.furniture.append(Furniture(first.start, number_end, "number"))
        path = f"{folder}/{block.number}"
        element = self._add(kind, path, parent, self._slices(block), notation=block.number)
        element.label = element.text
        return element

    def _goal(self, block: Block) -> str:
        main = block.kind is BlockKind.MAIN_GOAL
        parent = "" if main else f"goal/{str(block.number).partition('.')[0]}"
        element = self._numbered(block, "Goal", "goal", parent)
        element.properties["goalLevel"] = "hovedmal" if main else "delmal"
        return element.path

    def _strategy(self, block: Block, goal: str) -> None:
        first = block.lines[0]
        self.furniture.append(Furniture(first.start, first.start + 1, "bullet"))
        order = self.positions["Strategy", goal] + 1
        number = f"{goal.removeprefix('goal/')}.{order}"
        element = self._add("Strategy", f"strategy/{number}", goal, self._slices(block))
        element.label = element.text
        verb = self.profile.lead_verbs.get(number, element.text.split()[0].rstrip(","))
        if verb:
            if verb not in element.text.replace(",", "").split():
                raise ValueError(f"[lead_verb] {number}: «{verb}» is not in «{element.text}»")
            element.properties["leadVerb"] = verb

    def _paragraph(self, block: Block, container: str) -> None:
        part = next((p for p in self.profile.parts if f"section/{p.slug}" == container), None)
        if part is not None and part.reads == "statement":
            self._statement(block, part)
            return
        order = self.positions["Section", container] + 1
        self._add("Section", f"{container}/section/{order}", container, self._slices(block))

    def _statement(self, block: Block, part: Part) -> None:
        if self.positions[part.statement["kind"], ""]:
            raise ValueError(f"line {block.lines[0].number}: part «{part.slug}» is one statement")
        label = part.statement.get("label")
        slices = self._slices(block)
        element = self._add(part.statement["kind"], part.statement["path"], "", slices, label=label)
        if label and label not in element.text:
            raise ValueError(f"part «{part.slug}»: the label «{label}» is not in its text")

    def _listings(self) -> None:
        kinds = {"goal": "Goal", "approach": "StrategicApproach"}
        for listing in self.profile.listings:
            start, end = self.index.trimmed(listing.lines)
            place = start
            for element in self.elements:
                if element.kind != kinds[listing.of] or element.parent:
                    continue
                line = self.index.number_of(place)
                found = self._find_between(element.text, place, end)
                if found is None:
                    raise ValueError(f"[[listing]] lines from {line}: no «{element.text}»")
                self._separators(place, found[0])
                element.slices.append(Slice(*found, Role.REPEATED))
                place = found[1]
            self._separators(place, end)

    def _find_between(self, words: str, start: int, end: int) -> tuple[int, int] | None:
        """Find words with a following full stop in a span; spaces match any white space."""
        for line in range(self.index.number_of(start), self.index.number_of(end - 1) + 1):
            try:
                first, last = self.index.find(line, words)
            except ValueError:
                continue
            if first >= start and last <= end:
                return first, last + (self.text[last : last + 1] == ".")
        return None

    def _separators(self, start: int, end: int) -> None:
        """List what stands between repeated wordings as furniture."""
        piece = self.text[start:end]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            kind = "number" if piece.strip()[0].isdigit() else "separator"
            self.furniture.append(Furniture(first, start + len(piece.rstrip()), kind))

    def _values(self) -> None:
        for entry in self.profile.values:
            slices = [
                Slice(*self.index.find(line, entry.text), Role.QUOTATION) for line in entry.lines
            ]
            element = self._add("Value", f"value/{entry.slug}", "", slices)
            element.text = element.label = entry.text

    def _plan_facts(self, draft: Extraction) -> None:
        facts = self.profile.plan
        if facts is None:
            return
        span = self.index.find(facts.quotation.line, facts.quotation.text)
        draft.plan_slices = [Slice(*span, Role.QUOTATION)]
        draft.plan_facts = {
            "body": facts.body,
            "instrumentType": facts.instrument_type,
            "adoptedOn": facts.adopted_on.isoformat(),
            "adoptedBy": facts.adopted_by,
        }


def _instrument_properties(entry: Instrument, text: str) -> dict[str, str | list[str]]:
    """Return the facts of a box. Raises ValueError where printed words are not in its text."""
    printed = {
        "printedHorizon": entry.printed_horizon,
        "cadence": entry.cadence,
        "printedCitation": entry.citation,
    }
    for words in filter(None, (entry.label, *printed.values())):
        if fold_white_space(words) not in text:
            raise ValueError(f"[[instrument]] {entry.slug}: «{words}» is not in «{text}»")
    meant = {"horizon": entry.horizon, "reviewInterval": entry.review_interval}
    facts: dict[str, str | list[str]] = {
        name: value for name, value in (printed | meant).items() if value is not None
    }
    facts["describesType"] = list(entry.types)
    if entry.legal_basis:
        facts["legalBasis"] = list(entry.legal_basis)
    return facts
