"""What rdflib and pySHACL would pass over in silence, and is reported here."""

from __future__ import annotations

import pytest
import rdflib

from unit.validation.small_plan import TEXT, SmallPlan


def test_ill_typed_integer_is_reported(plan: SmallPlan) -> None:
    plan.change(
        plan.adopted, "pv:position 1 ;\n    skos", 'pv:position "abc"^^xsd:integer ;\n    skos'
    )
    assert plan.broken_rules().count("PlanElementShape-position") >= 1


@pytest.mark.parametrize(
    ("typed", "shape"),
    [
        ('oa:start "{}"^^xsd:nonNegativeInteger', "PositionShape-start"),
        ('oa:end "{}"^^xsd:nonNegativeInteger', "PositionShape-end"),
    ],
)
def test_ill_typed_position_is_reported(plan: SmallPlan, typed: str, shape: str) -> None:
    start = TEXT.index("Barn")
    number = start if "start" in typed else start + len("Barn skal sykle.")
    plan.change(plan.adopted, typed.format(number), typed.format("ti"))
    assert shape in plan.broken_rules()


@pytest.mark.parametrize("year", ["tjueseks", "", "-", "26"])
def test_ill_typed_year_is_reported(plan: SmallPlan, year: str) -> None:
    plan.change(plan.register, '"2026"^^xsd:gYear', f'"{year}"^^xsd:gYear')
    assert "PlanPeriodShape-startDate" in plan.broken_rules()


def test_ill_typed_date_and_count_are_reported(plan: SmallPlan) -> None:
    plan.change(plan.adopted, '"2026-03-01"^^xsd:date', '"i går"^^xsd:date')
    text = plan.register.read_text(encoding="utf-8")
    count = text.partition("pv:characterCount ")[2].split()[0]
    plan.change(plan.register, f"pv:characterCount {count}", 'pv:characterCount "x"^^xsd:integer')
    rules = plan.broken_rules()
    assert {"PlanInstrumentShape-adoptedOn", "SourceTextShape-characterCount"} <= set(rules)


def test_period_is_compared_by_years_as_integers(plan: SmallPlan) -> None:
    plan.change(plan.register, '"2038"^^xsd:gYear', '"2025"^^xsd:gYear')
    assert plan.broken_rules() == ["PlanPeriodShape-endsAfterItStarts"]


def test_year_is_four_digits_without_a_time_zone(plan: SmallPlan) -> None:
    plan.change(plan.register, '"2038"^^xsd:gYear', '"2038Z"^^xsd:gYear')
    assert plan.broken_rules() == ["PlanPeriodShape-endDate"]


def test_normalization_is_switched_back_on(plan: SmallPlan) -> None:
    plan.broken_rules()
    assert rdflib.NORMALIZE_LITERALS
