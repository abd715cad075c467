"""The content models of StratML Part 1 and Part 2, as far as a person is warned of breaches.

Source: ISO 17469-1 (StrategicPlanISOVersion20140401) and Part 2 (PerformancePlanOrReport20160216).
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Particle(NamedTuple):
    """A child element in a sequence."""

    name: str
    required: bool
    many: bool


def _sequence(text: str) -> tuple[Particle, ...]:
    """Read a content model: names in order, each with ?, * or + as in a DTD; RoleType twice."""
    particles = []
    for word in text.split():
        mark = word[-1] if word[-1] in "?*+" else ""
        particles.append(Particle(word.rstrip("?*+"), mark in ("", "+"), mark in ("*", "+")))
    return tuple(particles)


_PLAN: Final = "Name Description? OtherInformation? StrategicPlanCore AdministrativeInformation?"
_CORE: Final = "Organization* Vision? Mission? Value* Goal+"
_ORGANIZATION: Final = "Name? Acronym? Identifier? Description? Stakeholder*"
_GOAL: Final = (
    "Name Description Identifier? SequenceIndicator? Stakeholder* OtherInformation? Objective*"
)
_OBJECTIVE: Final = (
    "Name? Description? Identifier? SequenceIndicator? Stakeholder* OtherInformation?"
)
_RESULT: Final = "StartDate? EndDate? NumberOfUnits? Descriptor? Description?"
_CONTACT: Final = "GivenName? Surname? PhoneNumber? EmailAddress?"

_PART_1: Final = {
    "StrategicPlan": _PLAN,
    "StrategicPlanCore": _CORE,
    "Organization": _ORGANIZATION,
    "Vision": "Description? Identifier?",
    "Mission": "Description? Identifier?",
    "Value": "Name? Description?",
    "Goal": _GOAL,
    "Objective": _OBJECTIVE,
    "Stakeholder": "Name Description?",
    "AdministrativeInformation": "StartDate? EndDate? PublicationDate? Source? Submitter?",
    "Submitter": _CONTACT,
}
_PART_2: Final = {
    "PerformancePlanOrReport": f"{_PLAN} Submitter?",
    "StrategicPlanCore": _CORE,
    "Organization": _ORGANIZATION,
    "Vision": "Description? Identifier?",
    "Mission": "Description? Identifier?",
    "Value": "Name? Description?",
    "Goal": _GOAL,
    "Objective": f"{_OBJECTIVE} PerformanceIndicator*",
    "Stakeholder": "Name Description? Role*",
    "Role": "Name Description? RoleType*",
    "PerformanceIndicator": (
        "SequenceIndicator? MeasurementDimension UnitOfMeasurement Identifier? Relationship* "
        "MeasurementInstance* OtherInformation?"
    ),
    "Relationship": "Identifier? ReferentIdentifier* Name? Description?",
    "MeasurementInstance": "TargetResult* ActualResult*",
    "TargetResult": _RESULT,
    "ActualResult": _RESULT,
    "Descriptor": "DescriptorName? DescriptorValue?",
    "AdministrativeInformation": "Identifier? StartDate? EndDate? PublicationDate? Source?",
    "Submitter": f"Identifier? {_CONTACT}",
}

MODELS: Final = {
    root: {name: _sequence(text) for name, text in models.items()}
    for root, models in (("StrategicPlan", _PART_1), ("PerformancePlanOrReport", _PART_2))
}
"""By root element and element: the children in order."""

CODES: Final = {
    "Type": frozenset({"Strategic_Plan", "Performance_Plan", "Performance_Report"}),
    "StakeholderTypeType": frozenset({"Person", "Organization", "Generic_Group"}),
    "RelationshipType": frozenset({"Broader_Than", "Peer_To", "Narrower_Than"}),
    "PerformanceIndicatorType": frozenset({"Quantitative", "Qualitative"}),
    "ValueChainStage": frozenset(
        {"Outcome", "Output_Processing", "Output", "Input_Processing", "Input"}
    ),
    "RoleType": frozenset({"Performer", "Beneficiary"}),
}
"""The values that attributes may have; RoleType is an element."""

DATES: Final = frozenset({"StartDate", "EndDate", "PublicationDate"})
