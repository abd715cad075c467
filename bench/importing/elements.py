"""What stands in a plan, as counted by hand or as found: the same shape for both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

AREA: Final = "satsingsomrade"
"""The level of a goal that is a heading over several goals with one list of strategies."""
_MARKS: Final = re.compile(r"[*_`|>#]+")
_ENDS: Final = " .,;:!?•–-−\u00ad"
_CUT: Final = re.compile(r"(?<=\w)-\s+(?!og\b|eller\b|and\b|or\b)(?=[a-zæøåé])")


@dataclass(frozen=True)
class Counted:
    """One element. kind: a class of the ontology ("Goal").

    of: place in the sequence of the element that it stands under, None for the plan. optional:
    neither missed where it is not found nor wrong where it is.
    """

    kind: str
    text: str
    number: str = ""
    level: str = ""
    of: int | None = None
    optional: bool = False

    @property
    def is_area(self) -> bool:
        """Whether this is an area that gathers goals, not a goal in its own right."""
        return self.kind == "Goal" and self.level == AREA


Elements = Sequence[Counted]


def comparable(text: str) -> str:
    r"""Return a wording without what no reader need keep: case, marks, ends, cut words.

    >>> comparable("**Trygge  barn** og unge.") == comparable("trygge barn og un-\n ge")
    True
    """
    plain = _MARKS.sub(" ", text)
    joined = _CUT.sub("", " ".join(plain.split()))
    return joined.strip(_ENDS).casefold()


def goal_above(elements: Elements, place: int) -> int | None:
    """Return the place of the nearest goal above an element, None where there is none."""
    seen = {place}
    above = elements[place].of
    while above is not None and above not in seen:
        if elements[above].kind == "Goal":
            return above
        seen.add(above)
        above = elements[above].of
    return None
