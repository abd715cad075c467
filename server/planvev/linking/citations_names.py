"""By which words a text speaks of a plan, of the development goals, or of other documents. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_OF_TYPE: Final = {
    "samfunnsdel": r"\b\w{0,30}samfunnsdel\w*|"
    r"kommuneplan(?:en|ens)?\b(?!\w|s? +(?:areal|handlings))|"
    r"(?:social|community|societal) (?:element|part|plan)|(?:municipal )?master plan\b",
    "kommuneplan": r"kommuneplan(?:en|ens)?\b(?! +(?:areal|handlings|samfunns))|"
    r"(?:municipal )?master plan\b",
    "arealdel": r"\b\w{0,30}arealdel\w*|land[- ]use (?:element|part)",
    "regional-plan": r"regional\w* plan(?:en|ens|ar|er)?\b|fylkesplan\w*|regional plan\w*|"
    r"county plan\w*",
    "nasjonale-forventninger": r"(?:dei |de )?nasjonale forvent\w+|national expectations",
}
"""How plans of a type are spoken of, where there is one only. Keys: codes of instrument-type."""
_SDG: Final = (
    r"(?:bærekraft|berekraft)s?mål\w*|verdensmål\w*|verdsmål\w*|\bfns?\b(?:['’]s)?|\bsdgs?\b|"
    r"sustainable development goals?|united nations|\bun\b"
)
_OTHERS: Final = (
    r"\b\w{3,60}(?:planen|planens|planane|planer|plans?)\b|\b\w{3,60}strategien\w*|"
    r"\b\w{0,60}program(?:met|mets)\b|\b\w{3,60}(?:meldingen|meldinga)\b|"
    r"\b\w{1,60}lov(?:a|en|ens)\b|\bloven?\b|\b\w{0,60}forskrift\w*|\b\w{0,60}arealdel\w*|"
    r"\b\w{0,60}handlingsdel\w*|\b\w{0,60}samfunnsdel\w*|\b\w{0,60}årsbudsjett\w*|"
    rf"\b(?:act|regulations?)\b|{_SDG}"
)
_OWN: Final = (
    r"\b(?:denne|dette|this) (?:tema|hoved|kommunedel|handlings|fag|sektor|our )?plan(?:en|ens)?\b|"
    r"\bplanens\b|\bour plan\b|\bher i planen\b"
)
_GENERIC: Final = frozenset(
    (
        *("kommuneplan", "kommuneplanen", "kommuneplanens", "samfunnsdel", "samfunnsdelen"),
        *("samfunnsdelens", "kommune", "kommunedelplan", "temaplan", "handlingsplan"),
        *("handlingsprogram", "hovedplan", "sektorplan", "fagplan", "plan", "planen"),
        *("strategi", "strategisk", "program", "programmet", "regional", "regionale", "for"),
        *("mot", "med", "den", "det", "fram", "fylke", "fylkeskommune", "the", "and"),
        *("municipal", "municipality", "element", "social", "master", "period", "perioden"),
        *("økonomiplan", "arealdel", "delplan", "utkast", "høyring", "høring", "vedtatt"),
        *("revidert"),
    )
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_PART_END: Final = re.compile(r"[.:]\s+|\s+[-–—]\s+")
_YEARS: Final = re.compile(r"[\s,]*\(?\b(?:19|20)\d\d\b.*$")
_LETTERS_MIN: Final = 5
_TITLE_LETTERS_MIN: Final = 8
_TITLE_LETTERS_MAX: Final = 500


@dataclass(frozen=True)
class Spoken:
    """A place where a document is spoken of. which: "target", "own" or "other"."""

    which: str
    start: int
    end: int


class Naming:
    """Tells where a text speaks of the target, of the plan that it is of itself, or of others.

    titles: of the target, by language. type: its code; both are empty for the development goals.
    own_titles: of the plan whose text is read. places: words that name where, not what.
    """

    def __init__(
        self,
        titles: Mapping[str, str],
        type_: str,
        own_titles: Mapping[str, str],
        places: str = "",
        *,
        sdg: bool = False,
    ) -> None:
        places_ = {_cut(word) for word in _WORD.findall(places.lower())}
        named = [_SDG] if sdg else []
        own = _words(own_titles, places_)
        if not sdg:
            named += [_OF_TYPE[type_]] if type_ in _OF_TYPE else []
            named += _parts_of_titles(titles, places_)
            named += [_word(word) for word in sorted(_words(titles, places_) - own)]
        self.sdg = sdg
        self._target = _any(named)
        self._own = _any([_OWN, *(_word(word) for word in sorted(own))])
        self._others = _any([_OTHERS])

    def spoken(self, text: str) -> list[Spoken]:
        """Return where documents are spoken of, in order; a place of the target is no other's."""
        found: list[Spoken] = []
        for which, pattern in (
            ("target", self._target),
            ("own", self._own),
            ("other", self._others),
        ):
            known = sorted(found, key=lambda each: each.start)
            starts = [each.start for each in known]
            for match in pattern.finditer(text):
                before = bisect_left(starts, match.end())
                if not before or known[before - 1].end <= match.start():
                    found.append(Spoken(which, match.start(), match.end()))
        return sorted(found, key=lambda each: each.start)

    def is_about_target(self, text: str) -> bool:
        """Whether the target is the last document that a heading or lead-in speaks of."""
        spoken = [each for each in self.spoken(text) if each.which != "own"]
        return bool(spoken) and spoken[-1].which == "target"


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) if patterns else r"(?!)", re.IGNORECASE)


def _parts_of_titles(titles: Mapping[str, str], places: set[str]) -> list[str]:
    """Return patterns of the names that titles hold: «Trondheimsløftet. Kommuneplanens …».

    Years are left out, and what any plan could be called.
    """
    patterns = []
    for title in titles.values():
        for part in _PART_END.split(" ".join(title.split())[:_TITLE_LETTERS_MAX]):
            bare = _YEARS.sub("", part).strip(" -–,()")
            words = [word for word in _WORD.findall(bare.lower()) if _cut(word) not in places]
            if len(bare) >= _TITLE_LETTERS_MIN and any(word not in _GENERIC for word in words):
                patterns.append(r"\s+".join(re.escape(word) for word in bare.split()))
    return patterns


def _words(titles: Mapping[str, str], places: set[str]) -> set[str]:
    """Return the words of titles that say which plan it is."""
    return {
        word
        for title in titles.values()
        for word in _WORD.findall(title.lower())
        if len(word) >= _LETTERS_MIN and word not in _GENERIC and _cut(word) not in places
    }


def _cut(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


def _word(word: str) -> str:
    r"""Return a pattern of a word as a plan is called by it: a proper name, or with «plan».

    >>> bool(re.search(_word("folkehelse"), "i folkehelseplanen")), bool(
    ...     re.search(_word("folkehelse"), "god folkehelse"))
    (True, False)
    """
    stem = re.escape(re.sub(r"(?:en|et|a)$", "", word))
    if word.endswith(("løftet", "pakken", "pakka", "lova")):
        return rf"\b{stem}\w*"
    return rf"\b{stem}\w*(?:plan|strategi|program)\w*|\bplan(?:en)? for {stem}\w*"
