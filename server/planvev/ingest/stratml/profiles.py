"""Which element of a plan becomes which element of a StratML file, by profile.

StratML has two levels, Goal and Objective. Profile "goals" puts main goals and sub-goals on them;
"strategies" sub-goals and strategies. What has no level of its own is carried as a line
(``carried``) in the element that it belongs to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from planvev.errors import ConfigError
from planvev.ingest.export.model import PlanItem, PlanModel
from planvev.ingest.slugs import text_hash
from planvev.ingest.stratml.carried import MARK

PROFILES: Final = ("goals", "strategies")
MISSION: Final = "Mission"
"""The label of a section that is StratML's Mission."""
_OVERALL: Final = "overordnet-mal"


@dataclass
class Held:
    """An element of the file. item: None for the plan as a whole.

    text: sections that stand in its Description, a paragraph each. carried: what stands in its
    OtherInformation as lines. stakeholders, targets: findings about it.
    """

    item: PlanItem | None
    objectives: list[Held] = field(default_factory=list)
    text: list[PlanItem] = field(default_factory=list)
    carried: list[PlanItem] = field(default_factory=list)
    stakeholders: list[PlanItem] = field(default_factory=list)
    targets: list[PlanItem] = field(default_factory=list)

    @property
    def iri(self) -> str:
        """The IRI of the element, "" for the plan."""
        return self.item.iri if self.item else ""


@dataclass
class Arrangement:
    """A plan on the levels of StratML.

    places: of carried elements that stand among siblings that are elements of the file: their
    number among the siblings of their kind, from 1, by IRI.
    """

    profile: str
    part: int
    plan: Held
    goals: list[Held]
    vision: Held | None
    values: list[Held]
    mission: list[PlanItem]
    places: dict[str, int] = field(default_factory=dict)

    @property
    def all(self) -> list[Held]:
        """All elements of the file, the plan first."""
        goals = [each for goal in self.goals for each in [goal, *goal.objectives]]
        vision = [self.vision] if self.vision else []
        return [self.plan, *vision, *self.values, *goals]


def arrange(model: PlanModel, profile: str, part: int) -> Arrangement:
    """Put a plan on the levels of StratML. Raises ConfigError for another profile or part."""
    if profile not in PROFILES:
        raise ConfigError(f"«{profile}» is no profile of StratML; use {' or '.join(PROFILES)}")
    if part not in (1, 2):
        raise ConfigError(f"StratML has parts 1 and 2, not {part}")
    return _Arranging(model, profile, part).arrange()


class _Arranging:
    """One plan on its way."""

    def __init__(self, model: PlanModel, profile: str, part: int) -> None:
        self._model = model
        self._items = {item.iri: item for item in model.items}
        self._below: dict[str, list[PlanItem]] = defaultdict(list)
        for item in model.items:
            self._below[item.parent].append(item)
        self._found: dict[str, list[PlanItem]] = defaultdict(list)
        for finding in model.findings:
            self._found[finding.parent].append(finding)
        self._out = Arrangement(profile, part, Held(None), [], None, [], [])
        self._held: dict[str, Held] = {"": self._out.plan}
        self._text: set[str] = set()
        self._objectives: set[str] = set()

    def arrange(self) -> Arrangement:
        self._choose_goals()
        for item in self._model.items:
            self._choose_other(item)
        for item in self._model.items:
            if item.kind == "Section":
                self._choose_section(item)
        for item in self._model.items:
            if item.iri not in self._held and item.iri not in self._text:
                beside = self._out.vision if item.kind == "Vision" else None
                (beside or self._container(item.parent)).carried.append(item)
        for finding in self._model.findings:
            self._choose_finding(finding)
        self._number_places()
        return self._out

    def _number_places(self) -> None:
        elements = set(self._held) | {item.iri for item in self._out.mission}
        for siblings in self._below.values():
            for kind in {item.kind for item in siblings}:
                alike = [item.iri for item in siblings if item.kind == kind]
                if not elements.isdisjoint(alike):
                    self._out.places |= {iri: place for place, iri in enumerate(alike, start=1)}

    # Goals and objectives.

    def _choose_goals(self) -> None:
        for item in self._model.items:
            if item.kind != "Goal" or item.iri in self._held:
                continue
            if self._is_held_goal(item):
                goal = self._held[item.iri] = Held(item)
                self._out.goals.append(goal)
                self._add_objectives(item, goal)

    def _is_held_goal(self, item: PlanItem) -> bool:
        sub_goals = [child for child in self._below[item.iri] if child.kind == "Goal"]
        if self._out.profile == "goals":
            return item.level != _OVERALL or not sub_goals
        strategies = any(child.kind == "Strategy" for child in self._below[item.iri])
        return strategies or not sub_goals

    def _add_objectives(self, item: PlanItem, goal: Held) -> None:
        kind = "Goal" if self._out.profile == "goals" else "Strategy"
        for child in self._below[item.iri]:
            if child.kind == kind and child.iri not in self._held:
                objective = self._held[child.iri] = Held(child)
                goal.objectives.append(objective)
                self._objectives.add(child.iri)
                if kind == "Goal":
                    self._add_objectives(child, goal)

    # The rest.

    def _choose_other(self, item: PlanItem) -> None:
        if item.kind == "Vision" and self._out.vision is None:
            self._out.vision = self._held[item.iri] = Held(item)
        elif item.kind == "Value":
            value = self._held[item.iri] = Held(item)
            self._out.values.append(value)

    def _choose_section(self, item: PlanItem) -> None:
        """Put a section into the Description of what it stands under, where it fits there.

        It has to be plain, with the IRI that it would get when it is read back, and no section
        that is not plain may stand before it.
        """
        above = self._held.get(item.parent)
        if above is None or (above.item and above.item.kind == "Vision"):
            return
        if not item.parent and item.label(self._model.language) == MISSION and self._leaf(item):
            self._out.mission.append(item)
            self._text.add(item.iri)
            return
        place = len(above.text)
        is_next = self._siblings(item)[place : place + 1] == [item.iri]
        if is_next and self._is_plain(item, place + 1):
            above.text.append(item)
            self._text.add(item.iri)

    def _siblings(self, item: PlanItem) -> list[str]:
        """Return the sections beside a section, without those that are the mission."""
        mission = {each.iri for each in self._out.mission}
        below = [each for each in self._below[item.parent] if each.kind == "Section"]
        return [each.iri for each in below if each.iri not in mission]

    def _leaf(self, item: PlanItem) -> bool:
        return not self._below[item.iri] and not self._found[item.iri] and bool(item.text)

    def _is_plain(self, item: PlanItem, number: int) -> bool:
        above = self._items[item.parent].path if item.parent else ""
        path = f"{above}/section/{number}" if above else f"section/{text_hash(item.text)}"
        labels = set(item.labels.values()) - {item.text}
        plain = bool(item.text) and not labels and not item.number and item.path == path
        return plain and not item.text.startswith(MARK) and not self._below[item.iri]

    def _container(self, iri: str) -> Held:
        """Return the element of the file in which something below an item stands."""
        seen = set()
        while iri not in seen:
            seen.add(iri)
            held = self._held.get(iri)
            if held is not None:
                return held
            iri = self._items[iri].parent if iri in self._items else ""
        return self._out.plan

    def _choose_finding(self, finding: PlanItem) -> None:
        about = self._held.get(finding.parent)
        kind = about.item.kind if about and about.item else ""
        if finding.kind == "Mention" and about is not None and kind in ("", "Goal", "Strategy"):
            about.stakeholders.append(finding)
        elif finding.kind == "Target" and about is not None and self._takes_targets(finding):
            about.targets.append(finding)
        elif finding.kind in ("Mention", "Target"):
            self._container(finding.parent).carried.append(finding)

    def _takes_targets(self, finding: PlanItem) -> bool:
        return self._out.part == 2 and finding.parent in self._objectives
