"""The words that our StratML files use for what StratML has no code for."""

from __future__ import annotations

from typing import Final

ROLE_WORDS: Final = {
    "nb": {"partner": "partner", "performer": "utfører", "beneficiary": "mottaker"},
    "nn": {"partner": "partnar", "performer": "utførar", "beneficiary": "mottakar"},
    "en": {"partner": "partner", "performer": "performer", "beneficiary": "beneficiary"},
}
"""What a stakeholder's role is called, by language and code. One without is named only."""
ROLE_SEPARATOR: Final = " – "
"""Between role and description, where they share an element."""

LOSS_NAMES: Final[dict[str, tuple[str, str, str, str, str, str]]] = {
    # One and many in nb, nn, en.
    "Goal": ("mål", "mål", "mål", "mål", "goal", "goals"),
    "Strategy": ("strategi", "strategier", "strategi", "strategiar", "strategy", "strategies"),
    "Action": ("tiltak", "tiltak", "tiltak", "tiltak", "action", "actions"),
    "Section": ("avsnitt", "avsnitt", "avsnitt", "avsnitt", "section", "sections"),
    "Vision": ("visjon", "visjoner", "visjon", "visjonar", "vision", "visions"),
    "Value": ("verdi", "verdier", "verdi", "verdiar", "value", "values"),
    "StrategicApproach": (
        "hovedgrep",
        "hovedgrep",
        "hovudgrep",
        "hovudgrep",
        "strategic approach",
        "strategic approaches",
    ),
    "GlossaryEntry": (
        "ordforklaring",
        "ordforklaringer",
        "ordforklaring",
        "ordforklaringar",
        "glossary entry",
        "glossary entries",
    ),
    "InstrumentDescription": (
        "omtale av plantyper",
        "omtaler av plantyper",
        "omtale av plantypar",
        "omtalar av plantypar",
        "description of instrument types",
        "descriptions of instrument types",
    ),
    "Target": (
        "resultatmål",
        "resultatmål",
        "resultatmål",
        "resultatmål",
        "target",
        "targets",
    ),
    "Mention": (
        "omtale av aktør eller gruppe",
        "omtaler av aktører og grupper",
        "omtale av aktør eller gruppe",
        "omtalar av aktørar og grupper",
        "mention of an actor or group",
        "mentions of actors and groups",
    ),
    "Challenge": (
        "utfordring",
        "utfordringer",
        "utfordring",
        "utfordringar",
        "challenge",
        "challenges",
    ),
    "passages": (
        "henvisning til sted i kildeteksten",
        "henvisninger til steder i kildeteksten",
        "tilvising til stad i kjeldeteksten",
        "tilvisingar til stader i kjeldeteksten",
        "reference to a place in the source text",
        "references to places in the source text",
    ),
    "labels": (
        "navn på et annet språk",
        "navn på andre språk",
        "namn på eit anna språk",
        "namn på andre språk",
        "name in another language",
        "names in other languages",
    ),
    "properties": (
        "annen opplysning",
        "andre opplysninger",
        "anna opplysning",
        "andre opplysningar",
        "other statement",
        "other statements",
    ),
    "links": (
        "kobling til andre planer",
        "koblinger til andre planer",
        "kopling til andre planar",
        "koplingar til andre planar",
        "link to other plans",
        "links to other plans",
    ),
    "decisions": (
        "beslutning om koblinger",
        "beslutninger om koblinger",
        "avgjerd om koplingar",
        "avgjerder om koplingar",
        "decision about links",
        "decisions about links",
    ),
}
LOSS_SENTENCES: Final = {
    "nb": (
        "{0} er skrevet som merkede linjer, for StratML har ikke noe element til det her.",
        "{0} er ikke med i filen.",
    ),
    "nn": (
        "{0} er skrivne som merkte linjer, for StratML har ikkje noko element til det her.",
        "{0} er ikkje med i fila.",
    ),
    "en": (
        "{0}: written as marked lines, for StratML has no element for it here.",
        "{0}: not in the file.",
    ),
}
"""By language: of what stands in lines, of what does not stand in the file."""
