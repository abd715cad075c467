"""Links as a list: chosen by plan, status, type, basis and words, told in words."""

from __future__ import annotations

from planvev.linking.element import SDG
from planvev.linking.links import Status
from planvev.linking.listing import LinkFilter, chosen_rows, record
from unit.linking.small_corpus import OVER, SECTOR, corpus


def numbers(wanted: LinkFilter) -> list[str]:
    return [row.link.iri.rpartition("/")[2] for row in chosen_rows(corpus(), wanted)]


def test_all_links_come_in_the_order_of_their_ends() -> None:
    assert numbers(LinkFilter()) == ["4", "1", "3", "2", "5"]


def test_links_are_chosen_by_what_is_asked_for() -> None:
    assert numbers(LinkFilter(plan=OVER)) == []
    assert numbers(LinkFilter(plan=SECTOR, target_plan=OVER)) == ["1", "3", "2", "5"]
    assert numbers(LinkFilter(target_plan=SDG)) == ["4"]
    assert numbers(LinkFilter(statuses=frozenset({Status.DISPUTED, Status.PROPOSED}))) == [
        "1",
        "5",
    ]
    assert numbers(LinkFilter(types=frozenset({"implements"}))) == ["2", "5"]
    assert numbers(LinkFilter(bases=frozenset({"statedInText"}))) == []
    assert numbers(LinkFilter(text="RENT bekkene")) == ["1"]


def test_a_record_tells_both_ends_and_all_decisions() -> None:
    (row,) = chosen_rows(corpus(), LinkFilter(statuses=frozenset({Status.DISPUTED})))
    told = record(row, "en")
    assert told["status"] == "disputed"
    assert told["source_plan"] == "Brook plan"
    assert told["source_text"] == "åpne bekker"
    assert told["decided_by"] == "Kari; Ola"
    assert told["reason"] == "The same word."
    decisions = told["decisions"]
    assert isinstance(decisions, list)
    assert [each["outcome"] for each in decisions] == ["approved", "rejected"]
    assert all(each["stands"] for each in decisions)
