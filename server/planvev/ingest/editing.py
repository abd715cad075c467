"""What a person does to a draft: each edit gives a new draft, and leaves the one it was given.

Edits keep rows and document together. A text that is changed, split or merged keeps its place in
the document wherever its words stand there; what no row holds any more is unplaced again, and so
shown (``account``). After each edit the rows stand as a tree is read: each right after what is
above it and before it, and structural doubts are said anew (``checking``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from planvev.errors import InputError
from planvev.ingest.account import account_for_draft
from planvev.ingest.checking import check_draft
from planvev.ingest.document import Place
from planvev.ingest.draft import FINDINGS, Doubt, Draft, Kind, PlanFacts, Row
from planvev.ingest.draft_tree import nearest_parent, ordered, subtree
from planvev.ingest.elements import Furniture, Role, Slice, fold_white_space

MARKED: Final = "marked"
"""The kind of furniture that a person made of unplaced text."""
_NEAR: Final = 4_000
"""How far from its place a changed text is looked for, in characters."""


class EditRefused(InputError):
    """An edit that makes no sense; the draft is as it was. reason: one of the keys of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason])
        self.reason = reason


REASONS: Final = {
    "no-row": "There is no such row.",
    "circle": "A row cannot stand under itself or under what stands below it.",
    "end": "There is nothing further in that direction.",
    "one-part": "Put each part on a line of its own to split the row.",
    "no-text": "A row needs a text.",
    "not-unplaced": "This text has a place already.",
    "not-aside": "This text was not set aside.",
}


def change_row(
    draft: Draft,
    row_id: str,
    *,
    kind: Kind | None = None,
    level: str | None = None,
    number: str | None = None,
    text: str | None = None,
    parent: str | None = None,
) -> Draft:
    """Change what is given of a row; the person has looked at it, so its doubts are settled.

    Raises EditRefused.
    """
    row = _row(draft, row_id)
    if parent is not None and parent in subtree(draft, row_id):
        raise EditRefused("circle")
    if parent:
        _row(draft, parent)
    new_kind = kind or row.kind
    new_level = row.level if level is None else level
    changed = replace(
        row,
        kind=new_kind,
        level=new_level if new_kind is Kind.GOAL else "",
        number=row.number if number is None else fold_white_space(number),
        parent=row.parent if parent is None else parent,
        path=row.path if new_kind is row.kind else "",
        doubts=[],
        score=1.0,
    )
    if text is not None and fold_white_space(text) != row.text:
        changed = _reworded(draft, changed, fold_white_space(text))
        draft = replace(draft, furniture=_without(draft, changed.slices))
    return _finished(draft, [changed if each is row else each for each in draft.rows])


def settle(draft: Draft, row_id: str) -> Draft:
    """Say of a row that it is right as it is: nothing but its structure is doubted any more."""
    return change_row(draft, row_id)


def move_row(draft: Draft, row_id: str, by: int) -> Draft:
    """Put a row, with all below it, before (by: -1) or after (1) its neighbour under its parent.

    Raises EditRefused where there is no neighbour on that side.
    """
    row = _row(draft, row_id)
    neighbour = _neighbour(draft, row, by)
    if neighbour is None:
        raise EditRefused("end")
    swapped = {row.id: neighbour, neighbour.id: row}
    return _finished(draft, [swapped.get(each.id, each) for each in draft.rows])


def indent_row(draft: Draft, row_id: str) -> Draft:
    """Put a row under its neighbour above. Raises EditRefused where there is none."""
    row = _row(draft, row_id)
    neighbour = _neighbour(draft, row, -1)
    if neighbour is None:
        raise EditRefused("end")
    return change_row(draft, row_id, parent=neighbour.id)


def outdent_row(draft: Draft, row_id: str) -> Draft:
    """Put a row beside what it stands under. Raises EditRefused where that is the plan."""
    row = _row(draft, row_id)
    if not row.parent:
        raise EditRefused("end")
    return change_row(draft, row_id, parent=_row(draft, row.parent).parent)


def split_row(draft: Draft, row_id: str, parts: Sequence[str]) -> Draft:
    """Make several rows of one: the first keeps what it has, the others stand after it.

    parts: their texts. Raises EditRefused for fewer than two.
    """
    row = _row(draft, row_id)
    texts = [folded for part in parts if (folded := fold_white_space(part))]
    if len(texts) < 2:
        raise EditRefused("one-part")
    spans = [(piece.start, piece.end) for piece in row.slices if piece.role is Role.WORDING]
    made: list[Row] = []
    for text in texts:
        found = locate(draft, text, spans)
        if found:  # the next part stands after this one
            spans = _after(spans, found[-1].end)
        made.append(replace(row, text=text, slices=found, doubts=[], score=1.0))
    ids = _new_ids(draft, len(made) - 1)
    rest = [
        replace(part, id=new, number="", label="", path="", properties={})
        for part, new in zip(made[1:], ids, strict=True)
    ]
    return _finished(draft, _spliced(draft, row, [made[0], *rest]))


def merge_with_previous(draft: Draft, row_id: str) -> Draft:
    """Put a row's text after that of the row above; what stood below it stands below that then.

    Raises EditRefused where it is the first.
    """
    row = _row(draft, row_id)
    before = None
    for each, _ in ordered(draft):
        if each is row:
            break
        if each.kind not in FINDINGS:
            before = each
    if before is None:
        raise EditRefused("end")
    merged = replace(
        before,
        text=fold_white_space(f"{before.text} {row.text}"),
        slices=[*before.slices, *row.slices],
        doubts=[],
        score=1.0,
    )
    rows = [
        merged if each is before else _moved(each, row.id, before.id)
        for each in draft.rows
        if each is not row
    ]
    return _finished(draft, rows)


def remove_row(draft: Draft, row_id: str) -> Draft:
    """Take a row out: its text is unplaced then, what stood below it stands where it stood.

    Findings about it go with it. Raises EditRefused.
    """
    row = _row(draft, row_id)
    rows = [
        _moved(each, row.id, row.parent)
        for each in draft.rows
        if each is not row and not (each.kind in FINDINGS and each.parent == row.id)
    ]
    return _finished(draft, rows)


def place_text(
    draft: Draft, start: int, end: int, kind: Kind, *, text: str = "", parent: str | None = None
) -> Draft:
    """Make a row of unplaced text. start, end: a piece that ``account`` lists as left.

    text: the part of it that is meant, "" for all. parent: None for the nearest above that fits.
    Raises EditRefused.
    """
    _require_unplaced(draft, start, end)
    wanted = fold_white_space(text or draft.document.text[start:end])
    slices = locate(draft, wanted, [(start, end)])
    if not slices:
        raise EditRefused("no-text" if not wanted else "not-unplaced")
    begin = slices[0].start
    above = nearest_parent(draft, kind, begin) if parent is None else parent
    if above:
        _row(draft, above)
    level = next(
        (each.level for each in draft.rows if each.kind is kind and each.parent == above), ""
    )
    made = Row(_new_ids(draft, 1)[0], kind, wanted, above, slices=slices, level=level)
    made = replace(made, place=_place_at(draft, begin))
    at = next(
        (
            index
            for index, each in enumerate(draft.rows)
            if each.slices and each.slices[0].start > begin
        ),
        len(draft.rows),
    )
    return _finished(draft, [*draft.rows[:at], made, *draft.rows[at:]])


def mark_furniture(draft: Draft, start: int, end: int) -> Draft:
    """Say of unplaced text, and of all that reads the same, that it belongs to no element.

    Raises EditRefused.
    """
    _require_unplaced(draft, start, end)
    text = draft.document.text
    wanted = fold_white_space(text[start:end])
    same = [
        Furniture(left, right, MARKED)
        for use in account_for_draft(draft).unplaced
        for left, right in use.left
        if fold_white_space(text[left:right]) == wanted
    ]
    furniture = sorted([*draft.furniture, *same], key=lambda piece: piece.start)
    return _finished(replace(draft, furniture=furniture), draft.rows)


def release_furniture(draft: Draft, start: int, end: int) -> Draft:
    """Say of text that was set aside that it belongs to the plan after all: it has no place then.

    start, end: of a block. Raises EditRefused where nothing of it was set aside.
    """
    kept = [piece for piece in draft.furniture if piece.end <= start or end <= piece.start]
    if len(kept) == len(draft.furniture):
        raise EditRefused("not-aside")
    return _finished(replace(draft, furniture=kept), draft.rows)


def change_facts(draft: Draft, values: Mapping[str, str]) -> Draft:
    """Say what is known of the plan itself; what was doubted of it is settled. values: by field."""
    facts: PlanFacts = replace(draft.facts, **dict(values), doubts=[])
    return _finished(replace(draft, facts=facts), draft.rows)


def locate(draft: Draft, words: str, spans: Iterable[tuple[int, int]]) -> list[Slice]:
    """Return where words stand in pieces of the document's text, none where they do not.

    White space counts for nothing, nor do hyphens at line ends that the draft joins. spans: in
    order; the words may run on from one to the next.
    """
    text = draft.document.text
    places = [
        place
        for start, end in spans
        for place in range(start, end)
        if not text[place].isspace() and place not in draft.dehyphenated
    ]
    wanted = "".join(words.split())
    at = "".join(text[place] for place in places).find(wanted)
    if at < 0 or not wanted:
        return []
    slices: list[Slice] = []
    for place in places[at : at + len(wanted)]:
        between = text[slices[-1].end : place] if slices else "x"
        if slices and (not between.strip() or _is_joined(draft, slices[-1].end, place)):
            slices[-1] = Slice(slices[-1].start, place + 1)
        else:
            slices.append(Slice(place, place + 1))
    return slices


def _reworded(draft: Draft, row: Row, text: str) -> Row:
    """Return a row with another text, at the place where that stands, or else where it was."""
    own = [(piece.start, piece.end) for piece in row.slices if piece.role is Role.WORDING]
    low = min((start for start, _ in own), default=0) - _NEAR
    high = max((end for _, end in own), default=len(draft.document.text)) + _NEAR
    free = [
        piece
        for use in account_for_draft(draft).unplaced
        for piece in use.left
        if low <= piece[0] and piece[1] <= high
    ]
    aside = [(piece.start, piece.end) for piece in draft.furniture if low <= piece.start <= high]
    found = (
        locate(draft, text, own)
        or locate(draft, text, sorted([*own, *free]))
        or locate(draft, text, sorted([*own, *free, *aside]))
    )
    if found:
        return replace(row, text=text, slices=found)
    return replace(row, text=text, doubts=[*row.doubts, Doubt("reworded")])


def _without(draft: Draft, slices: Sequence[Slice]) -> list[Furniture]:
    """Return the furniture less what these slices hold of it."""
    kept: list[Furniture] = []
    for piece in draft.furniture:
        held = [one for one in slices if one.start < piece.end and piece.start < one.end]
        if not held:
            kept.append(piece)
            continue
        cuts = [piece.start, *(at for one in held for at in (one.start, one.end)), piece.end]
        for start, end in zip(cuts[::2], cuts[1::2], strict=True):
            words = draft.document.text[start:end]
            if words.strip():
                start += len(words) - len(words.lstrip())
                kept.append(Furniture(start, start + len(words.strip()), piece.kind))
    return kept


def _finished(draft: Draft, rows: Iterable[Row]) -> Draft:
    """Return the draft with these rows, in the order of the tree, checked."""
    fresh = replace(
        draft,
        rows=[replace(row) for row in rows],
        facts=replace(draft.facts, doubts=list(draft.facts.doubts)),
    )
    fresh.rows = [row for row, _ in ordered(fresh)]
    check_draft(fresh)
    return fresh


def _row(draft: Draft, row_id: str) -> Row:
    try:
        return draft.row(row_id)
    except KeyError:
        raise EditRefused("no-row") from None


def _neighbour(draft: Draft, row: Row, by: int) -> Row | None:
    siblings = [each for each in draft.children(row.parent) if each.kind not in FINDINGS]
    at = next((n for n, each in enumerate(siblings) if each is row), -1)
    return siblings[at + by] if at >= 0 and 0 <= at + by < len(siblings) else None


def _moved(row: Row, old: str, new: str) -> Row:
    return replace(row, parent=new) if row.parent == old else row


def _spliced(draft: Draft, row: Row, instead: list[Row]) -> list[Row]:
    at = next(n for n, each in enumerate(draft.rows) if each is row)
    return [*draft.rows[:at], *instead, *draft.rows[at + 1 :]]


def _after(spans: Iterable[tuple[int, int]], place: int) -> list[tuple[int, int]]:
    return [(max(start, place), end) for start, end in spans if end > place]


def _new_ids(draft: Draft, count: int) -> list[str]:
    taken = {row.id for row in draft.rows}
    free = (f"n{number}" for number in range(1, len(taken) + count + 1))
    return [name for name in free if name not in taken][:count]


def _require_unplaced(draft: Draft, start: int, end: int) -> None:
    for use in account_for_draft(draft).unplaced:
        if (start, end) in use.left:
            return
    raise EditRefused("not-unplaced")


def _place_at(draft: Draft, start: int) -> Place:
    """Return the place of the block that a character stands in."""
    blocks = draft.document.blocks
    at = bisect_right(blocks, start, key=lambda block: block.start) - 1
    return blocks[at].place if at >= 0 else Place()


def _is_joined(draft: Draft, start: int, end: int) -> bool:
    """Whether nothing stands between two places but white space and a hyphen that is joined."""
    return all(
        place in draft.dehyphenated or draft.document.text[place].isspace()
        for place in range(start, end)
    )
