"""The review of links: what comes next, what each decision does, what is taken back."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from pyoxigraph import RdfFormat

from planvev.access.roles import Principal, Role
from planvev.archive.canonical import canonicalize
from planvev.archive.files import ontology_files
from planvev.errors import InputError, QueryTimeout
from planvev.linking.element import Element
from planvev.linking.links import Outcome, Status
from planvev.linking.records import NewDecision
from planvev.linking.suggest.suggestion import Reason, Suggestion
from planvev.resources import ontology_root
from planvev.web import links_review_find
from planvev.web.links_review_queue import Queue, Row, Wanted, key_of, wanted_of
from planvev.web.links_review_undo import undoable
from planvev.web.links_review_view import score_of
from planvev.writes import Request
from planvev.writes.linking import decide
from unit.web.dataset_server import DatasetServer
from unit.web.links_at_hand import (
    ABOVE,
    BELOW,
    OURS,
    Reviewer,
    hidden,
    histories,
    said,
    server_with_links,
    statuses,
    words,
)

WAITING = [Status.PROPOSED] * 3


@pytest.fixture(scope="module")
def ontology() -> dict[str, bytes]:
    return {
        graph.value: canonicalize(path.read_bytes(), RdfFormat.TURTLE)
        for path, graph in ontology_files(ontology_root())
    }


@pytest.fixture
def server(tmp_path: Path, ontology: dict[str, bytes]) -> DatasetServer:
    return server_with_links(tmp_path, ontology)


@pytest.fixture
def kari(server: DatasetServer) -> Reviewer:
    return Reviewer(server, "kari")


def progress(page: str) -> str:
    found = re.search(r'id="progress-text">([^<]*)', page)
    return found[1] if found else ""


def row(number: int, score: float | None = None, **more: Any) -> Row:
    ends = f"{BELOW}/goal/{number}", f"{ABOVE}/goal/{number}"
    fields = {"type": "contributesTo", "basis": "machineSuggestion", "status": "proposed"}
    link = f"{BELOW}/link/{number}"
    return Row(link, *ends, **{**fields, "from_": BELOW, "to": ABOVE, "score": score, **more})


def test_strangers_are_sent_to_the_login_page_and_come_back(server: DatasetServer) -> None:
    client = server.app.test_client()
    answer = client.get("/links/review?from=solvik%2Fsykkelplan-2027&view=list")
    assert answer.status_code == 303
    assert answer.headers["Cache-Control"] == "no-store"
    page = client.get(answer.headers["Location"]).text
    assert 'value="/links/review?from=solvik/sykkelplan-2027' in page or "solvik%2F" in page
    for form in ("decide", "decide-list", "undo", "find"):
        answer = client.post(f"/links/review/{form}", data={}, headers=OURS)
        assert answer.headers["Location"].startswith("/login"), form
    assert statuses(server) == WAITING


def test_a_reviewer_who_logs_in_comes_to_the_review(server: DatasetServer) -> None:
    token = server.backend.tokens.create("ola", Role.REVIEWER)
    answer = server.app.test_client().post("/login", data={"token": token}, headers=OURS)
    assert answer.headers["Location"] == "/links/review"


@pytest.mark.parametrize(
    ("headers", "secret"),
    [(OURS, "0" * 64), (OURS, ""), ({"Sec-Fetch-Site": "cross-site"}, None)],
)
def test_a_form_of_another_session_or_site_decides_nothing(
    server: DatasetServer, kari: Reviewer, headers: dict[str, str], secret: str | None
) -> None:
    fields = hidden(kari.get().text)
    form = {**fields, "decision": "approved", "form_secret": kari.secret}
    if secret is not None:
        form["form_secret"] = secret
    answer = kari.client.post("/links/review/decide", data=form, headers=headers)
    assert answer.status_code == 403
    assert statuses(server) == WAITING


def test_a_link_is_shown_with_both_ends_in_context(kari: Reviewer) -> None:
    page = kari.get()
    told = words(page.text)
    for words_ in ("Plan for sykkel", "Kommuneplanens samfunnsdel", "Barn kommer trygt til skolen"):
        assert words_ in told
    assert "Solvik er et godt sted å bo" in told, "the goal above the target"
    assert "Mer om 1.1." in told, "the narrative of the target"
    assert "Felles ord: skolen." in told
    assert "ganske sikkert, 0,82" in told
    assert "forslag fra maskin" in told.lower()
    assert "<script>alert" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_reason_is_in_the_language_of_the_page(kari: Reviewer) -> None:
    told = words(kari.get(lang="en").text)
    assert "Shared words: skolen." in told
    assert "quite sure, 0.82" in told


def test_links_come_in_the_plans_order_and_the_next_one_at_once(kari: Reviewer) -> None:
    page = kari.get().text
    assert progress(page) == "0 av 3 avgjort"
    first = hidden(page)["link"]
    answer = kari.decide("approved", page)
    assert answer.status_code == 303
    assert said(answer) == "approved"
    page = kari.get(answer.headers["Location"]).text
    assert progress(page) == "1 av 3 avgjort"
    assert "Godkjent." in words(page)
    assert hidden(page)["link"] != first
    kari.decide("rejected", page)
    answer = kari.decide("rejected", kari.get().text)
    assert sorted(statuses(kari.server)) == ["approved", "rejected", "rejected"]
    assert "Alle er avgjort" in words(kari.get(answer.headers["Location"]).text)


def test_a_decision_tells_who_when_and_why_and_is_in_the_log(kari: Reviewer) -> None:
    kari.decide("rejected", kari.get().text, note="  Gjelder varer.  ")
    [decided] = [h for h in histories(kari.server).values() if h.decisions]
    [decision] = decided.decisions
    assert decision.outcome is Outcome.REJECTED
    assert decision.comment == "Gjelder varer."
    assert decision.agent_label == "kari"
    assert decision.time
    log = kari.server.backend.audit.path.read_text()
    assert '"what": "links rejected"' in log
    assert '"outcome": "committed"' in log


def test_what_is_put_off_comes_last_and_stays_so_without_scripts(kari: Reviewer) -> None:
    page = kari.get().text
    first = hidden(page)["link"]
    answer = kari.decide("later", page)
    page = kari.get(answer.headers["Location"]).text
    second = hidden(page)["link"]
    assert second != first
    page = kari.get(kari.decide("later", page).headers["Location"]).text
    third = hidden(page)["link"]
    page = kari.get(kari.decide("approved", page).headers["Location"]).text
    assert third not in (first, second)
    assert hidden(page)["link"] == first
    assert "lagt sist" in words(page)
    assert statuses(kari.server).count(Status.PROPOSED) == 2


def test_another_type_is_recorded_and_approved_in_one_commit(kari: Reviewer) -> None:
    page = kari.get().text
    old = hidden(page)["link"]
    assert '<option value="concretises"' in page
    head = kari.server.archive.head()
    answer = kari.decide("approved", page, as_type="concretises", note="Står nesten ordrett")
    assert said(answer) == "retyped"
    assert kari.server.archive.head() == head + 1
    after = histories(kari.server)
    [new] = [h for h in after.values() if h.link.type == "concretises"]
    assert new.status is Status.APPROVED
    assert (new.link.source, new.link.target) == (after[old].link.source, after[old].link.target)
    assert new.link.basis == "analystAssessment"
    assert after[old].status is Status.REJECTED
    assert new.link.iri in after[old].decisions[-1].comment
    answer = kari.post("/links/review/undo")
    after = histories(kari.server)
    assert after[old].status is Status.PROPOSED
    assert after[new.link.iri].status is Status.WITHDRAWN


def test_a_type_that_cannot_join_the_ends_is_not_taken(kari: Reviewer) -> None:
    page = kari.get().text
    assert '<option value="measures"' not in page
    for type_ in ("measures", "nonsense", '"><script>'):
        assert said(kari.decide("approved", page, as_type=type_)) == "not-permitted"
    assert statuses(kari.server) == WAITING


def test_the_last_decision_is_undone_step_by_step(kari: Reviewer) -> None:
    for decision in ("approved", "rejected"):
        kari.decide(decision, kari.get().text)
    page = kari.get().text
    assert "Angre avvisningen" in words(page)
    answer = kari.post("/links/review/undo")
    assert said(answer) == "undone"
    assert "Angre godkjenningen" in words(kari.get(answer.headers["Location"]).text)
    kari.post("/links/review/undo")
    assert statuses(kari.server) == WAITING
    assert said(kari.post("/links/review/undo")) == "nothing-to-undo"
    decided = [h for h in histories(kari.server).values() if h.decisions]
    outcomes = [[d.outcome for d in h.decisions] for h in decided]
    assert sorted(outcomes) == [["approved", "reopened"], ["rejected", "reopened"]]


def test_nobody_undoes_what_another_decided(server: DatasetServer, kari: Reviewer) -> None:
    kari.decide("approved", kari.get().text)
    ola = Reviewer(server, "ola")
    assert 'action="/links/review/undo"' not in ola.get().text
    assert said(ola.post("/links/review/undo")) == "nothing-to-undo"
    assert Status.APPROVED in statuses(server)


def test_a_list_is_decided_in_one_commit_and_undone_as_one(kari: Reviewer) -> None:
    page = kari.get(view="list").text
    links = re.findall(r'name="link" value="([^"]+)"', page)
    assert len(links) == 3
    head = kari.server.archive.head()
    chosen = dict(zip(links, ("approved", "rejected", ""), strict=True))
    fields = {f"decision-{key_of(link)}": value for link, value in chosen.items()}
    answer = kari.post("/links/review/decide-list", view="list", link=links, **fields)
    assert said(answer) == "saved-2"
    assert kari.server.archive.head() == head + 1
    page = kari.get(answer.headers["Location"]).text
    assert "2 avgjørelser lagret." in words(page)
    assert progress(page) == "2 av 3 avgjort"
    assert "(2)" in page
    kari.post("/links/review/undo")
    assert statuses(kari.server) == WAITING


def test_a_list_of_which_nothing_was_chosen_is_not_committed(kari: Reviewer) -> None:
    head = kari.server.archive.head()
    assert said(kari.post("/links/review/decide-list", link=["urn:x"])) == "nothing"
    assert kari.server.archive.head() == head


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"from": "solvik/sykkelplan-2027"}, 3),
        ({"from": "solvik/samfunnsdel-2026"}, 0),
        ({"to": "solvik/samfunnsdel-2026", "score_from": "0,5"}, 2),
        ({"score_to": "0.5"}, 1),
        ({"goal": "solvik/samfunnsdel-2026/goal/1"}, 2),
        ({"goal": "solvik/samfunnsdel-2026/goal/2"}, 1),
        ({"theme": "https://psi.norge.no/los/tema/sykkel"}, 2),
        ({"type": "concretises"}, 0),
        ({"basis": "machineSuggestion"}, 3),
        ({"goal": '"><script>'}, None),
        ({"from": "a b", "score_from": "x", "view": "nonsense", "at": "../x"}, None),
    ],
)
def test_links_are_chosen_by_plan_goal_theme_type_basis_and_score(
    kari: Reviewer, query: dict[str, str], count: int | None
) -> None:
    answer = kari.get(**query)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    if count:
        assert progress(answer.text) == f"0 av {count} avgjort"
    elif count == 0:
        assert "Ingen forslag passer" in words(answer.text)


def test_a_filter_stays_after_a_decision(kari: Reviewer) -> None:
    page = kari.get(score_from="0.5", order="score").text
    answer = kari.decide("approved", page)
    assert progress(kari.get(answer.headers["Location"]).text) == "1 av 2 avgjort"


def test_an_editor_settles_what_is_disputed_with_one_choice(
    server: DatasetServer, kari: Reviewer
) -> None:
    link = hidden(kari.get().text)["link"]
    kari.decide("approved", kari.get().text)
    ola = Reviewer(server, "ola")
    decide(
        server.backend.writer,
        [NewDecision(link, Outcome.REJECTED, "Ikke dette")],
        Request("ola"),
        _principal(ola),
    )
    assert histories(server)[link].status is Status.DISPUTED
    eva = Reviewer(server, "eva", Role.EDITOR)
    page = eva.get(status="disputed").text
    assert "1 omstridt kobling" in words(page)
    assert "Ikke dette" in words(page)
    assert hidden(page)["link"] == link
    eva.decide("rejected", page)
    assert histories(server)[link].status is Status.REJECTED
    assert "Ingenting er omstridt" in words(eva.get(status="disputed").text)


def _principal(person: Reviewer) -> Principal:
    return Principal(person.name, Role.REVIEWER)


def test_two_who_decide_at_the_same_time_lose_nothing(
    server: DatasetServer, kari: Reviewer
) -> None:
    ola = Reviewer(server, "ola")
    page = kari.get().text
    kari.decide("approved", page)
    answer = ola.decide("rejected", page)
    assert said(answer) == "rejected"
    [both] = [h for h in histories(server).values() if len(h.decisions) == 2]
    assert both.status is Status.DISPUTED


def test_a_link_that_is_gone_or_none_is_said_so(kari: Reviewer) -> None:
    for link in ("urn:x", "", "no iri <>", f"{BELOW}/link/none"):
        answer = kari.post("/links/review/decide", link=link, decision="approved")
        assert said(answer) == "gone"
    assert statuses(kari.server) == WAITING


def test_a_read_only_server_shows_links_and_takes_no_decision(
    tmp_path: Path, ontology: dict[str, bytes]
) -> None:
    server = server_with_links(tmp_path, ontology)
    server.backend.writer._read_only = True
    kari = Reviewer(server, "kari")
    assert kari.decide("approved", kari.get().text).status_code == 403
    assert statuses(server) == WAITING


def _offers() -> list[Any]:
    from planvev.linking.offered import Offer

    ends = (
        Element(f"{BELOW}/goal/2", "Goal", BELOW, "2", {"nb": "Varer leveres uten utslipp"}),
        Element(f"{ABOVE}/goal/1", "Goal", ABOVE, "1", {"nb": "Solvik er et godt sted å bo"}),
    )
    suggestion = Suggestion(ends[0].iri, ends[1].iri, 0.5, (Reason("words", ("godt",), 1.0),))
    return [Offer(suggestion, "contributesTo", "machineSuggestion", *ends, "")]


def wait(person: Reviewer, path: str) -> str:
    for _ in range(500):
        if person.get(f"{path}/state").json["state"] == "done":
            return str(words(person.get(path).text))
        time.sleep(0.02)
    raise AssertionError("it is still being worked on")


def test_suggestions_are_found_recorded_and_wait(
    kari: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def found(_writer: Any, *arguments: Any) -> list[Any]:
        asked.append(arguments)
        return _offers()

    monkeypatch.setattr(links_review_find, "offers_in_worker", found)
    form = words(kari.get("/links/review/find").text)
    assert "Plan for sykkel" in form
    assert "De overordnede planene i kommunen" in form
    answer = kari.post(
        "/links/review/find", source="solvik/sykkelplan-2027", target="overarching", top="99"
    )
    told = wait(kari, answer.headers["Location"])
    assert asked == [(BELOW, "overarching", 10)]
    assert "Fant 1 kobling" in told
    assert len(statuses(kari.server)) == 4
    assert '"what": "links suggest"' in kari.server.backend.audit.path.read_text()
    other = Reviewer(kari.server, "ola")
    assert "ikke her lenger" in words(other.get(answer.headers["Location"]).text)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (QueryTimeout(60), "tok for lang tid"),
        (InputError("The same plan."), "Det kan ikke foreslås noe"),
        (RuntimeError("secret detail"), "lot seg ikke gjøre"),
    ],
)
def test_what_goes_wrong_while_looking_is_said(
    kari: Reviewer, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fail(*_arguments: Any) -> list[Any]:
        raise error

    monkeypatch.setattr(links_review_find, "offers_in_worker", fail)
    answer = kari.post("/links/review/find", source="solvik/sykkelplan-2027", target="sdg")
    page = wait(kari, answer.headers["Location"])
    assert told in page
    assert "secret detail" not in page


def test_a_form_without_a_plan_says_what_is_missing(kari: Reviewer) -> None:
    answer = kari.post("/links/review/find", source="", target="sdg")
    assert answer.status_code == 422
    assert "Velg en plan å finne forslag for." in words(answer.text)


def test_an_empty_queue_says_what_to_do(tmp_path: Path, ontology: dict[str, bytes]) -> None:
    kari = Reviewer(DatasetServer(tmp_path, ontology), "kari")
    told = words(kari.get().text)
    assert "Ingen forslag igjen" in told
    assert "Finn forslag for en plan" in told


def test_what_is_stated_in_the_text_is_no_part_of_the_queue() -> None:
    rows = [row(1), row(2, basis="statedInText", status="approved"), row(3, status="rejected")]
    queue = Queue(rows, Wanted())
    assert [each.link for each in queue.left] == [rows[0].link]
    assert (queue.decided, queue.total) == (1, 2)


def test_the_surest_come_first_where_that_is_asked_for() -> None:
    rows = [row(1, 0.2), row(2, 0.9), row(10, 0.5), row(3)]
    by_score = Queue(rows, Wanted(order="score")).left
    assert [each.score for each in by_score] == [0.9, 0.5, 0.2, None]
    by_plan = Queue(rows, Wanted()).left
    assert [each.link.rpartition("/")[2] for each in by_plan] == ["1", "2", "3", "10"]


def test_an_address_says_again_what_it_was_made_of() -> None:
    wanted = Wanted(
        BELOW,
        ABOVE,
        goal=f"{ABOVE}/goal/1",
        theme="https://example.org/t",
        score_from=0.5,
        status="disputed",
        view="list",
        later=("0123abcd",),
        at="89abcdef",
    )

    assert wanted_of(dict(parse_qsl(wanted.query()))) == wanted


@pytest.mark.parametrize(
    ("score", "told"),
    [(1.0, "svært sikkert"), (0.72, "ganske sikkert"), (0.5, "trolig"), (0.0, "svært usikkert")],
)
def test_a_score_is_said_in_words(score: float, told: str) -> None:
    found = score_of(score)
    assert found
    assert found.words == told


def test_a_decision_that_was_decided_anew_is_not_undone_twice() -> None:
    def told(link: str, outcome: str, time_: str) -> dict[str, dict[str, str]]:
        return {
            "link": {"value": link},
            "outcome": {"value": f"urn:{outcome}".replace("urn:", "urn:x/")},
            "time": {"value": time_},
        }

    rows = [told("a", "reopened", "3"), told("a", "approved", "2"), told("b", "rejected", "1")]
    found = undoable(rows, "0")
    assert found
    assert found.outcomes == {"b": Outcome.REJECTED}
    assert undoable(rows, "2") is None
