"""What a document says of how much and by when, as triples."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from planvev.ingest.elements import Element
from planvev.ingest.targets import described_target
from planvev.vocab import PV, XSD


def said(**properties: str | list[str]) -> dict[NamedNode, object]:
    element = Element("Target", "target/1", "", 1, [], "Flere trær", properties=properties)
    triples = described_target(NamedNode("https://example.org/t"), element, "nb")
    return {triple.predicate: triple.object for triple in triples}


@pytest.mark.parametrize(
    ("deadline", "year"),
    [("2030", "2030"), ("2030-2033", "2033"), ("2030–33", "2033"), ("31.12.2030", "2030"),
     ("2030-06-01", "2030"), ("1.6.30", "2030"), ("1. halvår 2031", "2031"), ("2030/2031", "2031")],
)  # fmt: skip
def test_a_deadline_is_the_year_by_which_it_is_to_be_done(deadline: str, year: str) -> None:
    assert said(deadline=deadline)[PV.deadline] == Literal(year, datatype=XSD.gYear)


def test_a_deadline_without_a_year_is_kept_in_the_reason_only() -> None:
    found = said(deadline="Løpende")
    assert PV.deadline not in found
    assert "Løpende" in str(found[PV.reason])


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E999999999", "1E-999999999", "9" * 50])
def test_what_is_no_plain_number_is_no_value(value: str) -> None:
    found = said(targetValue=value, unit="kr")
    assert PV.targetValue not in found
    assert value in str(found[PV.reason])


@pytest.mark.parametrize("value", ["12", "12,5", "-3", "1\N{NO-BREAK SPACE}000"])
def test_numbers_as_norwegians_write_them_are_values(value: str) -> None:
    assert PV.targetValue in said(targetValue=value, unit="kr")
