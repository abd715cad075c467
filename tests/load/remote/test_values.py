"""Graphs are alike if they say the same, whatever a store's spelling; what is lost is seen."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from planvev.engine.remote.store import parts
from planvev.engine.remote.values import by_value

XSD = "http://www.w3.org/2001/XMLSchema#"


def values(text: str) -> frozenset[str] | None:
    return by_value(q.triple for q in parse(text, RdfFormat.TURTLE, rename_blank_nodes=False))


def term(spelling: str) -> frozenset[str] | None:
    lexical, _, datatype = spelling.partition("^^")
    suffix = f"^^<{XSD}{datatype}>" if datatype else ""
    return values(f'<urn:s> <urn:p> "{lexical}"{suffix} .')


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("007^^integer", "7^^integer"),
        ("12^^nonNegativeInteger", "12^^integer"),
        ("12345678901234567890123^^integer", "12345678901234567890123^^decimal"),
        ("1.50^^decimal", "1.5^^decimal"),
        ("-0^^integer", "0^^integer"),
        ("1E3^^double", "1000.0^^double"),
        ("1^^boolean", "true^^boolean"),
        ("x", "x^^string"),
        ("2009-06-25T10:00:00+02:00^^dateTime", "2009-06-25T08:00:00Z^^dateTime"),
        ("2009-06-25T08:00:00Z^^dateTimeStamp", "2009-06-25T08:00:00.000Z^^dateTime"),
        ("2009-06-25+00:00^^date", "2009-06-25Z^^date"),
        ("P12M^^duration", "P1Y^^duration"),
        ("PT24H^^duration", "P1D^^duration"),
    ],
)
def test_two_spellings_of_one_value_are_alike(ours: str, theirs: str) -> None:
    assert term(ours) == term(theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("seven^^integer", "0^^integer"),
        ("1.123456789012345678^^decimal", "1.123456789012346^^decimal"),
        ("P4Y^^duration", "48^^duration"),
        ("P1Y1D^^duration", "P1Y^^duration"),
        ("2009-06-25^^date", "2009-06-25Z^^date"),
        ("2009-06-25T10:00:00^^dateTime", "2009-06-25T10:00:00Z^^dateTime"),
        ("1", "1^^integer"),
        ("1^^hexBinary", "01^^hexBinary"),
    ],
)
def test_two_values_are_not_alike(ours: str, theirs: str) -> None:
    assert term(ours) != term(theirs)


def test_blank_nodes_are_compared_by_what_is_said_of_them() -> None:
    ours = "_:a <urn:p> _:b . _:b <urn:p> 1 ."
    assert values(ours) == values("_:x <urn:p> 01 . _:y <urn:p> _:x .")
    assert values(ours) != values("_:x <urn:p> 1 . _:y <urn:p> _:y .")
    many = "".join(f"_:b{n} <urn:p> {n} ." for n in range(600))
    assert values(many) is None


def test_parts_hold_every_line_once_and_blank_nodes_together() -> None:
    plain = [f'<urn:s> <urn:p> "{n}" .\n'.encode() for n in range(50)]
    blank = [b"<urn:s> <urn:p> _:a .\n", b"_:a <urn:p> <urn:o> .\n"]
    literal = [b'<urn:s> <urn:p> "> <urn:p> _:a" .\n']
    found = list(parts(b"".join([*plain, *blank, *literal]), 200, 5))
    assert found[0] == b"".join(blank)
    assert sorted(b"".join(found).splitlines(True)) == sorted([*plain, *blank, *literal])
    assert max(len(part) for part in found) <= 200
    assert max(part.count(b"\n") for part in found) <= 5
    assert list(parts(b"", 10)) == [b""]
