"""Which found element is which counted one: by kind and wording, one to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz.fuzz import ratio

from bench.importing.elements import Elements, comparable, goal_above

NEAR: Final = 85.0
"""Per cent of likeness (Levenshtein, insertions and deletions) from which a wording is the same."""

SENTENCE_ENDS: Final = (".", "!", "?")


@dataclass(frozen=True)
class Score:
    """How many were counted, found, and both; alike: how many of ``both`` are worded alike."""

    counted: int
    found: int
    both: int
    alike: int = 0

    @property
    def recall(self) -> float:
        """Share of what was counted that was found; 1 where nothing was counted."""
        return self.both / self.counted if self.counted else 1.0

    @property
    def precision(self) -> float:
        """Share of what was found that was counted; 1 where nothing was found."""
        return self.both / self.found if self.found else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.counted + other.counted,
            self.found + other.found,
            self.both + other.both,
            self.alike + other.alike,
        )


@dataclass(frozen=True)
class Parents:
    """Of the elements found that were counted under a goal, how many stand under the right one."""

    asked: int = 0
    right: int = 0

    @property
    def share(self) -> float:
        """Share that is right; 1 where none was asked for."""
        return self.right / self.asked if self.asked else 1.0

    def __add__(self, other: Parents) -> Parents:
        return Parents(self.asked + other.asked, self.right + other.right)


@dataclass(frozen=True)
class Matching:
    """pairs: place of what was counted → place of what was found."""

    counted: Elements
    found: Elements
    pairs: dict[int, int]

    def score(self, kind: str, areas: bool = True) -> Score:
        """Return the score of a kind; areas: whether areas count as goals or are left out.

        Without areas, what was found to be one, or is one of those counted, is neither right nor
        wrong. What is optional never is.
        """
        passed = {
            self.pairs[place]
            for place, one in enumerate(self.counted)
            if place in self.pairs and (one.optional or (one.is_area and not areas))
        }
        counted = [
            place
            for place, one in enumerate(self.counted)
            if one.kind == kind and not one.optional and (areas or not one.is_area)
        ]
        both = [place for place in counted if place in self.pairs]
        reached = {self.pairs[place] for place in both}
        found = sum(
            one.kind == kind
            and place not in passed
            and (areas or not one.is_area or place in reached)
            for place, one in enumerate(self.found)
        )
        alike = sum(
            comparable(self.counted[place].text) == comparable(self.found[self.pairs[place]].text)
            for place in both
        )
        return Score(len(counted), found, len(both), alike)

    def missed(self, kind: str) -> list[int]:
        """Return the places of what was counted and not found."""
        return [
            place
            for place, one in enumerate(self.counted)
            if one.kind == kind and not one.optional and place not in self.pairs
        ]

    def wrong(self, kind: str) -> list[int]:
        """Return the places of what was found and not counted."""
        reached = set(self.pairs.values())
        return [
            place
            for place, one in enumerate(self.found)
            if one.kind == kind and place not in reached
        ]

    def parents(self, kind: str) -> Parents:
        """Return how many elements of a kind stand under the right goal.

        Under an area, every goal of the area is right, for its list is common to them.
        """
        asked = right = 0
        for place, reached in self.pairs.items():
            goal = goal_above(self.counted, place)
            if self.counted[place].kind != kind or goal is None:
                continue
            if kind == "Goal" and self.counted[goal].is_area:
                continue
            asked += 1
            above = goal_above(self.found, reached)
            right += above is not None and above in self._right_goals(goal)
        return Parents(asked, right)

    def _right_goals(self, goal: int) -> set[int]:
        places = [goal]
        if self.counted[goal].is_area:
            places += [place for place, one in enumerate(self.counted) if one.of == goal]
        return {self.pairs[place] for place in places if place in self.pairs}


def _likeness(kind: str, wanted: str, found: str) -> float:
    """Return how like two wordings are, in per cent, 0 below NEAR.

    A vision is the same with or without the sentence that explains it; what has a sentence more
    or less at its end is the same where that is the smaller part.
    """
    shorter, longer = sorted((wanted, found), key=len)
    if kind == "Vision" and shorter in longer:
        return 100.0
    more = longer[len(shorter) :]
    if longer.startswith(shorter) and more[:1] in SENTENCE_ENDS and len(more) < len(shorter) / 2:
        return NEAR
    return ratio(wanted, found, score_cutoff=NEAR)


def match(counted: Elements, found: Elements) -> Matching:
    """Pair what was counted with what was found, the likest first, then the nearest in order."""
    wordings = [comparable(one.text) for one in found]
    near = []
    for place, one in enumerate(counted):
        wanted = comparable(one.text)
        for reached, other in enumerate(found):
            if other.kind != one.kind:
                continue
            likeness = _likeness(one.kind, wanted, wordings[reached])
            if likeness:
                numbers = one.number != other.number
                away = abs(place / len(counted) - reached / len(found))
                near.append((-likeness, numbers, away, place, reached))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, place, reached in sorted(near):
        if place not in pairs and reached not in taken:
            pairs[place] = reached
            taken.add(reached)
    return Matching(counted, found, pairs)
