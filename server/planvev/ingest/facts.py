"""What a document says of its plan: title, body, type, period, adoption, language; all guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from planvev.ingest.document import Block, BlockKind, Document
from planvev.ingest.draft import Doubt, PlanFacts
from planvev.ingest.language import language_of

_HEAD: Final = 4000
"""How many characters from the start tell of the plan."""

_TITLE_LINES: Final = 8
_PAGE: Final = re.compile(r"\s*[-–|•·]?\s*(?:[Ss]ide |[Pp]age )?\d{1,3}$|^\d{1,3}\s+")
_PLACE: Final = re.compile(
    r"^([A-ZÆØÅ][\w-]+(?: [A-ZÆØÅ][\w-]+)?): |\b(?:for|i) ([A-ZÆØÅ][\w-]+)\b"
)
_TYPES: Final = (
    ("planprogram", r"\bplanprogram\b"),
    ("planstrategi", r"\bplanstrategi\b"),
    ("regional-planstrategi", r"\bregional planstrategi\b"),
    ("samfunnsdel", r"\bsamfunnsdel(?:en)?\b|\bmunicipal master plan\b"),
    ("arealdel", r"\barealdel(?:en)?\b"),
    ("kommunedelplan", r"\bkommunedelplan\w*|\bmunicipal sub-?plan\b"),
    ("regional-plan", r"\bregional\w* plan\b|\bfylkesplan\b|\bregional plan\b"),
    ("okonomiplan", r"\b(?:økonomiplan|handlings- og økonomiplan)\w*"),
    ("handlingsdel", r"\bhandlingsdel\w*"),
    ("temaplan", r"\btemaplan\w*|\bthematic plan\b"),
    ("fagplan", r"\bfagplan\w*"),
    ("kommuneplan", r"\bkommuneplan(?:en)?\b"),
)
_OTHER_PLAN: Final = re.compile(
    r"\b(?:planprogram|samfunnsdel(?:en)?|plan for|strategi for|handlingsplan|strategy for|plan|"
    r"[a-zæøå]+plan(?:en|ens|a)?|[a-zæøå]+strategi(?:en)?)\b",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(r"\b((?:19|20)\d\d)\s*[-–—−/]\s*((?:19|20)\d\d)\b")
_BODY: Final = re.compile(
    r"\b([A-ZÆØÅ][\w]+(?:[ -](?:og )?[A-ZÆØÅ][\w]+){0,2}) (fylkeskommune|kommune|Municipality)\b"
)
_CAPITAL_BODY: Final = re.compile(
    r"\b([A-ZÆØÅ]{3,}(?:[ -][A-ZÆØÅ]{2,}){0,2}) (KOMMUNE|FYLKESKOMMUNE)\b"
)
_COMMON: Final = re.compile(
    r"\b(?:og|en|ei|et|ein|eit|vår|åpen|open|effektiv|god|trygg|grønn|aktiv|levende|attraktiv|bærekraftig|"
    r"berekraftig|inkluderende|inkluderande|for|som|modig|smart|sunn|nye?)\b"
)
_NO_NAMES: Final = frozenset(
    ("i", "for", "plan", "temaplan", "vi", "til", "fra", "frå", "av", "og", "samfunnsdel", "planen")
)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("januar january", "februar february", "mars march", "april", "mai may", "juni june",
         "juli july", "august", "september", "oktober october", "november", "desember december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DATE: Final = (
    r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>(?:19|20)?\d\d)"
    r"|(?P<d2>\d{1,2})\.?\s(?P<m2>" + "|".join(_MONTHS) + r")\s(?P<y2>(?:19|20)\d\d)"
)
_ADOPTED: Final = re.compile(
    r"\b(?:vedt(?:att|eke|atte|ekne|ok)|adopted|godkjent|godkjend)\b(?P<by>[^\n]{0,80}?)"
    rf"(?:{_DATE})(?P<after>[^\n]{{0,60}})",
    re.IGNORECASE,
)
_BY: Final = re.compile(
    r"\b(?:av|i|by)\s+(?:the\s+)?((?:[A-ZÆØÅ][\w]+\s)?(?:kommunestyret?|bystyret?|fylkestinget?|"
    r"heradsstyret?|formannskapet?|municipal council|city council))",
    re.IGNORECASE,
)
_LABELS: Final = {
    "title": "Tittelen",
    "body": "Kommunen",
    "instrument_type": "Plantypen",
    "start_year": "Startåret",
    "end_year": "Sluttåret",
    "status": "Statusen",
    "adopted_on": "Vedtaksdatoen",
    "adopted_by": "Organet som vedtok",
    "language": "Språket",
}
"""The labels of facts in doubts, by field."""


def plan_facts(document: Document) -> PlanFacts:
    """Return what the document says of its plan, each fact with a doubt that it was guessed."""
    facts = PlanFacts()
    head = document.text[:_HEAD]
    facts.title = _title(document)
    facts.body = _body(facts.title, head, document.text)
    facts.instrument_type = _type(document.meta.get("dokumenttype", ""), facts.title, head)
    period = _PERIOD.search(facts.title) or _PERIOD.search(head)
    if period:
        facts.start_year, facts.end_year = period.groups()
    _adoption(facts, document.text)
    adopted = document.meta.get("status", "").lower() in ("vedtatt", "vedteken", "adopted")
    facts.status = "adopted" if adopted or facts.adopted_on else ""
    said = document.meta.get("language", "")[:2].lower()
    facts.language = said if said in ("nb", "nn", "en", "se") else language_of(document.text)
    for name, label in _LABELS.items():
        value = getattr(facts, name)
        if value:
            facts.doubts.append(Doubt("fact-guessed", (label, value)))
    return facts


def _title(document: Document) -> str:
    """Return the title: the format's, the first heading, or the first line that names a plan."""
    # Only here: the recogniser reads facts, too.
    from planvev.ingest.recognise.lexicon import leads_to

    title = " ".join(document.meta.get("title", "").split())
    if title and _OTHER_PLAN.search(title):
        return title
    candidates = list(_title_lines(document))
    for block, text in candidates:
        if (block.level == 1 or "title" in block.style.lower()) and _OTHER_PLAN.search(text):
            return text
    for _, text in candidates:
        if _OTHER_PLAN.search(text) and not text.endswith((".", ":")):
            return text
    first = candidates[0][1] if candidates else ""
    return title or _running_title(document) or ("" if leads_to(first) is not None else first)


def _running_title(document: Document) -> str:
    """Return the title that stands at the head or foot of pages, "" for none."""
    found: Counter[str] = Counter()
    for block in document.blocks:
        text = document.text_of(block) if block.kind is BlockKind.FURNITURE else ""
        text = _PAGE.sub("", " ".join(text.split()))
        if 8 <= len(text) <= 120 and text[0].isupper() and _OTHER_PLAN.search(text):
            found[text] += 1
    return found.most_common(1)[0][0] if found else ""


def _title_lines(document: Document) -> Iterator[tuple[Block, str]]:
    """Yield what can be a title among the first lines: short, and opening with a capital."""
    seen = 0
    for block in document.blocks[:60]:
        if block.kind in (BlockKind.FURNITURE, BlockKind.CELL):
            continue
        text = " ".join(document.text_of(block).split()).strip("#* ")
        seen += 1
        if 4 <= len(text) <= 140 and (text[0].isupper() or text[0].isdigit()):
            yield block, text
        if seen >= _TITLE_LINES:
            return


def _body(title: str, head: str, text: str) -> str:
    """Return the municipality: by the title, else the name before «kommune» that stands most."""
    for place in (title, head, text):
        found: Counter[str] = Counter()
        for match in _BODY.finditer(place):
            kind = "kommune" if match.group(2) == "Municipality" else match.group(2)
            found[f"{_without_article(match.group(1))} {kind}"] += 1
        for match in _CAPITAL_BODY.finditer(place):
            if not _COMMON.search(match.group(1).lower()):
                found[f"{match.group(1).title()} {match.group(2).lower()}"] += 1
        if found:
            return found.most_common(1)[0][0]
    named = _PLACE.search(title)
    return f"{named.group(1) or named.group(2)} kommune" if named else ""


def _without_article(name: str) -> str:
    """Drop what opens a sentence before a name: «For Bergvik kommune».

    >>> _without_article("I Bergvik"), _without_article("Nordre Bergvik")
    ('Bergvik', 'Nordre Bergvik')
    """
    first, _, rest = name.partition(" ")
    return rest if rest and first.lower() in _NO_NAMES else name


def _type(said: str, title: str, head: str) -> str:
    """Return the code of the plan's type. said: what the file itself calls it."""
    if said.lower() in {code for code, _ in _TYPES}:
        return said.lower()
    for place in (title, head[:1500]):
        found = [
            (match.start(), code)
            for code, pattern in _TYPES
            if (match := re.search(pattern, place, re.IGNORECASE))
        ]
        codes = [code for _, code in found]
        if "planprogram" in codes and place is title:
            return "planprogram"
        if "regional-planstrategi" in codes:
            return "regional-planstrategi"
        specific = [pair for pair in found if pair[1] != "kommuneplan"]
        if specific:
            return min(specific)[1]
        if found:
            samfunnsdel = re.search(r"\bsamfunnsdel", head[:600], re.IGNORECASE)
            return "samfunnsdel" if samfunnsdel else "kommuneplan"
        if place is title and _OTHER_PLAN.search(title):
            return "temaplan"
    return ""


def _adoption(facts: PlanFacts, text: str) -> None:
    for place in (text[:_HEAD], text):
        for match in _ADOPTED.finditer(place):
            date = _iso(match)
            if not date:
                continue
            facts.adopted_on = date
            by = _BY.search(match.group("by")) or _BY.search(match.group("after"))
            if by:
                facts.adopted_by = by.group(1).strip()
            return


def _iso(match: re.Match[str]) -> str:
    if match["d"]:
        day, month, year = int(match["d"]), int(match["m"]), match["y"]
    else:
        day, month, year = int(match["d2"]), _MONTHS[match["m2"].lower()], match["y2"]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ""
    return f"{int(year) + 2000 if len(year) == 2 else int(year):04d}-{month:02d}-{day:02d}"
