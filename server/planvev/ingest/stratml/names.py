"""What StratML calls things, in all its versions and in the spellings of real files."""

from __future__ import annotations

from typing import Final

PART_1: Final = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
PART_2: Final = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
VERSION_3_5: Final = "http://schemas.stratml.us/3.5"

ROOTS: Final = {
    "strategicplan": "StrategicPlan",
    "performanceplanorreport": "PerformancePlanOrReport",
    "organizationalstrategydocument": "OrganizationalStrategyDocument",
    "organisationalstrategydocument": "OrganizationalStrategyDocument",
}
"""The root elements, by their names in lower case."""

NAMESPACES: Final = {"StrategicPlan": PART_1, "PerformancePlanOrReport": PART_2}
"""The namespace that the standard gives each root element."""

KNOWN_NAMESPACES: Final = (
    PART_1,
    PART_2,
    VERSION_3_5,
    "schemas.stratml.us/3.5",
    "http://www.stratml.net",
    "http://www.stratml.net/PerformancePlanOrReport",
)
"""Those of the standard, and those that it had before it was one."""

_NAMES: Final = (
    "Acronym ActualResult AdministrativeInformation Description Descriptor DescriptorName "
    "DescriptorValue EmailAddress EndDate GivenName Goal Identifier MeasurementDimension "
    "MeasurementInstance Mission Name NumberOfUnits Objective Organization OtherInformation "
    "PerformanceIndicator PhoneNumber PublicationDate ReferentIdentifier Relationship Role "
    "RoleType SequenceIndicator Source Stakeholder StartDate StrategicPlanCore Submitter Surname "
    "TargetResult UnitOfMeasurement Value Vision "
    # Of version 3.5, and of the simplified forms that tools write.
    "Actual Actuals Address Baseline Contact Contacts Created Dates Effective Email Expires "
    "Extends Goals Group Groups Individual Individuals LastModified Map MappedIdentifier "
    "Objectives PerformanceIndicators Period Priority ReferenceIdentifier Result "
    "Stakeholders Strategy Target Type Values WebAddress Website Status Weight Place"
)
_CANONICAL: Final = {name.lower(): name for name in _NAMES.split()} | {
    "identifer": "Identifier",
    "id": "Identifier",
    "organisation": "Organization",
    "firstname": "GivenName",
    "lastname": "Surname",
    "unitofmeasure": "UnitOfMeasurement",
    "sequenceindicater": "SequenceIndicator",
}


def canonical(local_name: str) -> str:
    """Return the name that the schema has for an element; one it does not have stays as it is.

    >>> canonical("Identifer"), canonical("organisation"), canonical("Asset")
    ('Identifier', 'Organization', 'Asset')
    """
    name = _CANONICAL.get(local_name.lower(), local_name)
    # Version 3.5 has an element for each kind of indicator: QuantitativePerformanceIndicator.
    return "PerformanceIndicator" if name.endswith("PerformanceIndicator") else name


WRAPPERS: Final = frozenset(
    {
        "StrategicPlanCore",
        "Goals",
        "Objectives",
        "Values",
        "PerformanceIndicators",
        "Strategy",
        "Individuals",
        "Groups",
        "Contacts",
        "Dates",
    }
)
"""Elements that only hold others."""

IDENTIFIERS: Final = frozenset(
    {"Identifier", "ReferenceIdentifier", "Extends", "ReferentIdentifier", "MappedIdentifier"}
)
CONTACT: Final = frozenset(
    {
        "Submitter",
        "Contact",
        "Contacts",
        "PhoneNumber",
        "EmailAddress",
        "Email",
        "Address",
        "Website",
        "WebAddress",
    }
)
"""Elements that tell how a person or an office is reached."""

STRUCTURE: Final = frozenset(
    {
        "Goal",
        "Objective",
        "Vision",
        "Mission",
        "Value",
        "Stakeholder",
        "Stakeholders",
        "PerformanceIndicator",
        "Organization",
        "AdministrativeInformation",
    }
)
"""Elements that are read for what they are, wherever they stand."""
MEASURES: Final = frozenset(
    {
        "Baseline",
        "Target",
        "TargetResult",
        "Actual",
        "Actuals",
        "ActualResult",
    }
)
"""Elements with a result: a Value inside is a number, no value of the organisation."""
