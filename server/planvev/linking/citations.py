"""What a plan's own text says that it follows up: goals cited by number, and goals quoted. Pure.

A number alone is no citation: plans number their own chapters and goals, and laws, dates and
amounts have numbers too. One counts where

- the goal's own wording follows it («6.1.2 Noresund og Krøderen er …»), or
- a word says what it is («delmål 3.2») and the same sentence speaks of the target plan, more
  nearly than of any other document; where the plan has that number itself, right beside it, or
- the heading, the lead-in or the head of the column above speaks of the target plan, and a word
  says what it is, or nothing but the number stands there, or a wording like the goal's.

Without a number, a goal's whole wording counts, small differences allowed (``citations_wording``):
from five words on, shorter ones between quotation marks. Strategies that are repeated under a
goal that the same list cites by number go with that goal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from planvev.linking.citations_context import Context
from planvev.linking.citations_names import Naming
from planvev.linking.citations_numbers import Expression, bare, between, depth_of, find_expressions
from planvev.linking.citations_places import ANSWERING, Places
from planvev.linking.citations_text import Folded, Units, cells_of, fold
from planvev.linking.citations_wording import (
    LIKE,
    SAME,
    Follows,
    Quotes,
    follows,
    telling_words,
    wordings_of,
)
from planvev.linking.corpus_passages import Slice
from planvev.linking.element import Element
from planvev.linking.suggest.suggestion import Reason, Suggestion

CITED: Final = frozenset(
    {"Vision", "Goal", "Strategy", "Action", "StrategicApproach", "SdgGoal", "SdgTarget"}
)
"""Kinds of what can be cited."""
_GOALS: Final = frozenset({"Vision", "Goal", "SdgGoal", "SdgTarget"})
_TELLING_MIN: Final = 3
_WHOLE: Final = 1.25
"""How many times as long as what it cites an element may be that says no more."""
_SHOWN_MAX: Final = 80
_ROW_MAX: Final = 10_000
_LIST_GAP_MAX: Final = 1_500
"""Code points between a goal that a list cites and what it repeats under it."""


@dataclass(frozen=True)
class PlanText:
    """A source text of a plan. sha256: "" where no passage can be shown.

    elements: of the plan; slices: where their wording stands.
    """

    plan: str
    text: str
    sha256: str = ""
    elements: Sequence[Element] = ()
    slices: Mapping[str, Sequence[Slice]] = field(default_factory=dict)


@dataclass(frozen=True)
class Citation:
    """What a plan's text says itself. suggestion: certain, with its passage.

    said: the sentences that it stands in, and what leads to them, without what is cited. worded:
    whether the goal's wording stands there. whole: whether its source says no more than that.
    """

    suggestion: Suggestion
    said: str
    worded: bool = False
    whole: bool = False


@dataclass(frozen=True)
class _Found:
    """A citation. order: how much it shows, best first; listed: in a list, with the wording."""

    target: Element
    start: int
    end: int
    code: str
    value: str
    order: int
    listed: bool = False


def find_citations(source: PlanText, targets: Iterable[Element], naming: Naming) -> list[Citation]:
    """Return what a plan's text says itself, in the order of the text.

    targets: what may be cited. naming: how the text speaks of what the targets are of.
    """
    finder = _Finder(source, [each for each in targets if each.kind in CITED], naming)
    found = [*finder.numbers(), *finder.quotes()]
    return finder.citations(found)


class _Finder:
    """Searches one text for the elements of one plan."""

    def __init__(self, source: PlanText, targets: Sequence[Element], naming: Naming) -> None:
        self._source = source
        self._folded: Folded = fold(source.text)
        self._units = Units(source.text)
        self._context = Context(source.text, self._units, naming)
        self._places = Places(source.plan, source.elements, source.slices, source.sha256)
        self._targets = targets
        self._wordings = {each.iri: wordings_of(each.texts.values()) for each in targets}
        self._by_number: dict[str, list[Element]] = {}
        for each in targets:
            if each.number:
                self._by_number.setdefault(bare(each.number), []).append(each)
        self._known = [bare(each.number) for each in targets if each.number]
        self._own_wordings = {
            wording: each.iri
            for each in source.elements
            if each.kind in ANSWERING
            for wording in wordings_of(each.texts.values())
        }
        self._own = {
            bare(each.number) for each in source.elements if each.number and not self._repeats(each)
        }

    def _repeats(self, own: Element) -> bool:
        """Whether an element of the plan is one of the other with its number: a list of those."""
        text = fold(own.text())
        return any(
            follows(text, 0, self._wordings[each.iri]).likeness >= LIKE
            for each in self._by_number.get(bare(own.number), ())
        )

    def numbers(self) -> list[_Found]:
        """Return the goals that are cited by their numbers."""
        if not self._by_number:
            return []
        found: list[_Found] = []
        for expression in find_expressions(self._source.text):
            last = ""
            for written, start, end, ranged in expression.numbers:
                number = bare(written)
                meant = between(last, number, self._known) if ranged and last else [number]
                for each in dict.fromkeys(meant):
                    found += self._cited(expression, each, start, end)
                last = number
        return found

    def _cited(self, expression: Expression, number: str, start: int, end: int) -> list[_Found]:
        candidates = self._of_kind(self._by_number.get(number, ()), expression.word)
        if not candidates:
            return []
        place = self._folded.start(end)
        held = [(follows(self._folded, place, self._wordings[c.iri]), c) for c in candidates]
        held.sort(key=lambda pair: (-pair[0].likeness, pair[1].iri))
        wording, target = held[0]
        if len(candidates) > 1 and wording.likeness < LIKE:
            return []  # goals that share a number: which one is meant is not said
        told = self._telling(wording, target)
        if not (told or self._spoken_of(expression, number, start, wording)):
            return []
        with_wording = wording.likeness >= LIKE
        upto = self._unfolded_end(wording.end) if with_wording else end
        begin = start if with_wording or expression.word_start > start else expression.word_start
        order = 0 if with_wording else 1
        return [_Found(target, begin, max(upto, end), "number", target.number, order, with_wording)]

    def _of_kind(self, candidates: Sequence[Element], word: str) -> list[Element]:
        """Return those of the kind that a word names, else all: «mål» is said of strategies too."""
        goals = [each for each in candidates if each.kind in _GOALS]
        chosen = [each for each in candidates if each.kind not in _GOALS]
        if word == "strategy":
            return chosen
        return goals or (chosen if word != "goal" or not goals else [])

    def _telling(self, wording: Follows, target: Element) -> bool:
        """Whether the goal's own wording follows, and is more than a common title."""
        long = any(telling_words(each) >= _TELLING_MIN for each in self._wordings[target.iri])
        return wording.likeness >= SAME and long

    def _spoken_of(self, expression: Expression, number: str, start: int, wording: Follows) -> bool:
        """Whether what is said around a number makes it one of the target plan."""
        near = self._context.nearest(expression.start, expression.end, expression.word_start)
        own = number in self._own
        if expression.word and near.which == "target":
            return near.beside or not own or wording.likeness >= LIKE
        if near.which == "target" and near.beside and expression.word != "place":
            return depth_of(number) > 1 or wording.likeness >= LIKE
        if near.which in ("other", "own") and near.beside:
            return False
        if near.which == "other":
            return False
        clear = expression.word in ("goal", "strategy") and depth_of(number) > 1 and not own
        if clear and not near.which and self._context.before(start):
            return True
        above = self._context.above(start, self._places.headings(start))
        if not above:
            return False
        if expression.word and expression.word != "place":
            return above == "column" or not own or wording.likeness >= LIKE
        if wording.likeness >= LIKE:
            return True
        alone = self._context.is_alone(expression)
        return alone and (above in ("column", "list") or (depth_of(number) > 1 and not own))

    def quotes(self) -> list[_Found]:
        """Return the goals whose wording the text repeats, without the number."""
        quotes = Quotes(self._folded)
        found = []
        for target in self._targets:
            for wording in self._wordings[target.iri]:
                for start, end in quotes.find(wording):
                    first = self._folded.places[start]
                    last = self._unfolded_end(end)
                    shown = " ".join(self._source.text[first:last].split())
                    found.append(_Found(target, first, last, "quote", shown[:_SHOWN_MAX], 2))
        return found

    def _unfolded_end(self, end: int) -> int:
        """Return the code point after the last folded character before a place."""
        return self._folded.places[min(end, len(self._folded.places)) - 1] + 1

    def citations(self, found: Sequence[_Found]) -> list[Citation]:
        """Return each pair once, with the passage that shows most."""
        listed = sorted((each for each in found if each.listed), key=lambda each: each.start)
        best: dict[tuple[str, str], _Found] = {}
        said: dict[tuple[str, str], list[str]] = {}
        for each in sorted(found, key=lambda one: (one.order, one.start, one.target.iri)):
            source = self._source_of(each)
            pair = (source, each.target.iri)
            if pair[0] == pair[1]:
                continue
            if each.code == "quote" and self._goes_with(each, listed, source):
                continue
            best.setdefault(pair, each)
            said.setdefault(pair, []).append(self._context.said(each.start, each.end))
        ordered = sorted(best.items(), key=lambda pair: (pair[1].start, pair[1].end, pair[0]))
        return [self._citation(pair[0], each, "\n".join(said[pair])) for pair, each in ordered]

    def _source_of(self, found: _Found) -> str:
        """Return what says so; in the row of a table that names a goal of the plan, that goal."""
        number = self._units.line_at(found.start)
        source = self._places.source_of(found.start, found.end, self._units.lines[number])
        if source != self._source.plan:
            return source
        start, end = self._units.lines[number]
        row = cells_of(self._units.line(number)) if end - start <= _ROW_MAX else []
        cells = (wordings_of([each.text]) for each in row)
        named = [self._own_wordings[w] for cell in cells for w in cell if w in self._own_wordings]
        return named[0] if len(set(named)) == 1 else source

    def _citation(self, source: str, found: _Found, said: str) -> Citation:
        suggestion = Suggestion(
            source,
            found.target.iri,
            1.0,
            (Reason(found.code, (found.value,), 1.0),),
            certain=True,
            text=self._source.sha256,
            start=found.start,
            end=found.end,
        )
        worded = found.order != 1
        element = self._places.element_at(found.start, found.end)
        whole = (
            worded
            and element is not None
            and element.iri == source
            and len(element.text()) <= (found.end - found.start) * _WHOLE
        )
        return Citation(suggestion, said, worded, whole)

    def _goes_with(self, quote: _Found, listed: Sequence[_Found], source: str) -> bool:
        """Whether a quote is of something that belongs to the goal that a list cites before it."""
        if source != self._source.plan:
            return False
        before = [each for each in listed if each.start <= quote.start]
        if not before:
            return False
        cited = before[-1]
        near = quote.start - cited.end <= _LIST_GAP_MAX
        return near and cited.target.iri in quote.target.parents


def naming_of(
    titles: Mapping[str, str], type_: str, own_titles: Mapping[str, str], places: str = ""
) -> Naming:
    """Return how a text speaks of a plan. As ``Naming``."""
    return Naming(titles, type_, own_titles, places)


def naming_of_goals(own_titles: Mapping[str, str]) -> Naming:
    """Return how a text speaks of the development goals."""
    return Naming({}, "", own_titles, sdg=True)
