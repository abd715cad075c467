"""What a person would call a node: «Delmål 2.6 «I 2020 er Trondheimsregionen …»»."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from planvev.validation.index import GraphIndex
from planvev.vocab import DCT, OA, PV, RDF, RDFS, SKOS

LANGUAGES: Final = ("nb", "en")
TEXT_LENGTH: Final = 60
_OF: Final = {"nb": "i", "en": "of"}
_ABOUT: Final = {"nb": "om", "en": "about"}
_PASSAGE: Final = {"nb": "Tekststed", "en": "Passage"}
_PERIOD: Final = {"nb": "Planperioden til", "en": "The period of"}
_TEXTS: Final = (PV.text, RDFS.label, DCT.title, SKOS.prefLabel)
_DEPTH: Final = 4


def names_of(index: GraphIndex, node: str) -> dict[str, str]:
    """Return the node's name in each language; the IRI's end where nothing is known of it."""
    return {language: _name(index, node, language, _DEPTH) for language in LANGUAGES}


def shorten(text: str, length: int = TEXT_LENGTH) -> str:
    """Cut a text at a word, with an ellipsis; length counts characters.

    >>> shorten("I 2020 er Trondheimsregionen rollemodell", 30)
    'I 2020 er Trondheimsregionen …'
    """
    folded = " ".join(text.split())
    if len(folded) <= length:
        return folded
    return folded[: length - 1].rpartition(" ")[0] + " …"


def _name(index: GraphIndex, node: str, language: str, depth: int) -> str:
    """Name the node by what it hangs on, or by its class, number and text."""
    if depth:
        for part in (_passage, _selector, _finding, _period):
            name = part(
                index, node, language, lambda other: _name(index, other, language, depth - 1)
            )
            if name:
                return name
    kind = _kind(index, node, language)
    number = index.value(node, SKOS.notation) or _number(index, node)
    text = next(filter(None, (index.literal(node, p, language) for p in _TEXTS)), None)
    if text is None:
        return " ".join(part for part in (kind, number or _tail(node)) if part)
    return " ".join(part for part in (kind, number, f"«{shorten(text)}»") if part)


def _kind(index: GraphIndex, node: str, language: str) -> str:
    """Return the goal's level, else the class's label, with a capital."""
    level = index.value(node, PV.goalLevel)
    label = index.literal(level, SKOS.prefLabel, language) if level else None
    for class_ in index.values(node, RDF.type):
        label = label or index.literal(class_, RDFS.label, language)
    return label[:1].upper() + label[1:] if label else ""


def _number(index: GraphIndex, node: str) -> str | None:
    """Return the number of an element that is printed without one: strategies, paragraphs."""
    if PV.Strategy.value in index.values(node, RDF.type):
        return _tail(node)
    return index.value(node, PV.position) if index.value(node, PV.sectionOf) else None


def _tail(node: str) -> str:
    return node.rstrip("/#").rpartition("/")[2] or node


_Namer = Callable[[str], str]


def _passage(index: GraphIndex, node: str, language: str, name: _Namer) -> str | None:
    owners = index.subjects(PV.passage, node)
    if not owners:
        return None
    return f"{_PASSAGE[language]} {_tail(node)} {_OF[language]} {name(owners[0])}"


def _selector(index: GraphIndex, node: str, language: str, name: _Namer) -> str | None:
    del language
    passages = index.subjects(OA.hasSelector, node)
    return name(passages[0]) if passages else None


def _finding(index: GraphIndex, node: str, language: str, name: _Namer) -> str | None:
    element = index.value(node, PV.about)
    if element is None:
        return None
    return (
        f"{_kind(index, node, language)} {_tail(node)} {_ABOUT[language]} {name(element)}".strip()
    )


def _period(index: GraphIndex, node: str, language: str, name: _Namer) -> str | None:
    plans = index.subjects(DCT.temporal, node)
    return f"{_PERIOD[language]} {name(plans[0])}" if plans else None
