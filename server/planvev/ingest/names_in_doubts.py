"""What doubts call kinds of rows and facts of a plan, in nb, nn and en."""

from __future__ import annotations

from typing import Final

_NAMES: Final[dict[str, tuple[str, str, str]]] = {
    "Vision": ("visjon", "visjon", "vision"),
    "Value": ("verdi", "verdi", "value"),
    "StrategicApproach": ("hovedgrep", "hovudgrep", "approach"),
    "Goal": ("mål", "mål", "goal"),
    "Strategy": ("strategi", "strategi", "strategy"),
    "Action": ("tiltak", "tiltak", "action"),
    "Section": ("avsnitt", "avsnitt", "section"),
    "GlossaryEntry": ("ordforklaring", "ordforklaring", "glossary entry"),
    "InstrumentDescription": ("plantype", "plantype", "instrument description"),
    "Target": ("måltall", "måltal", "target"),
    "Mention": ("omtale", "omtale", "mention"),
    "Tittel": ("Tittel", "Tittel", "The title"),
    "Organ": ("Organ", "Organ", "Whose plan it is"),
    "Plantype": ("Plantype", "Plantype", "The type of plan"),
    "Første år": ("Første år", "Første år", "The first year"),
    "Siste år": ("Siste år", "Siste år", "The last year"),
    "Språk": ("Språk", "Språk", "The language"),
    "Tittelen": ("Tittelen", "Tittelen", "The title"),
    "Kommunen": ("Kommunen", "Kommunen", "The municipality"),
    "Plantypen": ("Plantypen", "Plantypen", "The type of plan"),
    "Startåret": ("Startåret", "Startåret", "The first year"),
    "Sluttåret": ("Sluttåret", "Sluttåret", "The last year"),
    "Statusen": ("Statusen", "Statusen", "The status"),
    "Vedtaksdatoen": ("Vedtaksdatoen", "Vedtaksdatoen", "The day of adoption"),
    "Organet som vedtok": ("Organet som vedtok", "Organet som vedtok", "The body that adopted it"),
    "Språket": ("Språket", "Språket", "The language"),
}
"""By the code of a kind, or the name in bokmål that a doubt about a fact has."""
_OF_BOKMAL: Final = {names[0]: names for names in _NAMES.values()} | _NAMES
_FIRST: Final = frozenset({"fact-guessed", "fact-missing", "kind-guessed"})
_ALL: Final = frozenset({"wrong-parent"})


def arguments_in(code: str, arguments: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Return a doubt's arguments with the names among them in a language: nb, nn or en.

    What a document says stays as it is.

    >>> arguments_in("fact-guessed", ("Tittelen", "Mål"), "en")
    ('The title', 'Mål')
    >>> arguments_in("wrong-parent", ("strategi", "avsnitt"), "en")
    ('strategy', 'section')
    """
    named = len(arguments) if code in _ALL else int(code in _FIRST)
    place = {"nn": 1, "en": 2}.get(language, 0)
    said = tuple(
        _OF_BOKMAL[argument][place] if argument in _OF_BOKMAL else argument
        for argument in arguments[:named]
    )
    return said + arguments[named:]


def kind_in(kind: str, language: str) -> str:
    """Return what a kind is called. kind: its code.

    >>> kind_in("StrategicApproach", "nn")
    'hovudgrep'
    """
    return _NAMES[kind][{"nn": 1, "en": 2}.get(language, 0)]
