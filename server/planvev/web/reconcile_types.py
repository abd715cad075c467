"""Types and properties of the reconciliation service: what OpenRefine can restrict and fetch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from planvev.vocab import PV
from planvev.web.language import gettext, marked
from planvev.web.reconcile_lookup import normalized

SDG_ONTOLOGY: Final = "http://metadata.un.org/sdg/ontology#"
ELEMENT: Final = PV.PlanElement.value
TYPE_OF: Final = {
    "Goal": PV.Goal.value,
    "Strategy": PV.Strategy.value,
    "Action": PV.Action.value,
    "StrategicApproach": PV.StrategicApproach.value,
    "Vision": PV.Vision.value,
    "Value": PV.Value.value,
    "PlanInstrument": PV.PlanInstrument.value,
    "SdgGoal": f"{SDG_ONTOLOGY}Goal",
    "SdgTarget": f"{SDG_ONTOLOGY}Target",
}
"""The type of each kind of element, by its IRI."""
_NOT_ELEMENTS: Final = frozenset({"PlanInstrument", "SdgGoal", "SdgTarget"})
_NAMES: Final = {
    ELEMENT: marked("Element of a plan"),
    TYPE_OF["Goal"]: marked("Goal"),
    TYPE_OF["Strategy"]: marked("Strategy"),
    TYPE_OF["Action"]: marked("Measure"),
    TYPE_OF["StrategicApproach"]: marked("Strategic approach"),
    TYPE_OF["Vision"]: marked("Vision"),
    TYPE_OF["Value"]: marked("Value"),
    TYPE_OF["PlanInstrument"]: marked("Plan"),
    TYPE_OF["SdgGoal"]: marked("Sustainable development goal"),
    TYPE_OF["SdgTarget"]: marked("Target of a sustainable development goal"),
}
DEFAULT: Final = ("Goal", "Strategy", "SdgGoal", "SdgTarget")
"""The kinds that OpenRefine offers first."""

PLAN: Final = "plan"
NUMBER: Final = "number"
PROPERTIES: Final = {
    PLAN: marked("Plan"),
    NUMBER: marked("Number"),
    "text": marked("Wording"),
    "type": marked("Type"),
    "parent": marked("Goal above"),
}
"""What can be fetched of an element; by the first two a query can be restricted."""


@dataclass(frozen=True)
class Named:
    """A type or property: its identifier, and its name in the language at hand."""

    id: str
    name: str


def types_of(kind: str) -> frozenset[str]:
    """Return the types of a kind of element: its own, and the broader one."""
    own = {TYPE_OF[kind]} if kind in TYPE_OF else set()
    return frozenset(own if kind in _NOT_ELEMENTS else own | {ELEMENT})


def type_named(iri: str) -> Named:
    """Return a type that there is with its name."""
    return Named(iri, gettext(_NAMES[iri]))


def broader(iri: str) -> list[Named]:
    """Return the types right above a type."""
    kinds = [kind for kind, own in TYPE_OF.items() if own == iri]
    return [type_named(ELEMENT)] if kinds and kinds[0] not in _NOT_ELEMENTS else []


def all_types() -> list[Named]:
    """Return all types, the broader one first."""
    return [type_named(iri) for iri in _NAMES]


def all_properties() -> list[Named]:
    """Return all properties."""
    return [Named(name, gettext(words)) for name, words in PROPERTIES.items()]


def read_type(text: str) -> str:
    """Return the IRI of a type that is asked for by IRI or by local name; else the text."""
    return TYPE_OF.get(text, ELEMENT if text == "PlanElement" else text)


def beginning(named: Iterable[Named], prefix: str) -> Sequence[Named]:
    """Return those whose name has a word that begins so, or whose identifier is or ends so."""
    start = normalized(prefix)
    return [
        each
        for each in named
        if not start
        or normalized(each.name).startswith(start)
        or any(word.startswith(start) for word in normalized(each.name).split())
        or each.id == prefix.strip()
        or normalized(each.id.rpartition("#")[2]).startswith(start)
    ]
