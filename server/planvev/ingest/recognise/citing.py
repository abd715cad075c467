"""Chapters and lines that restate the goals of another plan, or of the UN."""

from __future__ import annotations

import re
from typing import Final

_PLANS: Final = {
    "samfunnsdel": re.compile(r"\bsamfunnsdel\w*", re.IGNORECASE),
    "kommuneplan": re.compile(r"\bkommuneplan(?:en|ens)?\b(?! for\b)", re.IGNORECASE),
    "regional-plan": re.compile(r"\b(?:fylkesplan\w*|regional\w* plan\w*)", re.IGNORECASE),
}
_OVERARCHING: Final = frozenset({"samfunnsdel", "kommuneplan", "regional-plan"})
_NOT_CITING: Final = re.compile(
    r"(?:vedtak|revisjon|rullering|forhold(?:et)? til|oppfølging)", re.IGNORECASE
)

_GOALS: Final = (
    "utrydde fattigdom|avskaffe fattigdom|utrydde svolt|avskaffe sult|utrydde sult|"
    "god helse og livskvalitet|god helse|god utdanning|likestilling mellom kjønnene|likestilling|"
    "rent vann og gode sanitærforhold|reint vatn og gode sanitærforhold|ren energi til alle|"
    "rein energi til alle|anstendig arbeid og økonomisk vekst|"
    "industri,? innovasjon og infrastruktur|innovasjon og infrastruktur|mindre ulikhet|"
    "mindre ulikskap|bærekraftige byer og lokalsamfunn|bærekraftige byer og samfunn|"
    "berekraftige byar og lokalsamfunn|berekraftige byar og samfunn|"
    "ansvarlig forbruk og produksjon|ansvarleg forbruk og produksjon|"
    "stoppe klimaendringene|stoppe klimaendringane|livet i havet|livet under vann|"
    "livet under vatn|livet på land|fred,? rettferdighet og velfungerende institusjoner|"
    "fred,? rettferd og velfungerande institusjonar|fred og rettferdighet|"
    "samarbeid for å nå målene|samarbeid for å nå måla|no poverty|zero hunger|"
    "good health and well-?being|quality education|gender equality|clean water and sanitation|"
    "affordable and clean energy|decent work and economic growth|"
    "industry,? innovation and infrastructure|reduced inequalities|"
    "sustainable cities and communities|responsible consumption and production|climate action|"
    "life below water|life on land|peace,? justice and strong institutions|"
    "partnerships for the goals"
)
_SDG: Final = re.compile(rf"(?:{_GOALS})\.?", re.IGNORECASE)


_REPORTS: Final = re.compile(
    r"\b(?:måloppnåelse\w*|måloppnåing\w*|årsmelding\w*|årsrapport\w*|statusrapport\w*|"
    r"evaluering av|evaluation of|annual report|(?:forrige|førre|gjeldende|gjeldande) plan\b)",
    re.IGNORECASE,
)


def cites(heading: str, own_type: str) -> bool:
    """Tell whether a chapter restates the goals of a plan that stands above this one.

    So does one that reports on the goals of a plan, this one or an earlier.

    heading: of the chapter. own_type: the code of the document's own type.

    >>> cites("Kommuneplanens samfunnsdel og folkehelse", "temaplan")
    True
    >>> cites("Kommuneplanens samfunnsdel", "samfunnsdel")
    False
    """
    if _REPORTS.search(heading):
        return True
    if own_type in _OVERARCHING or not own_type:
        return False
    return any(
        code != own_type and pattern.search(heading) and not _NOT_CITING.search(heading)
        for code, pattern in _PLANS.items()
    )


def cites_sdg(text: str) -> bool:
    """Tell whether a text is no more than the short title of a sustainable development goal.

    >>> cites_sdg("God helse og livskvalitet"), cites_sdg("God helse for alle i bygda")
    (True, False)
    """
    return len(text) < 80 and bool(_SDG.fullmatch(text))
