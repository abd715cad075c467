"""Each rule on quotes and source texts, kept and broken."""

from __future__ import annotations

import pytest

from planvev.errors import SourceMismatch
from planvev.validation import validate_paths
from planvev.validation.passages import MESSAGES, fold, join_cut_words
from unit.validation.small_plan import SHA256, TEXT, SmallPlan, passage

PASSAGE = "strategy/1.1/passage/1"
CUT = '"bygge sykkel-\\nveger til skolen"'


def test_sound_plan_breaks_no_rule(plan: SmallPlan) -> None:
    assert plan.broken_rules() == []


def test_quote_that_differs_from_the_source_is_reported(plan: SmallPlan) -> None:
    plan.change(plan.adopted, 'oa:exact "Barn skal sykle."', 'oa:exact "Barn skal sykla."')
    plan.change(plan.adopted, 'pv:text "Barn skal sykle."', 'pv:text "Barn skal sykla."')
    assert plan.broken_rules() == ["PassageShape-quoteIsInSource"]


def test_quote_with_folded_line_break_is_not_the_source(plan: SmallPlan) -> None:
    plan.change(plan.adopted, CUT, '"bygge sykkel- veger til skolen"')
    assert plan.broken_rules() == ["PassageShape-quoteIsInSource"]


def test_text_that_differs_from_its_slices_is_reported(plan: SmallPlan) -> None:
    plan.change(plan.adopted, 'pv:text "Barn skal sykle."', 'pv:text "Barn skal sykle mer."')
    assert plan.broken_rules() == ["PassageShape-textIsWording"]


def test_text_with_double_space_is_not_its_folded_slices(plan: SmallPlan) -> None:
    plan.change(plan.adopted, 'pv:text "Barn skal sykle."', 'pv:text "Barn  skal sykle."')
    assert plan.broken_rules() == ["PassageShape-textIsWording"]


def test_cut_word_that_is_not_listed_is_not_joined(plan: SmallPlan) -> None:
    plan.change(plan.adopted, 'pv:dehyphenatedWord "sykkelveger" ;', "")
    assert plan.broken_rules() == ["PassageShape-textIsWording"]


def test_listed_word_that_is_not_cut_is_reported(plan: SmallPlan) -> None:
    plan.change(plan.adopted, '"sykkelveger" ;', '"sykkelveger" , "skolen" ;')
    assert plan.broken_rules() == ["PassageShape-dehyphenatedWordIsCut"]


def _add_repeated(plan: SmallPlan, exact: str) -> None:
    plan.change(plan.adopted, f"<{PASSAGE}> .", f"<{PASSAGE}> , <strategy/1.1/passage/2> .")
    text = plan.adopted.read_text(encoding="utf-8")
    text += passage("strategy/1.1", 2, exact, "repeated")
    plan.adopted.write_text(text, encoding="utf-8")


def test_repetition_that_reads_otherwise_is_reported(plan: SmallPlan) -> None:
    _add_repeated(plan, "Barn skal")
    assert plan.broken_rules() == ["PassageShape-repeatedIsText"]


def test_repetition_may_end_in_a_full_stop(plan: SmallPlan) -> None:
    plan.change(plan.adopted, 'pv:text "bygge', 'pv:text "Bygge')
    _add_repeated(plan, "Bygge sykkelveger til skolen.")
    assert plan.broken_rules() == ["PassageShape-textIsWording"]


def test_quotation_outside_the_element_is_reported(plan: SmallPlan) -> None:
    plan.change(plan.assessment, "pv:about <strategy/1.1>", "pv:about <goal/1>")
    rules = plan.broken_rules()
    assert sorted(rules) == ["FindingShape-iri", "PassageShape-quotationIsInElement"]


def test_unknown_source_is_named_by_its_hash_and_reported_once(plan: SmallPlan) -> None:
    (plan.root / "sources/SHA256SUMS").unlink()
    report = validate_paths([plan.root], plan.root)
    (result,) = [r for r in report.results if r.source_shape.endswith("-unknownSource")]
    assert SHA256 in result.messages["nb"]


def test_wordings_of_two_elements_do_not_overlap(plan: SmallPlan) -> None:
    start = TEXT.index("Barn")
    for old, new in (
        (f'oa:start "{start}"', f'oa:start "{start - 3}"'),
        ('oa:exact "Barn skal sykle."', 'oa:exact "n\\n\\nBarn skal sykle."'),
        ('pv:text "Barn skal sykle."', 'pv:text "n Barn skal sykle."'),
    ):
        plan.change(plan.adopted, old, new)
    assert plan.broken_rules() == ["PassageShape-wordingsDoNotOverlap"]


def test_element_that_only_quotes_has_its_text_in_a_quotation(plan: SmallPlan) -> None:
    plan.change(plan.adopted, "passage-role/wording", "passage-role/quotation")
    plan.change(plan.adopted, 'pv:text "Barn skal sykle."', 'pv:text "barn skal"')
    rules = plan.broken_rules(plan.adopted)
    assert "PassageShape-textIsQuoted" in rules  # the strategy's is cut by a hyphen
    plan.change(plan.adopted, 'pv:text "barn skal"', 'pv:text "voksne skal"')
    assert len(plan.broken_rules(plan.adopted)) == len(rules) + 1


def test_changed_source_text_names_both_hashes(plan: SmallPlan) -> None:
    (plan.root / "sources/plan.txt").write_text("noe annet", encoding="utf-8")
    with pytest.raises(SourceMismatch) as caught:
        validate_paths([plan.adopted], plan.root)
    assert SHA256 in caught.value.message
    assert caught.value.found in caught.value.message


def test_incomplete_passage_is_left_to_the_shapes(plan: SmallPlan) -> None:
    plan.change(plan.adopted, 'oa:exact "Barn skal sykle." .', 'rdfs:label "uten sitat"@nb .')
    assert plan.broken_rules() == ["QuoteShape-exact"]


@pytest.mark.parametrize(
    ("text", "words", "joined", "missing"),
    [
        ("på forsknings- institusjonene", ["forskningsinstitusjonene"], None, []),
        ("barne- og ungdomsskoler", [], "barne- og ungdomsskoler", []),
        ("en hel setning", ["setning"], "en hel setning", ["setning"]),
        ("sykkel- veger og sykkel- veger", ["sykkelveger"], "sykkelveger og sykkelveger", []),
    ],
)
def test_only_listed_words_are_joined(
    text: str, words: list[str], joined: str | None, missing: list[str]
) -> None:
    expected = "på forskningsinstitusjonene" if joined is None else joined
    assert join_cut_words(text, words) == (expected, missing)


def test_folding_makes_all_white_space_one_space() -> None:
    assert fold("\x0c en\n\t to\xa0tre ") == "en to tre"


def test_every_rule_has_its_message_in_both_languages() -> None:
    assert all(nb and en and nb != en for nb, en in MESSAGES.values())
