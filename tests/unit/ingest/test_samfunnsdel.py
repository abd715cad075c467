"""The samfunnsdel is read whole, in its own words, and the generated graph is what is committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from planvev.archive.files import SourceFile, read_source
from planvev.errors import SourceError, SourceMismatch
from planvev.ingest.elements import Element, Extraction, Role
from planvev.ingest.text.accounting import account_for
from planvev.ingest.text.profile import Profile, find_profile, read_profile
from planvev.ingest.text.recognise import recognise
from planvev.ingest.to_rdf import plan_triples
from planvev.vocab import ID

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "data" / "sources"
PLAN = ID["trondheim/samfunnsdel-2009"]


@pytest.fixture(scope="module")
def source() -> SourceFile:
    return read_source(SOURCES / "trondheim" / "samfunnsdel-2009.txt")


@pytest.fixture(scope="module")
def profile() -> Profile:
    return read_profile(find_profile("samfunnsdel", SOURCES))


@pytest.fixture(scope="module")
def draft(source: SourceFile, profile: Profile) -> Extraction:
    return recognise(source, profile)


@pytest.fixture(scope="module")
def elements(draft: Extraction) -> dict[str, Element]:
    return {element.path: element for element in draft.elements}


def test_every_kind_of_element_has_the_number_that_the_document_has(draft: Extraction) -> None:
    kinds = Counter(element.kind for element in draft.elements)
    levels = Counter(str(e.properties["goalLevel"]) for e in draft.elements if e.kind == "Goal")
    assert (kinds["Vision"], kinds["StrategicApproach"], kinds["Value"]) == (1, 6, 3)
    assert levels == {"hovedmal": 4, "delmal": 25}
    assert kinds["Strategy"] == draft.source.count("•") == 92
    assert kinds["GlossaryEntry"] == 5


def test_every_character_of_the_document_has_exactly_one_owner(draft: Extraction) -> None:
    account = account_for(draft)
    assert account.unowned == ()
    assert account.contested == ()
    owned = sum(account.owned_by_elements.values()) + sum(account.owned_by_furniture.values())
    assert owned == account.characters == len("".join(draft.source.split()))


def test_a_character_without_owner_is_named_with_its_line(draft: Extraction) -> None:
    without = Extraction(
        draft.source, draft.source_sha256, "nb", draft.elements[1:], draft.furniture
    )
    (span,) = account_for(without).unowned
    assert (span.line, span.text) == (1, "Forord")


def test_a_character_with_two_owners_is_named_with_both(draft: Extraction) -> None:
    first = draft.elements[0]
    doubled = Extraction(
        draft.source,
        draft.source_sha256,
        "nb",
        [*draft.elements, Element("Section", "twice", "", 1, first.slices)],
        draft.furniture,
    )
    (span,) = account_for(doubled).contested
    assert span.owners == ("Section section/forord", "Section twice")


def test_the_committed_graph_is_what_the_text_gives(draft: Extraction) -> None:
    committed = ROOT / "data/plans/trondheim/samfunnsdel-2009/adopted.ttl"
    triples = [quad.triple for quad in parse(committed.read_bytes(), RdfFormat.TURTLE)]
    assert triples == list(plan_triples(draft, PLAN))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("strategy/1.5.1", "utdannings- og forskningsinstitusjonene for å øke"),
        ("strategy/3.3.3", "mellom minoritets- og majoritetsbefolkningen gjennom"),
        ("strategy/2.2.3", "utvikling av lavenergi bygg- og miljøteknologi"),
        ("strategy/1.4.3", "bidra til en by - og campusutvikling som støtter"),
        ("approach/1/section/1", "i større grad en tidligere bidra til"),
        ("goal/3/section/3", "høyt udanningsnivå, høy sysselsettingsandel"),
        ("goal/2/section/6", "i forhold til transport- og kollektivakser. Rett"),
        ("approach/5/section/2", "kommunens handlingsrom. Et riktig nivå på"),
    ],
)
def test_the_wording_is_as_printed(elements: dict[str, Element], path: str, text: str) -> None:
    assert text in elements[path].text


@pytest.mark.parametrize(
    ("path", "start", "end"),
    [
        # over a page break without a blank line
        ("approach/4/section/2", "I forhold til tjenestene", "omfang hos mottakeren."),
        # over a page break with a caption in the middle of the sentence
        ("goal/1/section/3", "Trondheim kommune ønsker", "for livslang læring."),
        # a page break between two paragraphs
        ("goal/3/section/4", "For de fleste eldre", "selv når helsa svikter."),
        ("goal/4/section/3", "Den andre hovedutfordringen", "og endringskompetanse."),
    ],
)
def test_a_paragraph_is_whole_over_a_page_break(
    elements: dict[str, Element], path: str, start: str, end: str
) -> None:
    assert elements[path].text.startswith(start)
    assert elements[path].text.endswith(end)


def test_a_heading_that_is_glued_to_a_caption_keeps_only_its_own_words(
    elements: dict[str, Element],
) -> None:
    assert elements["goal/3"].text == "I 2020 er Trondheim en inkluderende og mangfoldig by"


def test_no_caption_stands_inside_a_text(draft: Extraction, profile: Profile) -> None:
    for caption in profile.captions:
        for element in draft.elements:
            assert caption.text not in element.text


def test_a_main_goal_is_one_element_with_both_places(elements: dict[str, Element]) -> None:
    roles = [piece.role for piece in elements["goal/2"].slices]
    assert sorted(roles) == [Role.REPEATED, Role.WORDING]


def test_a_strategy_without_opening_verb_has_none(elements: dict[str, Element]) -> None:
    assert "leadVerb" not in elements["strategy/1.2.2"].properties
    assert elements["strategy/4.2.2"].properties["leadVerb"] == "ta"
    assert elements["strategy/2.3.1"].properties["leadVerb"] == "fortette"


def test_a_text_with_another_hash_is_refused_with_both_hashes(
    tmp_path: Path, source: SourceFile, profile: Profile
) -> None:
    changed = tmp_path / "plan.txt"
    changed.write_text(source.text.replace("grad en tidligere", "grad enn tidligere"))
    with pytest.raises(SourceMismatch) as caught:
        recognise(read_source(changed), profile)
    assert profile.source_sha256 in caught.value.message
    assert read_source(changed).sha256 in caught.value.message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('text = "Bymarka"', 'text = "Nordmarka"', "line 335 has no «Nordmarka»"),
        ('word = "minoritets-"', 'word = "majoritets-"', "line 606 does not end in"),
        ('heading = "Forord"', 'heading = "Innledning"', "line 1 reads «Forord»"),
        ('cadence = "Vurderes hvert 4. år"', 'cadence = "Hvert år"', "«Hvert år» is not in"),
        ("bullet = '^•\\s+'", "bullet = '^+('", "[patterns] bullet"),
        ('"4.2.2" = "ta"', '"4.2.2" = "gi"', "[lead_verb] 4.2.2"),
        ("line = 203", "lines = 203", "[[caption]] number 2"),
        ('language = "nb"', "", "needs a text for «language»"),
    ],
)
def test_a_profile_that_does_not_fit_says_where(
    tmp_path: Path, source: SourceFile, profile: Profile, old: str, new: str, message: str
) -> None:
    content = profile.path.read_text()
    assert content.count(old) == 1
    broken = tmp_path / "broken.profile.toml"
    broken.write_text(content.replace(old, new))
    with pytest.raises(SourceError) as caught:
        recognise(source, read_profile(broken))
    assert message in caught.value.message


def test_a_hyphen_at_a_lines_end_that_nobody_decided_on_is_refused(
    tmp_path: Path, source: SourceFile, profile: Profile
) -> None:
    content = profile.path.read_text()
    broken = tmp_path / "broken.profile.toml"
    decision = '[[suspended_hyphen]]\nline = 400\nword = "bygg-"\n'
    assert decision in content
    broken.write_text(content.replace(decision, ""))
    with pytest.raises(SourceError, match="line 400 ends in a hyphen"):
        recognise(source, read_profile(broken))


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda text: text.replace("\n", "\r\n"), "line ends are those of Windows"),
        (lambda text: "\ufeff" + text, "begins with a byte order mark"),
    ],
)
def test_a_text_that_an_editor_saved_anew_is_told_what_it_did(
    tmp_path: Path, source: SourceFile, profile: Profile, change: Callable[[str], str], cause: str
) -> None:
    changed = tmp_path / "plan.txt"
    changed.write_bytes(change(source.text).encode())
    with pytest.raises(SourceMismatch, match=cause):
        recognise(read_source(changed), profile)
