"""Numbers of aims are read from texts in three languages, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from planvev.linking.suggest.quantities import amounts_in, likeness


def told(text: str) -> set[tuple[str, str, int]]:
    return {(f"{each.value:f}", each.unit, each.year) for each in amounts_in(text)}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Kutt på 42,5 % innen 2030", ("42.5", "%", 2030)),
        ("Kutt på 55 prosent før utgangen av 2030", ("55", "%", 2030)),
        ("Kutt på 55% fram til 2030", ("55", "%", 2030)),
        ("A cut of 55 per cent by 2030", ("55", "%", 2030)),
        ("A cut of 55 % by the end of 2030", ("55", "%", 2030)),
        ("Minst 80 % er nøgde", ("80", "%", 0)),
        ("10 000 nye naust innen 2030", ("10000", "", 2030)),
    ],
)
def test_an_amount_is_read_with_its_year(text: str, amount: tuple[str, str, int]) -> None:
    assert told(text) == {amount}


@pytest.mark.parametrize(
    "text",
    [
        "Mål 2.6 innen 2030",
        "Planen for 2019-2032",
        "450 naust",
        "Side 3 innen 2030",
        "§ 19-1 by 2030",
    ],
)
def test_numbers_of_goals_years_and_sections_are_no_amounts(text: str) -> None:
    assert told(text) == set()


@pytest.mark.parametrize(
    ("other", "share"),
    [
        ("55 % innen 2030", 1.0),
        ("55 %", 0.6),
        ("55 % innen 2040", 0.2),
        ("54 % innen 2030", 0.0),
        ("55 naust innen 2030", 0.0),
    ],
)
def test_numbers_agree_the_more_the_more_is_the_same(other: str, share: float) -> None:
    assert likeness(amounts_in("55 prosent innen 2030"), amounts_in(other))[0] == share
