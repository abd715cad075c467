"""What a planner who types a word expects to find, over the repository's own data."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planvev.search.highlights import pieces, snippet
from planvev.search.keeping import KeptIndex
from planvev.search.query import QUERY_CHARACTERS_MAX, Search
from planvev.search.words import stem
from planvev.vocab import CODE, ID, PV

PLAN = ID["trondheim/samfunnsdel-2009"].value


def found(index: KeptIndex, text: str, limit: int = 20, **filters: str) -> list[str]:
    hits, _ = index.search(Search(text, filters), limit)
    return [hit.document["iri"].removeprefix(f"{PLAN}/") for hit in hits.hits]


@pytest.mark.parametrize("typed", ["2.6", "delmål 2.6", "Delmål 2.6", "sub-goal 2.6"])
def test_a_number_leads_to_the_goal_of_that_number(index: KeptIndex, typed: str) -> None:
    assert found(index, typed)[0] == "goal/2.6"


def test_a_strategy_is_found_by_its_number(index: KeptIndex) -> None:
    assert found(index, "2.3.4")[0] == "strategy/2.3.4"


def test_forms_of_a_word_find_each_other(index: KeptIndex) -> None:
    one, many = found(index, "barnehage"), found(index, "barnehagene")
    assert set(one) == set(many)
    assert "goal/3.1" in one


def test_bokmal_and_nynorsk_forms_have_one_stem() -> None:
    assert len({stem(word) for word in ("barnehager", "barnehagar", "barnehagane")}) == 1
    assert len({stem(word) for word in ("kommuner", "kommunar", "kommunane")}) == 1


def test_a_word_is_found_within_another_below_the_word_itself(index: KeptIndex) -> None:
    order = found(index, "plass")
    assert "strategy/2.3.4" in order  # «møteplasser»
    own = next(n for n, iri in enumerate(order) if iri.endswith("target/1"))
    assert own < order.index("strategy/2.3.4")


def test_what_has_all_the_words_is_found_alone(index: KeptIndex) -> None:
    plan = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"
    hits, _ = index.search(Search("arealer barnehager", {"plan": plan}), 20)
    assert hits.all_words
    assert [hit.document["iri"].rpartition("/")[2] for hit in hits.hits] == ["2.3.4"]


def test_what_has_some_of_the_words_is_found_where_nothing_has_all(index: KeptIndex) -> None:
    hits, _ = index.search(Search("barnehage romfart"), 20)
    assert not hits.all_words
    assert hits.total > 0


def test_english_words_find_what_was_adopted_in_norwegian(index: KeptIndex) -> None:
    assert "goal/2.6" in found(index, "competitive land-use")


def test_facets_count_and_combine(index: KeptIndex) -> None:
    everything, _ = index.search(Search("barn"), 0)
    kinds = dict(everything.facets["kind"])
    level = CODE["goal-level/delmal"].value
    narrowed, _ = index.search(Search("barn", {"kind": level}), 50)
    assert narrowed.total == kinds[level]
    assert {hit.document["kind"] for hit in narrowed.hits} == {level}
    assert dict(narrowed.facets["kind"]) == kinds
    group = next(iri for iri, _ in narrowed.facets["group"])
    both, _ = index.search(Search("barn", {"kind": level, "group": group}), 50)
    assert 0 < both.total <= narrowed.total
    assert all(group in hit.document["groups"] for hit in both.hits)


def test_an_actor_narrows_to_what_names_it(index: KeptIndex) -> None:
    nav = ID["actor/nav"].value
    assert found(index, "", actor=nav) == ["strategy/3.4.1"]


def test_a_typing_error_is_put_right(index: KeptIndex) -> None:
    assert index.meant("barnehagge") == "barnehage"
    assert index.meant("barnehage") is None
    assert index.meant("2.66") is None


def test_while_typing_the_last_word_may_go_on(index: KeptIndex) -> None:
    hits, _ = index.search(Search("barneh", unfinished=True), 8)
    assert any("barnehag" in stem(hit.document["title"]) for hit in hits.hits)


def test_the_terms_of_the_ontology_name_kinds_and_are_not_found_themselves(
    index: KeptIndex,
) -> None:
    hits, _ = index.search(Search("strategi"), 50)
    assert PV.Strategy.value not in {hit.document["iri"] for hit in hits.hits}
    assert any(hit.document["kind"] == PV.Strategy.value for hit in hits.hits)


HOSTILE = [
    "x" * 10_000,
    "=1+1",
    "AND OR NOT ( [ { : ^ ~ * ? \\ \" '",
    "\x00\u202e\u2066",
    "title:barn^9 +-",
    "'; DROP",
    "🚲" * 100,
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_anybody_types_is_an_error(index: KeptIndex, typed: str) -> None:
    hits, _ = index.search(Search(typed[:QUERY_CHARACTERS_MAX]), 5)
    assert hits.total >= 0
    index.meant(typed)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_is_an_error(index: KeptIndex, typed: str) -> None:
    index.search(Search(typed, unfinished=True), 3)
    assert "".join(piece.text for piece in pieces(typed, {"barn"})) == typed
    assert len(snippet(typed, {"barn"}, 20)) <= 24


def test_development_goals_are_found_by_number_and_by_keyword(index: KeptIndex) -> None:
    by_number, _ = index.search(Search("11.6"), 5)
    assert by_number.hits[0].document["iri"] == "http://metadata.un.org/sdg/11.6"
    by_word, _ = index.search(Search("matombringing"), 5)
    assert [hit.document["iri"] for hit in by_word.hits] == ["http://metadata.un.org/sdg/2.1"]
    assert "matombringing; " in by_word.hits[0].document["others"]
