"""Texts that are in no graph, matched to goals: a column of a spreadsheet. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from planvev.linking.citations import CITED
from planvev.linking.citations_numbers import bare, find_expressions
from planvev.linking.citations_text import fold, folded
from planvev.linking.citations_wording import LIKE, follows, wordings_of
from planvev.linking.element import Element
from planvev.linking.offered import Targets
from planvev.linking.suggest.matcher import Matcher
from planvev.linking.suggest.suggestion import Reason, Suggestion

_BEFORE_MAX: Final = 2
"""Characters before a number that a text opens with: «(2.3», «• 2.3»."""


class MatchesTexts(Protocol):
    """What finds probable targets of texts: a ``Matcher``."""

    def match_text(
        self,
        text: str,
        top: int = 10,
        language: str = "",
        *,
        among: Collection[str] | None = None,
    ) -> list[Suggestion]:
        """Return the best targets of a text, the likeliest first."""
        ...


class MakesTextMatching(Protocol):
    """What makes one of targets: the class ``Matcher``."""

    def __call__(self, targets: Sequence[Element]) -> MatchesTexts:
        """Return what matches texts with targets."""
        ...


@dataclass(frozen=True)
class TextMatch:
    """A target of a text. row: of the text, from 1."""

    row: int
    text: str
    target: Element
    suggestion: Suggestion


def match_texts(
    texts: Mapping[int, str],
    targets: Targets,
    top: int = 5,
    *,
    language: str = "",
    score_min: float = 0.0,
    matcher: MakesTextMatching = Matcher,
) -> Iterator[TextMatch]:
    """Yield the targets of texts, row by row, up to a number for each, the likeliest first.

    texts: by row. What names a goal by its number, or is its wording, comes first and is certain.
    language: of the texts, "" for any.
    """
    by_iri = {each.iri: each for each in targets.elements}
    sure = _Sure(targets.elements)
    matching = matcher(targets.elements)
    known: dict[str, list[Suggestion]] = {}
    for row, text in texts.items():
        if text not in known:
            certain = sure.find(text)
            named = {each.target for each in certain}
            wanted = top + len(named)
            found = matching.match_text(text, wanted, language, among=targets.offered)
            probable = [e for e in found if e.target not in named and e.score >= score_min]
            known[text] = [*certain, *probable][: max(top, len(certain))]
        for each in known[text]:
            yield TextMatch(row, text, by_iri[each.target], each)


class _Sure:
    """Finds what a short text surely means: a goal's number, or its wording."""

    def __init__(self, targets: Iterable[Element]) -> None:
        self._wordings: dict[str, list[str]] = {}
        self._of: dict[str, list[str]] = {}
        self._numbers: dict[str, list[Element]] = {}
        for each in targets:
            if each.kind not in CITED:
                continue
            self._of[each.iri] = wordings_of(each.texts.values())
            for wording in self._of[each.iri]:
                self._wordings.setdefault(wording, []).append(each.iri)
            if each.number:
                self._numbers.setdefault(bare(each.number), []).append(each)

    def find(self, text: str) -> list[Suggestion]:
        """Return what a text surely means, in its order."""
        found = {iri: Reason("quote", (text,), 1.0) for iri in self._worded(text)}
        for iri, number in self._numbered(text):
            found.setdefault(iri, Reason("number", (number,), 1.0))
        return [Suggestion("", iri, 1.0, (reason,), certain=True) for iri, reason in found.items()]

    def _worded(self, text: str) -> list[str]:
        iris = self._wordings.get(folded(text).rstrip(".! "), [])
        return iris if len(iris) == 1 else []

    def _numbered(self, text: str) -> Iterator[tuple[str, str]]:
        low = fold(text)
        for expression in find_expressions(text):
            opens = expression.word_start <= _BEFORE_MAX
            if not (opens or expression.word in ("goal", "strategy")):
                continue
            rest = text[expression.end :].strip(" .:;,()–-")
            for written, _, end, _ in expression.numbers:
                candidates = self._numbers.get(bare(written), [])
                if len(candidates) != 1:
                    continue
                one = candidates[0]
                alone = bool(expression.word) or not rest
                if alone or follows(low, low.start(end), self._of[one.iri]).likeness >= LIKE:
                    yield one.iri, one.number
