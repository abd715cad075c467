"""A plan as a StratML file, Part 1 or 2, valid against the ISO schemas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import Literal, NamedNode

from planvev.ingest.elements import fold_white_space
from planvev.ingest.export.model import PlanItem, PlanModel, in_language
from planvev.ingest.slugs import slug
from planvev.ingest.stratml.carried import SEPARATOR, Carried
from planvev.ingest.stratml.identifiers import identifier_of, path_of
from planvev.ingest.stratml.losses import KEPT_IN_LINES, in_words, losses_of
from planvev.ingest.stratml.names import PART_1, PART_2
from planvev.ingest.stratml.profiles import MISSION, Arrangement, Held, arrange
from planvev.ingest.stratml.wording import ROLE_SEPARATOR, ROLE_WORDS
from planvev.vocab import CODE, DCT, ID, PV, RDFS, SKOS

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""
_YEAR: Final = re.compile(r"[0-9]{4}")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NAMING: Final = (RDFS.label.value, SKOS.prefLabel.value)
_QUDT: Final = "http://qudt.org/vocab/unit/"
_UNITS: Final = {"PERCENT": "prosent", "NUM": "antall", "CCY_NOK": "NOK"}


def stratml_of(
    model: PlanModel,
    profile: str = "goals",
    part: int = 2,
    names: Mapping[str, str] | None = None,
) -> bytes:
    """Return a plan as StratML in UTF-8.

    profile: "goals" (main goals and sub-goals) or "strategies" (sub-goals and strategies). part: 1
    or 2. names: of actors and groups by IRI, where the model does not have them. What the profile
    has no element for stands in lines that ``draft_of_stratml`` reads back, or is counted in words;
    ``lost`` gives the same as data. Raises ConfigError for another profile or part.
    """
    arrangement = arrange(model, profile, part)
    return _Writer(model, arrangement, {**_names_in(model), **(names or {})}).write()


def _names_in(model: PlanModel) -> dict[str, str]:
    """Return what things are called that the plan's graphs name, or that it names, by IRI."""
    names = {iri: dict(said) for iri, said in model.names.items()}
    for triples in model.triples.values():
        for triple in triples:
            subject, term = triple.subject, triple.object
            if triple.predicate.value not in _NAMING or not isinstance(subject, NamedNode):
                continue
            if isinstance(term, Literal):
                names.setdefault(subject.value, {}).setdefault(term.language or "", term.value)
    return {iri: in_language(said, model.language) for iri, said in names.items()}


class _Writer:
    """One file in the making."""

    def __init__(
        self, model: PlanModel, arrangement: Arrangement, names: Mapping[str, str]
    ) -> None:
        self._model, self._plan, self._names = model, arrangement, names
        self._language = model.language if model.language in ROLE_WORDS else "nb"
        self._paths = {item.iri: item.path for item in model.items}
        self._lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._depth = 0

    def write(self) -> bytes:
        part = self._plan.part
        root = "StrategicPlan" if part == 1 else "PerformancePlanOrReport"
        attributes = {"xmlns": PART_1 if part == 1 else PART_2}
        if part == 2:
            attributes["Type"] = "Strategic_Plan"
        self._open(root, attributes)
        self._leaf("Name", self._model.title(self._language))
        self._text("Description", self._held_text(self._plan.plan))
        self._text("OtherInformation", [*self._about(), *self._carried(self._plan.plan)])
        self._core()
        self._administration()
        self._close(root)
        return ("\n".join(self._lines) + "\n").encode()

    # XML.

    def _open(self, name: str, attributes: Mapping[str, str] | None = None) -> None:
        said = "".join(f" {key}={quoteattr(value)}" for key, value in (attributes or {}).items())
        self._lines.append(f"{'  ' * self._depth}<{name}{said}>")
        self._depth += 1

    def _close(self, name: str) -> None:
        self._depth -= 1
        self._lines.append(f"{'  ' * self._depth}</{name}>")

    def _leaf(self, name: str, words: str) -> None:
        """Write an element with one line of words; also an empty one."""
        said = escape(_clean(fold_white_space(words)))
        self._lines.append(f"{'  ' * self._depth}<{name}>{said}</{name}>")

    def _text(self, name: str, texts: Iterable[str], required: bool = False) -> None:
        """Write an element with a paragraph for each text; nothing where there is none."""
        said = [escape(_clean(fold_white_space(text))) for text in texts]
        if said or required:
            between = "\n\n".join(said)
            self._lines.append(f"{'  ' * self._depth}<{name}>{between}</{name}>")

    # The plan.

    def _about(self) -> list[str]:
        """Return what the file is, for programs, and what is not in it, for people."""
        model = self._model
        own = Carried(
            "plan",
            {
                "profile": self._plan.profile,
                "part": str(self._plan.part),
                "language": model.language,
                "instrument": model.instrument_type,
                "status": model.status,
                "adopted": model.adopted_on,
            },
        )
        notes = [in_words(loss, self._language) for loss in losses_of(model, self._plan)]
        return [own.written(), *(Carried("note", {}, note).written() for note in notes)]

    def _core(self) -> None:
        self._open("StrategicPlanCore")
        self._open("Organization")
        self._leaf("Name", self._model.body_label)
        for mention in self._plan.plan.stakeholders:
            self._stakeholder(mention)
        self._close("Organization")
        vision = self._plan.vision
        if vision is not None and vision.item is not None:
            self._open("Vision")
            more = self._self(vision.item, "", number=vision.item.number)
            lines = [*more, *self._carried(vision)]
            self._text("Description", [self._words(vision.item), *lines])
            self._identifier(vision.item)
            self._close("Vision")
        if self._plan.mission:
            self._open(MISSION)
            self._text("Description", [item.text for item in self._plan.mission])
            self._close(MISSION)
        for value in self._plan.values:
            self._value(value)
        for goal in self._plan.goals:
            self._goal(goal)
        if not self._plan.goals:
            # The schemas demand one; an empty one is none to a reader.
            self._open("Goal")
            self._leaf("Name", "")
            self._leaf("Description", "")
            self._close("Goal")
        self._close("StrategicPlanCore")

    def _administration(self) -> None:
        model = self._model
        self._open("AdministrativeInformation")
        if self._plan.part == 2:
            tail = model.iri.removeprefix(ID.iri)
            self._leaf("Identifier", "pvp_" + identifier_of(tail, model.iri).partition("_")[2])
        if _YEAR.fullmatch(model.start_year):
            self._leaf("StartDate", f"{model.start_year}-01-01")
        if _YEAR.fullmatch(model.end_year):
            self._leaf("EndDate", f"{model.end_year}-12-31")
        self._leaf("Source", model.iri)
        self._close("AdministrativeInformation")

    # Its elements.

    def _words(self, item: PlanItem) -> str:
        return item.text or item.label(self._language)

    def _identifier(self, item: PlanItem) -> None:
        self._leaf("Identifier", identifier_of(item.path, item.iri))

    def _held_text(self, held: Held) -> list[str]:
        return [item.text for item in held.text]

    def _value(self, held: Held) -> None:
        item = held.item
        if item is None:
            return
        self._open("Value")
        self._leaf("Name", self._words(item))
        named = item.path == f"value/{slug(self._words(item))}" and not item.number
        more = [] if named else self._self(item, "", number=item.number, path=item.path)
        self._text("Description", [*more, *self._held_text(held), *self._carried(held)])
        self._close("Value")

    def _goal(self, held: Held) -> None:
        self._open("Goal")
        level = "hovedmal" if self._plan.profile == "goals" else "delmal"
        self._element(held, "", level, True)
        for objective in held.objectives:
            self._open("Objective")
            level = "delmal" if self._plan.profile == "goals" else ""
            self._element(objective, held.iri, level, False)
            for target in objective.targets:
                self._indicator(target)
            self._close("Objective")
        self._close("Goal")

    def _element(self, held: Held, above: str, level: str, required: bool) -> None:
        """Write what goals and objectives share. above: what it stands under in the file."""
        item = held.item
        if item is None:
            return
        self._leaf("Name", self._words(item))
        self._text("Description", self._held_text(held), required)
        self._identifier(item)
        if item.number:
            self._leaf("SequenceIndicator", item.number)
        for mention in held.stakeholders:
            self._stakeholder(mention)
        more = self._self(item, above, level=item.level if item.level != level else "")
        self._text("OtherInformation", [*more, *self._carried(held)])

    def _self(self, item: PlanItem, above: str, **attributes: str) -> list[str]:
        """Return a line with what the element of the file does not say of its item, if any."""
        said = dict(attributes)
        if path_of(identifier_of(item.path, item.iri)) != item.path:
            said["path"] = item.path
        if item.parent != above:
            said["under"] = self._paths.get(item.parent, ".")
        label = item.labels.get(self._language, "")
        if label and label != item.text:
            said["label"] = label
        said["identifier"] = self._all_said(item, DCT.identifier.value)
        said = {name: value for name, value in said.items() if value}
        return [Carried("self", said).written()] if said else []

    def _carried(self, held: Held) -> list[str]:
        return [self._line(item, held.iri).written() for item in held.carried]

    def _line(self, item: PlanItem, above: str) -> Carried:
        place = self._plan.places.get(item.iri)
        said = {"path": item.path, "number": item.number, "level": item.level}
        said["place"] = str(place) if place else ""
        if item.parent != above:
            said["under"] = self._paths.get(item.parent, ".")
        if item.kind == "Mention":
            return Carried(item.kind, said | self._mention(item), self._actor(item))
        if item.kind == "Target":
            return Carried(item.kind, said | self._target(item), self._said(item, "indicator"))
        label = item.labels.get(self._language, "")
        said["label"] = label if label != item.text else ""
        for name in KEPT_IN_LINES:
            said[name] = self._said(item, name)
        said["identifier"] = self._all_said(item, DCT.identifier.value)
        return Carried(item.kind, said, fold_white_space(self._words(item)))

    def _said(self, item: PlanItem, name: str) -> str:
        """Return what a property of the ontology says, as a draft's row has it."""
        return self._all_said(item, PV[name].value)

    def _all_said(self, item: PlanItem, predicate: str) -> str:
        said = []
        for term in item.properties.get(predicate, ()):
            if isinstance(term, Literal):
                said.append(fold_white_space(term.value))
            elif isinstance(term, NamedNode):
                said.append(self._shortened(term.value))
        return SEPARATOR.join(said)

    def _shortened(self, iri: str) -> str:
        """Return a code, a unit's word, or a path below the plan's IRI or that of laws."""
        if iri.startswith(_QUDT):
            unit = iri.removeprefix(_QUDT)
            return _UNITS.get(unit, unit)
        if iri.startswith(CODE.iri):
            return iri.rpartition("/")[2]
        return iri.removeprefix(f"{self._model.iri}/").removeprefix(f"{ID.iri}law/")

    # Findings.

    def _actor(self, mention: PlanItem) -> str:
        terms = mention.properties.get(PV.mentioned.value, ())
        iri = next((term.value for term in terms if isinstance(term, NamedNode)), "")
        quoted = mention.passages[0].exact if mention.passages else ""
        name = self._names.get(iri) or quoted or iri.rpartition("/")[2]
        return fold_white_space(name)

    def _mention(self, mention: PlanItem) -> dict[str, str]:
        return {
            "role": self._said(mention, "role"),
            "reason": self._said(mention, "reason"),
            "description": self._description(mention),
        }

    def _description(self, item: PlanItem) -> str:
        terms = item.properties.get(DCT.description.value, ())
        return next((term.value for term in terms if isinstance(term, Literal)), "")

    def _stakeholder(self, mention: PlanItem) -> None:
        terms = mention.properties.get(PV.mentioned.value, ())
        is_group = any(isinstance(t, NamedNode) and "/group/" in t.value for t in terms)
        self._open("Stakeholder", {"StakeholderTypeType": "Generic_Group"} if is_group else None)
        self._leaf("Name", self._actor(mention))
        role = self._said(mention, "role")
        word = ROLE_WORDS[self._language].get(role, "")
        description = self._description(mention)
        if self._plan.part == 1:
            description = ROLE_SEPARATOR.join(words for words in (word, description) if words)
        reason = Carried("self", {"reason": self._said(mention, "reason")})
        more = [reason.written()] if reason.attributes["reason"] else []
        if description or more:
            self._text("Description", [*([description] if description else []), *more])
        if self._plan.part == 2 and word:
            self._open("Role")
            self._leaf("Name", word)
            if role in ("performer", "beneficiary"):
                self._leaf("RoleType", role.capitalize())
            self._close("Role")
        self._close("Stakeholder")

    def _target(self, target: PlanItem) -> dict[str, str]:
        names = ("targetKind", "targetValue", "unit", "deadline", "comparator")
        more = ("baselineYear", "baselineValue", "reason")
        return {name: self._said(target, name) for name in (*names, *more)}

    def _indicator(self, target: PlanItem) -> None:
        said = self._target(target)
        quantitative = said["targetKind"] in ("absolute", "relative")
        kind = "Quantitative" if quantitative else "Qualitative"
        self._open("PerformanceIndicator", {"PerformanceIndicatorType": kind})
        self._leaf("MeasurementDimension", self._said(target, "indicator"))
        self._leaf("UnitOfMeasurement", said.pop("unit"))
        self._identifier(target)
        deadline, value = said.pop("deadline")[:4], said.pop("targetValue")
        if _YEAR.fullmatch(deadline) or _DECIMAL.fullmatch(value):
            self._open("MeasurementInstance")
            self._open("TargetResult")
            if _YEAR.fullmatch(deadline):
                self._leaf("EndDate", f"{deadline}-12-31")
            if _DECIMAL.fullmatch(value):
                self._leaf("NumberOfUnits", value)
            self._close("TargetResult")
            self._close("MeasurementInstance")
        if any(said.values()):
            self._text("OtherInformation", [Carried("self", said).written()])
        self._close("PerformanceIndicator")


def _clean(text: str) -> str:
    r"""Put a mark where XML cannot write a character.

    >>> _clean("a\x0bb")
    'a\ufffdb'
    """
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
