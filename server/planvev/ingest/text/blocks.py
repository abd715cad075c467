"""From lines to blocks: headings, bullets and paragraphs, by the profile's patterns.

Rules, in this order: a line that a part names is its heading; a line that a pattern matches opens
what the pattern names; any other line goes on with the open block. A heading and a paragraph end
at a blank line, a bullet only where something else opens. A paragraph goes on over a page break
or a caption where the text before does not end a sentence. Lines of a ``[[join]]`` stay together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from planvev.ingest.text.lines import Line
from planvev.ingest.text.profile import Part, Profile

SENTENCE_ENDS = (".", "!", "?", ":")


class BlockKind(Enum):
    """What a run of lines is."""

    PART = "part"
    MAIN_GOAL = "main_goal"
    SUB_GOAL = "sub_goal"
    LEAD_IN = "lead_in"
    APPROACH = "approach"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"


_PATTERNS = (
    BlockKind.MAIN_GOAL,
    BlockKind.SUB_GOAL,
    BlockKind.LEAD_IN,
    BlockKind.BULLET,
    BlockKind.APPROACH,
)


@dataclass
class Block:
    """A run of lines. prefix: how many characters of the first are number or bullet."""

    kind: BlockKind
    lines: list[Line]
    prefix: int = 0
    number: str | None = None
    part: Part | None = None


def find_blocks(lines: list[Line], profile: Profile) -> list[Block]:
    """Group lines into blocks, in order. Raises ValueError with the line where none fits."""
    headings = {part.line: part for part in profile.parts}
    blocks: list[Block] = []
    part: Part | None = None
    for line in lines:
        if line.number in headings:
            part = headings[line.number]
            blocks.append(Block(BlockKind.PART, [line], part=part))
            continue
        opened = _open_by_pattern(line, profile, part)
        if opened:
            if opened.kind is BlockKind.MAIN_GOAL:
                part = None
            blocks.append(opened)
        elif blocks and _goes_on(blocks[-1], line, profile, part):
            blocks[-1].lines.append(line)
        elif blocks and blocks[-1].kind is not BlockKind.LEAD_IN:
            blocks.append(Block(BlockKind.PARAGRAPH, [line]))
        else:
            raise ValueError(f"line {line.number}: no rule says what «{line.text}» is")
    return blocks


def _open_by_pattern(line: Line, profile: Profile, part: Part | None) -> Block | None:
    for kind in _PATTERNS:
        if kind is BlockKind.APPROACH and (part is None or part.reads != "approaches"):
            continue
        match = profile.patterns[kind.value].match(line.text)
        if match:
            prefix = 0 if kind is BlockKind.LEAD_IN else match.end()
            return Block(kind, [line], prefix, match.groupdict().get("number"))
    return None


def _goes_on(block: Block, line: Line, profile: Profile, part: Part | None) -> bool:
    """Tell whether a line that opens nothing of its own belongs to the block before it."""
    last = block.lines[-1]
    if any(last.number in lines and line.number in lines for lines in profile.joins):
        return True
    if block.kind is BlockKind.BULLET:
        return True
    if block.kind is BlockKind.LEAD_IN:
        return False
    if block.kind is BlockKind.PARAGRAPH and part is not None and part.reads == "statement":
        return True
    if block.kind is BlockKind.PARAGRAPH and line.page_start:
        return not last.text.endswith(SENTENCE_ENDS)
    return not line.after_gap
