"""How shared words are named to people: few, in one language, none twice. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from planvev.linking.suggest.analysis import PREFERRED, Terms
from planvev.search.words import fold

NAMED_MOST: Final = 4
"""How many words are named for one reason."""
LONGEST: Final = 80
"""How many characters of a wording are shown."""
_ENDING: Final = 4
_WITHIN: Final = 4
_SHORTEST: Final = 3
"""Letters of the shortest word that tells a reader something, but for capitals: «FN»."""


@dataclass(frozen=True)
class Common:
    """A word that two have in common: as the one and the other write it, and what it tells."""

    here: str
    there: str
    gain: float

    @property
    def is_pair(self) -> bool:
        """Whether these are two words, not forms of one."""
        return self.name not in (self.here, self.there)

    @property
    def name(self) -> str:
        """One word where the two are forms of one or one is a part of the other, else both.

        >>> Common("Skoler", "skole", 1.0).name, Common("barnehageplasser", "barnehage", 1.0).name
        ('skole', 'barnehage')
        >>> Common("fritidsbygninger", "reiseliv", 1.0).name
        'fritidsbygninger – reiseliv'
        """
        here, there = fold(self.here), fold(self.there)
        if here == there:
            return self.here if self.here.islower() else self.there
        if here in there:
            return self.here
        if there in here:
            return self.there
        same = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(here, there, strict=False))
        )
        shorter = min(len(here), len(there))
        if abs(len(here) - len(there)) <= _ENDING and same >= max(3, shorter - _ENDING + 1):
            return self.here
        return f"{self.here} – {self.there}"


def common(term: str, other: str, source: Terms, target: Terms, gain: float) -> Common | None:
    """Return how two write a term that they share, in a language that both write it in.

    Where they share none, Norwegian comes before English. None where either does not write it.
    """
    for language in (*PREFERRED, *sorted(source.written)):
        here = source.written.get(language, {}).get(term)
        there = target.written.get(language, {}).get(other)
        if here and there:
            return Common(here, there, gain)
    here, there = source.word(term), target.word(other)
    return Common(here, there, gain) if here and there else None


class Names:
    """Chooses what is named; what was named once is not named again."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def choose(self, found: Iterable[Common]) -> tuple[str, ...]:
        """Return the names of the weightiest, in that order."""
        names: list[str] = []
        for each in sorted(found, key=lambda each: (-each.gain, each.here, each.there)):
            words = [fold(each.here), fold(each.there)]
            if len(names) == NAMED_MOST or any(self._is_said(word) for word in words):
                continue
            if min(map(len, words)) < _SHORTEST and not each.here.isupper():
                continue
            self._said += words
            names.append(shown(each.name))
        return tuple(names)

    def _is_said(self, word: str) -> bool:
        return any(
            word == said
            or (min(len(word), len(said)) >= _WITHIN and (word in said or said in word))
            for said in self._said
        )


def shown(text: str) -> str:
    r"""Return a wording as it is shown: on one line, not too long.

    >>> shown("Trygg\n\x07by")
    'Trygg by'
    """
    cut = text[: 2 * LONGEST]
    line = " ".join("".join(c if c.isprintable() else " " for c in cut).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
