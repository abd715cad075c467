"""Links recorded and decided on: nothing is overwritten or lost, and nothing is there twice."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from planvev.access.roles import Principal, Role
from planvev.archive.archive import Archive
from planvev.archive.canonical import parse_canonical
from planvev.archive.verify import verify
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import Forbidden, InputError, ResourceNotFound
from planvev.ingest.export.sources import ArchiveTexts
from planvev.linking.exchange import Item, LinkFileRefused
from planvev.linking.links import LinkHistory, Outcome, Status, is_later
from planvev.linking.listing import chosen_rows
from planvev.linking.records import (
    AGENTS,
    SUGGESTER,
    NewDecision,
    NewLink,
    Quote,
    read_histories,
)
from planvev.linking.sheets import items_of_book, links_workbook
from planvev.vocab import GRAPH
from planvev.writes import ValidationFailed
from planvev.writes.link_reading import sheets_in_worker
from planvev.writes.linking import LinksWritten, decide, import_items, record_links
from unit.linking.small_corpus import corpus
from unit.validation.small_plan import PLAN, PREFIXES, SHA256, TEXT
from unit.writes.site import (
    ADOPTED,
    DERIVED_LINKS,
    FILE_OF_LINKS,
    LINK,
    LINKS,
    Site,
    canonical,
    request,
)

RECORDED = GRAPH["eksempel/plan-2026/links-recorded"].value
GOAL = f"{PLAN}/goal/1"
STRATEGY = f"{PLAN}/strategy/1.1"
SDG = "http://metadata.un.org/sdg/11"
NEW = NewLink(GOAL, SDG, "contributesTo", "analystAssessment", Decimal("0.5"), {"nb": "Fordi."})
KARI = Principal("Kari", Role.REVIEWER)
OLA = Principal("Ola", Role.REVIEWER)
EDITOR = Principal("Redaktør", Role.EDITOR)


def record(site: Site, *links: NewLink, role: Role = Role.REVIEWER) -> LinksWritten:
    return record_links(site.writer, links or [NEW], request(role))


def take(
    site: Site,
    who: Principal,
    outcome: Outcome,
    *links: str,
    comment: str = "",
    settle: bool = False,
) -> LinksWritten:
    decisions = [NewDecision(link, outcome, comment, settle) for link in links or [LINK]]
    asked = replace(request(who.role), author=who.name)
    return decide(site.writer, decisions, asked, who)


def history(site: Site, link: str = LINK) -> LinkHistory:
    return histories(site.archive)[link]


def histories(archive: Archive) -> dict[str, LinkHistory]:
    return archive.read(lambda manifest: read_histories(ArchiveTexts(archive, manifest)))


def derived(site: Site) -> set[tuple[str, str, str]]:
    """Return what is derived of the plan's links: subject, local name, object."""
    return {
        (
            triple.subject.value,  # type: ignore[union-attr]
            triple.predicate.value.rpartition("#")[2],
            triple.object.value.rpartition("/")[2],  # type: ignore[union-attr]
        )
        for triple in parse_canonical(site.archive.text(DERIVED_LINKS))
    }


# Recording.


def test_a_link_is_recorded_in_a_graph_of_its_own(site: Site) -> None:
    before = site.archive.text(LINKS)
    written = record(site)
    (iri,) = written.recorded
    assert iri.startswith(f"{PLAN}/link/")
    assert site.archive.text(LINKS) == before
    link = history(site, iri).link
    assert link.graph == RECORDED
    assert (link.source, link.target, link.type) == (GOAL, SDG, "contributesTo")
    assert link.agents == ("https://w3id.org/planvev/id/agent/test",)
    assert (iri, "linkStatus", "proposed") in derived(site)


def test_the_same_link_again_is_no_new_generation(site: Site) -> None:
    first = record(site)
    again = record(site, NEW, replace(NEW, basis="machineSuggestion", confidence=None))
    assert not again.committed
    assert again.generation == first.generation
    assert again.there == first.recorded * 2


def test_a_link_that_a_file_has_is_not_recorded_once_more(site: Site) -> None:
    written = record(site, NewLink(STRATEGY, SDG, "contributesTo", "analystAssessment"))
    assert written.recorded == ()
    assert written.there == (LINK,)


def test_a_link_that_means_the_same_both_ways_is_recorded_once(site: Site) -> None:
    conflict = NewLink(GOAL, STRATEGY, "conflictsWith", "analystAssessment")
    first = record(site, conflict)
    turned = replace(conflict, source=STRATEGY, target=GOAL)
    assert record(site, turned).there == first.recorded
    led = replace(turned, type="contributesTo")
    assert len(record(site, led, replace(led, source=GOAL, target=STRATEGY)).recorded) == 2


def test_a_machines_suggestion_is_the_machines(site: Site) -> None:
    written = record(site, replace(NEW, basis="machineSuggestion", method="suggest 1.0"))
    link = history(site, written.recorded[0]).link
    assert link.agents == (SUGGESTER,)
    assert link.method == "suggest 1.0"
    assert b"SoftwareAgent" in site.archive.text(AGENTS)


def test_what_the_text_states_stands_with_its_passage(site: Site) -> None:
    start = TEXT.index("Barn skal sykle")
    quote = Quote(
        f"https://w3id.org/planvev/id/source/{SHA256}", "Barn skal sykle", start, start + 15
    )
    stated = replace(NEW, basis="statedInText", quotes=(quote,))
    (iri,) = record(site, stated).recorded
    assert history(site, iri).status is Status.APPROVED
    wrong = replace(stated, type="refersTo", quotes=(replace(quote, exact="Barn skal svømme"),))
    with pytest.raises(ValidationFailed):
        record(site, wrong)


@pytest.mark.parametrize(
    ("link", "error", "said"),
    [
        (replace(NEW, source=f"{PLAN}/goal/99"), ResourceNotFound, "nothing <.*goal/99>"),
        (replace(NEW, target=f"{PLAN}x/goal/1"), ResourceNotFound, "no plan"),
        (replace(NEW, source="urn:elsewhere"), ResourceNotFound, "no plan"),
        (replace(NEW, target="not an iri"), InputError, "no IRI"),
        (replace(NEW, target=GOAL), InputError, "to itself"),
        (replace(NEW, type="likes"), InputError, "no type of link"),
        (replace(NEW, basis="guess"), InputError, "nothing that a link rests on"),
        (replace(NEW, confidence=Decimal(2)), InputError, "from 0 to 1"),
        (replace(NEW, confidence=Decimal("1e-999999")), InputError, "at most 40 digits"),
        (replace(NEW, reasons={"nb": "halv \ud83d"}), InputError, "a character that is none"),
        (replace(NEW, basis="statedInText"), InputError, "needs the passage"),
        (replace(NEW, type="measures"), ValidationFailed, "rules"),
    ],
)
def test_a_link_that_cannot_be_is_refused_and_so_are_those_beside_it(
    site: Site, link: NewLink, error: type[Exception], said: str
) -> None:
    before = site.digest()
    with pytest.raises(error, match=said):
        record(site, replace(NEW, type="refersTo", target=STRATEGY), link)
    assert site.digest() == before


# Deciding.


def test_an_approved_link_gives_the_direct_property_and_a_withdrawn_one_takes_it(
    site: Site,
) -> None:
    direct = {(STRATEGY, "linkedTo", "11"), (STRATEGY, "contributesTo", "11")}
    take(site, KARI, Outcome.APPROVED, comment="Ja.")
    assert direct <= derived(site)
    take(site, KARI, Outcome.WITHDRAWN)
    assert not direct & derived(site)
    assert (LINK, "linkStatus", "withdrawn") in derived(site)
    assert history(site).status is Status.WITHDRAWN


def test_the_history_of_a_link_is_whole(site: Site) -> None:
    take(site, KARI, Outcome.APPROVED, comment="Ja.")
    take(site, KARI, Outcome.REJECTED, comment="Nei, likevel.")
    decisions = history(site).decisions
    assert [each.outcome for each in decisions] == [Outcome.APPROVED, Outcome.REJECTED]
    assert [each.comment for each in decisions] == ["Ja.", "Nei, likevel."]
    assert {each.agent_label for each in decisions} == {"Kari"}


def test_who_takes_a_decision_back_has_not_decided(site: Site) -> None:
    take(site, KARI, Outcome.REJECTED)
    take(site, KARI, Outcome.REOPENED)
    assert history(site).status is Status.PROPOSED
    assert len(history(site).decisions) == 2


def test_control_characters_are_left_out_of_words_so_that_files_can_hold_them(site: Site) -> None:
    (iri,) = record(site, replace(NEW, reasons={"nb": "Begge\x0bvil"})).recorded
    take(site, KARI, Outcome.APPROVED, iri, comment="Linje\x0beller\x00slutt\x07")
    assert history(site, iri).link.reasons == {"nb": "Begge vil"}
    assert history(site, iri).decisions[0].comment == "Linje eller slutt"
    again = take(site, KARI, Outcome.APPROVED, iri, comment="Linje\x0beller\x00slutt\x07")
    assert again.there == (iri,)


def test_the_same_decision_again_is_no_new_generation(site: Site) -> None:
    first = take(site, KARI, Outcome.APPROVED, comment="Ja.")
    assert not take(site, KARI, Outcome.APPROVED).committed
    assert not take(site, KARI, Outcome.APPROVED, comment="Ja.").committed
    assert take(site, KARI, Outcome.APPROVED, comment="Ja, og …").committed
    assert first.recorded != ()
    assert not take(site, OLA, Outcome.REOPENED).committed


def test_two_disagree_until_the_editor_settles(site: Site) -> None:
    take(site, KARI, Outcome.APPROVED)
    take(site, OLA, Outcome.REJECTED)
    assert history(site).status is Status.DISPUTED
    take(site, EDITOR, Outcome.REJECTED, settle=True)
    assert history(site).status is Status.REJECTED
    decisions = history(site).decisions
    assert decisions[-1].settles == tuple(sorted(each.iri for each in decisions[:2]))


def test_a_reviewer_settles_nothing(site: Site) -> None:
    take(site, KARI, Outcome.APPROVED)
    before = site.digest()
    with pytest.raises(Forbidden, match="may not settle"):
        take(site, OLA, Outcome.REJECTED, settle=True)
    assert site.digest() == before


def test_many_decisions_are_one_commit_or_none(site: Site) -> None:
    (other,) = record(site).recorded
    head = site.archive.head()
    written = take(site, KARI, Outcome.APPROVED, LINK, other, LINK)
    assert len(written.recorded) == 2
    assert written.there == (LINK,)
    assert site.archive.head() == head + 1
    before = site.digest()
    with pytest.raises(ResourceNotFound, match=r"no link <.*/link/99>"):
        take(site, OLA, Outcome.REJECTED, LINK, f"{PLAN}/link/99")
    assert site.digest() == before


def test_a_later_decision_has_a_later_time_even_where_the_clock_stands(site: Site) -> None:
    site.archive.clock = lambda: datetime(2020, 1, 1, tzinfo=UTC)
    for outcome in (Outcome.APPROVED, Outcome.REJECTED, Outcome.APPROVED):
        take(site, KARI, outcome)
    times = [each.time for each in history(site).decisions]
    assert all(is_later(b, a) for a, b in itertools.pairwise(times))
    assert history(site).status is Status.APPROVED


def test_two_names_that_look_alike_in_an_iri_are_two_people(site: Site) -> None:
    take(site, Principal("kari n", Role.REVIEWER), Outcome.APPROVED)
    take(site, Principal("Kari-N", Role.REVIEWER), Outcome.REJECTED)
    take(site, Principal("Kari-N", Role.REVIEWER), Outcome.APPROVED, comment="Likevel.")
    decisions = history(site).decisions
    assert [each.agent_label for each in decisions] == ["kari n", "Kari-N", "Kari-N"]
    assert len({each.agent for each in decisions}) == 2


def test_a_decision_needs_a_person_who_is_described(site: Site) -> None:
    take(site, KARI, Outcome.APPROVED)
    agent = history(site).decisions[0].agent
    text = site.archive.text(AGENTS)
    assert f"<{agent}>".encode() in text
    with pytest.raises(ValidationFailed):
        site.writer.delete(AGENTS, request())


def test_a_link_of_machine_that_would_close_a_circle_waits_and_cannot_be_approved(
    site: Site,
) -> None:
    there = NewLink(GOAL, STRATEGY, "concretises", "analystAssessment")
    back = replace(there, source=STRATEGY, target=GOAL, basis="machineSuggestion")
    first, iri = record(site, there, back).recorded
    with pytest.raises(ValidationFailed) as refused:
        take(site, KARI, Outcome.APPROVED, iri)
    shapes = {result.source_shape.rpartition("-")[2] for result in refused.value.report.results}
    assert "noCircle" in shapes
    take(site, KARI, Outcome.REJECTED, first)
    take(site, KARI, Outcome.APPROVED, iri)
    assert history(site, iri).status is Status.APPROVED


def more_goals(site: Site, count: int) -> list[str]:
    """Add goals to the plan, and return the IRIs of all of them."""
    numbers = range(2, count + 1)
    described = "".join(
        f"""<goal/{n}> a pv:Goal ; pv:partOf <{PLAN}> ; pv:position {n} ; skos:notation "{n}" ;
          pv:goalLevel <https://w3id.org/planvev/code/goal-level/hovedmal> ;
          rdfs:label "Mål {n}"@nb ; dct:source <https://eksempel.example/plan> ."""
        for n in numbers
    )
    site.writer.post(ADOPTED, canonical(PREFIXES + described), request())
    return [GOAL, *(f"{PLAN}/goal/{n}" for n in numbers)]


@pytest.mark.parametrize("length", [2, 3, 6])
def test_a_circle_is_refused_when_it_is_closed_however_long(site: Site, length: int) -> None:
    goals = more_goals(site, length)
    links = [
        NewLink(start, end, "concretises", "analystAssessment")
        for start, end in zip(goals, [*goals[1:], goals[0]], strict=True)
    ]
    record(site, *links[:-1])
    with pytest.raises(ValidationFailed) as refused:
        record(site, links[-1])
    assert {r.source_shape.rpartition("-")[2] for r in refused.value.report.results} == {"noCircle"}


def test_the_same_link_under_two_numbers_is_refused(site: Site) -> None:
    twice = FILE_OF_LINKS.replace("link/1", "link/2")
    with pytest.raises(ValidationFailed) as refused:
        site.writer.post(LINKS, canonical(twice), request())
    assert any("noDuplicate" in r.source_shape for r in refused.value.report.results)


# Together with others.


def test_people_who_decide_at_the_same_moment_lose_nothing(site: Site) -> None:
    people = [Principal(f"Person {number}", Role.REVIEWER) for number in range(6)]
    failed: list[BaseException] = []

    def work(who: Principal) -> None:
        try:
            record(site)
            take(site, who, Outcome.APPROVED)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert {each.agent_label for each in history(site).decisions} == {p.name for p in people}
    assert len(histories(site.archive)) == 2
    assert not verify(site.archive).faults


def test_decisions_go_through_a_worker_too(pooled: tuple[Site, PooledEngine]) -> None:
    site, _ = pooled
    (iri,) = record(site).recorded
    take(site, KARI, Outcome.APPROVED, iri)
    assert history(site, iri).status is Status.APPROVED


# What lasts.


def decided(site: Site) -> tuple[str, dict[str, LinkHistory]]:
    """Record and decide; return the new link, and all histories."""
    (iri,) = record(site, replace(NEW, basis="machineSuggestion")).recorded
    take(site, KARI, Outcome.REJECTED, iri, LINK, comment="Nei.")
    return iri, histories(site.archive)


def test_links_and_decisions_survive_a_restart(site: Site) -> None:
    iri, before = decided(site)
    again = Archive(site.archive.state)
    assert histories(again) == before
    assert histories(again)[iri].status is Status.REJECTED


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("changed", [False, True])
def test_links_and_decisions_survive_loading_the_files_again(
    site: Site, force: bool, changed: bool
) -> None:
    iri, before = decided(site)
    if changed:
        path = site.data / "plans/eksempel/plan-2026/links.ttl"
        path.write_text(FILE_OF_LINKS.replace("2026-01-01", "2026-01-02"), encoding="utf-8")
    loaded = site.load(force=force)
    assert (loaded.written is not None and loaded.written.committed) == changed
    after = histories(site.archive)
    assert after[iri] == before[iri]
    assert after[LINK].decisions == before[LINK].decisions
    assert after[LINK].status is Status.REJECTED
    assert (LINK, "linkStatus", "rejected") in derived(site)


def test_links_and_decisions_survive_an_upgrade_that_derives_anew(site: Site) -> None:
    iri, before = decided(site)
    (site.archive.state / "files.json").unlink()
    loaded = site.load()
    assert loaded.written is not None
    assert histories(site.archive) == before
    assert (iri, "linkStatus", "rejected") in derived(site)


def test_files_that_bring_a_link_which_was_recorded_before_are_loaded_with_a_warning(
    site: Site,
) -> None:
    (iri,) = record(site).recorded
    path = site.data / "plans/eksempel/plan-2026/links.ttl"
    added = FILE_OF_LINKS + FILE_OF_LINKS.replace("link/1>", "link/2>").replace(STRATEGY, GOAL)
    path.write_text(added, encoding="utf-8")
    loaded = site.load()
    assert loaded.written is not None
    assert loaded.written.committed
    assert loaded.written.report is not None
    shapes = {result.source_shape for result in loaded.written.report.results}
    assert any("recordedAndInFile" in shape for shape in shapes)
    assert {iri, f"{PLAN}/link/2"} <= histories(site.archive).keys()


# Files of links.


def take_in(site: Site, items: Sequence[Item], *, dry_run: bool = False) -> LinksWritten:
    asked = replace(request(Role.REVIEWER), author=KARI.name)
    return import_items(site.writer, items, asked, KARI, dry_run=dry_run)


def test_a_file_is_taken_in_as_one_generation(site: Site) -> None:
    head = site.archive.head()
    items = [
        Item(NEW, outcome=Outcome.APPROVED, comment="Fra arket."),
        Item(None, iri=LINK, outcome=Outcome.REJECTED, decided_here=True),
    ]
    written = take_in(site, items)
    assert site.archive.head() == head + 1
    (made,) = [iri for iri in histories(site.archive) if iri != LINK]
    assert history(site, made).status is Status.APPROVED
    assert history(site).status is Status.REJECTED
    assert len(written.recorded) == 3
    assert not take_in(site, items).committed


def test_what_another_file_decided_is_taken_over_only_where_it_differs(site: Site) -> None:
    take(site, OLA, Outcome.APPROVED)
    item = Item(None, iri=LINK, outcome=Outcome.APPROVED)
    assert not take_in(site, [item]).committed
    take_in(site, [replace(item, outcome=Outcome.REJECTED)])
    assert history(site).status is Status.DISPUTED


def test_a_suggestion_approved_as_another_type_is_rejected_as_it_was(site: Site) -> None:
    other = NewLink(STRATEGY, SDG, "refersTo", "analystAssessment")
    with pytest.raises(ValidationFailed):
        take_in(site, [Item(replace(other, type="measures"), iri=LINK, outcome=Outcome.APPROVED)])
    item = Item(replace(other, type="concretises", target=GOAL), iri=LINK, outcome=Outcome.APPROVED)
    take_in(site, [item])
    assert history(site).status is Status.REJECTED


def test_all_that_is_wrong_in_a_file_is_told_and_nothing_is_taken_in(site: Site) -> None:
    before = site.digest()
    items = [
        Item(NEW, "row 2"),
        Item(replace(NEW, target=f"{PLAN}/goal/7"), "row 3"),
        Item(None, "row 4", iri=f"{PLAN}/link/7", outcome=Outcome.APPROVED),
        Item(None, "row 5"),
    ]
    with pytest.raises(LinkFileRefused) as refused:
        take_in(site, items)
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        "row 3",
        "row 4",
        "row 5",
    ]
    assert site.digest() == before


def test_a_dry_run_says_what_would_be_and_changes_nothing(site: Site) -> None:
    before = site.digest()
    written = take_in(site, [Item(NEW)], dry_run=True)
    assert len(written.recorded) == 1
    assert not written.committed
    assert site.digest() == before
    bad = take_in(site, [Item(replace(NEW, type="measures"))], dry_run=True)
    assert bad.report is not None
    assert not bad.report.conforms


def test_a_workbook_is_read_in_a_worker(pooled: tuple[Site, PooledEngine]) -> None:

    site, _ = pooled
    content = links_workbook(chosen_rows(corpus()))
    sheets = sheets_in_worker(site.runner, content, "koblinger.xlsx")
    assert [sheet.name for sheet in sheets] == ["Koblinger", "Valg"]
    assert items_of_book(sheets, corpus()) == []
