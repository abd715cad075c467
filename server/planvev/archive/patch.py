"""Differences between canonical texts, and changes to a text that leave the rest of it alone.

A store rewrites literals (``"007"^^xsd:integer`` becomes ``"7"^^xsd:integer``), so what a writer
sees in a store is not what stands in the archive. ``patch`` takes the triples that a write removed
from the store and added to it, and finds the lines that they mean: those whose triple has the same
*stored form*. All other lines stay byte for byte.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Triple

from planvev.archive.canonical import EMPTY, join_lines, lines_of, parse_canonical, split_lines
from planvev.errors import ArchiveError

StoredForm = Callable[[Triple], Triple]
"""What a store makes of a triple that is put into it."""
Spellings = Mapping[bytes, Collection[bytes]]
"""By the line of a triple's stored form, the lines that it is to be added as."""


@dataclass(frozen=True)
class Difference:
    """The canonical lines that one text has and the other has not, each sorted."""

    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


def difference(before: bytes, after: bytes) -> Difference:
    """Return what was removed from one canonical text and added to make it the other."""
    if before == after:
        return Difference((), ())
    old, new = set(split_lines(before)), set(split_lines(after))
    return Difference(tuple(sorted(old - new)), tuple(sorted(new - old)))


def as_parsed(triple: Triple) -> Triple:
    """Return the triple itself: the stored form of a store that rewrites nothing but tags."""
    return triple


def patch(
    text: bytes,
    removed: Iterable[Triple],
    added: Iterable[Triple],
    stored_form: StoredForm = as_parsed,
    spellings: Spellings | None = None,
) -> bytes:
    """Return the text without the removed triples and with the added ones.

    removed, added: as the store that the write ran in holds them. stored_form: of that store; it
    is asked only about lines that share subject and predicate with a change.
    A triple that is added and there already, in whatever form, changes nothing. spellings: of
    added triples that have others than the store's.
    Raises ArchiveError where a removed triple is not in the text: text and store then disagree.
    """
    lines = split_lines(text)
    removed_lines = set(lines_of(removed))
    added_lines = [line for line in lines_of(added) if line not in removed_lines]
    forms = _forms_near(lines, [*removed_lines, *added_lines], stored_form)
    missing = removed_lines - set(forms.values())
    if missing:
        raise ArchiveError(
            "The change removes a triple that the graph in the archive does not hold: "
            f"{min(missing).decode()}"
        )
    gone = {line for line, form in forms.items() if form in removed_lines}
    there = {form for line, form in forms.items() if line not in gone}
    spelt = spellings or {}
    new = join_lines(
        exact for line in added_lines if line not in there for exact in spelt.get(line, (line,))
    )
    if gone:
        lines = [line for line in lines if line not in gone]
    for line in split_lines(new):
        insort(lines, line)
    return b"\n".join([*lines, b""]) if lines else EMPTY


def spellings_in(
    text: bytes, triples: Iterable[Triple], stored_form: StoredForm
) -> dict[bytes, list[bytes]]:
    """Return how a text spells triples that are given as a store holds them; those that it has."""
    wanted = {line for line in lines_of(triples) if _has_literal(line)}
    found: dict[bytes, list[bytes]] = {}
    for line, form in _forms(split_lines(text) if wanted else (), stored_form).items():
        if form in wanted:
            found.setdefault(form, []).append(line)
    return found


def store_difference(before: bytes, after: bytes) -> tuple[list[Triple], list[Triple]]:
    """Return the triples to remove from a store, then to add, so that it goes from text to text.

    Where ``"007"`` goes and ``"7"`` stays, a store that holds both as one must not lose it: so the
    triples to add include those that stay and share subject and predicate with one that goes.
    """
    change = difference(before, after)
    lines = split_lines(after)
    near = _lines_near(lines, (line for line in change.removed if _has_literal(line)))
    again = (line for line in near if _has_literal(line))
    added = dict.fromkeys([*change.added, *again])
    return (list(_parse_lines(change.removed)), list(_parse_lines(added)))


def _forms_near(
    lines: list[bytes], changed: Iterable[bytes], stored_form: StoredForm
) -> dict[bytes, bytes]:
    """Return the stored form of each line that shares subject and predicate with a change."""
    return _forms(list(_lines_near(lines, changed)), stored_form)


def _forms(lines: Sequence[bytes], stored_form: StoredForm) -> dict[bytes, bytes]:
    forms = {line: line for line in lines if not _has_literal(line)}
    literal = [line for line in lines if line not in forms]
    if literal:
        stored = lines_of(stored_form(triple) for triple in _parse_lines(literal))
        forms.update(zip(literal, stored, strict=True))
    return forms


def _lines_near(lines: list[bytes], changed: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines that have subject and predicate of a changed line; lines: sorted."""
    for prefix in sorted({_subject_and_predicate(line) for line in changed}):
        for index in range(bisect_left(lines, prefix), len(lines)):
            if not lines[index].startswith(prefix):
                break
            yield lines[index]


def _subject_and_predicate(line: bytes) -> bytes:
    """Return a line up to its object; no term before it holds a space."""
    return line[: line.index(b" ", line.index(b" ") + 1) + 1]


def _has_literal(line: bytes) -> bool:
    return b'"' in line


def _parse_lines(lines: Collection[bytes]) -> Iterator[Triple]:
    return parse_canonical(b"".join(line + b"\n" for line in lines))
