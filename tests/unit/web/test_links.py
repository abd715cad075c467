"""``/links``: the list, its files, and links recorded, decided on and taken in over HTTP."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planvev.access.roles import Role
from planvev.linking.links import Status
from unit.validation.small_plan import PLAN
from unit.web.dataset_server import DatasetServer
from unit.writes.site import LINK, Site, copy_template, make_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TSV = "text/tab-separated-values"
NEW = {"source": "eksempel/plan-2026/goal/1", "target": "http://metadata.un.org/sdg/11"}
LINKED = {**NEW, "type": "contributesTo"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("site"))


class Server(DatasetServer):
    """An application over a small archive, and the tokens of three people."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {})
        self.site = Site(folder)
        self._tokens = {role: self.backend.tokens.create(role.value, role) for role in Role}

    def send(
        self, path: str, body: object, role: Role | None = Role.REVIEWER, kind: str = ""
    ) -> Any:
        headers = {"Content-Type": kind or "application/json"}
        if role:
            headers["Authorization"] = f"Bearer {self._tokens[role]}"
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(path, data=data, headers=headers)

    def listed(self, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/links?format=json{query}").get_json()
        return found


@pytest.fixture
def server(template: Path, tmp_path: Path) -> Server:
    return Server(copy_template(template, tmp_path / "site"))


def decision(outcome: str = "approved", **more: object) -> Mapping[str, object]:
    return {"link": LINK, "outcome": outcome, **more}


# Reading.


def test_the_page_lists_links_with_both_ends_and_the_way_to_their_records(server: Server) -> None:
    page = server.get("/links", accept="text/html")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "bygge sykkelveger til skolen" in text
    assert 'href="/doc/eksempel/plan-2026/link/1"' in text
    assert 'href="/links/review"' in text
    assert "bidrar til" in text


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_page_is_had_in_three_languages(server: Server, language: str) -> None:
    text = server.get(f"/links?lang={language}", accept="text/html").get_data(as_text=True)
    assert {"nb": "Gå gjennom forslag", "nn": "Koplingar", "en": "Review suggestions"}[
        language
    ] in text


def test_the_list_is_narrowed_by_what_is_asked_for(server: Server) -> None:
    assert len(server.listed("&plan=eksempel/plan-2026&status=proposed&target_plan=sdg")) == 1
    assert len(server.listed(f"&plan={PLAN}&type=contributesTo&basis=machineSuggestion")) == 1
    assert server.listed("&status=approved") == []
    assert server.listed("&q=svømme") == []
    assert len(server.listed("&status=&type=&basis=&q=")) == 1


@pytest.mark.parametrize(
    "query", ["status=maybe", "type=likes", "basis=x", "plan=x/y", "page=0", "q=" + "a" * 300]
)
def test_what_is_no_choice_is_a_bad_request(server: Server, query: str) -> None:
    assert server.get(f"/links?{query}", accept="text/html").status_code == 400


def test_no_link_is_a_page_too(server: Server) -> None:
    text = server.get("/links?status=rejected", accept="text/html").get_data(as_text=True)
    assert "Ingen koblinger passer" in text


def test_the_table_is_had_as_csv_and_as_a_workbook(server: Server) -> None:
    body = server.get("/links?format=csv").get_data(as_text=True).removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(body))
    assert row["IRI"] == LINK
    book = openpyxl.load_workbook(io.BytesIO(server.get("/links?format=xlsx").data))
    assert LINK in {cell.value for cell in book.worksheets[0][2]}


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/links.sssom.tsv", TSV), ("/links.xlsx", XLSX), ("/links.ttl", "text/turtle")],
)
def test_links_are_had_as_files(server: Server, path: str, kind: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == kind
    assert path.removeprefix("/") in answer.headers["Content-Disposition"]
    narrowed = server.get(f"{path}?status=approved")
    assert len(narrowed.data) < len(answer.data)


def test_a_file_of_another_kind_is_not_found(server: Server) -> None:
    assert server.get("/links.docx").status_code == 404


# Writing.


def test_a_link_is_recorded_and_stays_one(server: Server) -> None:
    made = server.send("/links", {**LINKED, "reason": "Fordi.", "confidence": 0.5})
    assert made.status_code == 200
    (iri,) = made.get_json()["recorded"]
    again = server.send("/links", {"links": [LINKED, LINKED]}).get_json()
    assert again["there"] == [iri, iri]
    assert not again["committed"]
    (told,) = [each for each in server.listed() if each["iri"] == iri]
    assert (told["reason"], told["confidence"], told["status"]) == ("Fordi.", 0.5, "proposed")


def test_a_decision_is_seen_at_once_and_its_history_on_the_links_page(server: Server) -> None:
    assert server.send("/links/decisions", decision(comment="Ja <b>klart</b>.")).status_code == 200
    assert server.listed()[0]["status"] == "approved"
    assert server.send("/links/decisions", [decision("rejected")], Role.ADMIN).status_code == 200
    assert server.listed()[0]["status"] == "disputed"
    settled = decision("approved", settle=True, comment="Avklart.")
    assert server.send("/links/decisions", settled, Role.EDITOR).status_code == 200
    assert server.listed()[0]["status"] == "approved"
    page = server.get("/doc/eksempel/plan-2026/link/1", accept="text/html")
    text = " ".join(page.get_data(as_text=True).split())
    assert "Ja &lt;b&gt;klart&lt;/b&gt;." in text
    assert text.count("Teller ikke lenger.") == 2
    assert "Avklarer:" in text
    assert text.index("Avklart.") < text.index("Ja &lt;b&gt;klart")


def test_who_may_not_is_told_so(server: Server) -> None:
    before = server.archive.head()
    for path, body in (("/links", LINKED), ("/links/decisions", decision())):
        assert server.send(path, body, None).status_code == 401
    assert server.send("/links/import", b"", None, TSV).status_code == 401
    assert server.send("/links/decisions", decision(settle=True)).status_code == 403
    assert server.archive.head() == before


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/links", b"{", 400, "no JSON"),
        ("/links", [], 400, "list of objects"),
        ("/links", [1], 400, "list of objects"),
        ("/links", {"links": LINKED, "x": 1}, 200, ""),
        ("/links", {**LINKED, "x": 1}, 400, "«x» is not known"),
        ("/links", NEW, 400, "type: a text is needed"),
        ("/links", {**LINKED, "type": "likes"}, 400, "no type of link"),
        ("/links", {**LINKED, "confidence": 2}, 400, "from 0 to 1"),
        ("/links", {**LINKED, "confidence": True}, 400, "from 0 to 1"),
        ("/links", {**LINKED, "confidence": "1e-999999"}, 400, "at most 40 digits"),
        ("/links", {**LINKED, "reason": "halv \ud83d"}, 400, "a character that is none"),
        ("/links", {**LINKED, "source": "<>"}, 400, "no IRI"),
        ("/links", {**LINKED, "source": "eksempel/plan-2026/goal/9"}, 400, "There is nothing"),
        ("/links", {**LINKED, "reason": {"de": "weil"}}, 400, "reason"),
        ("/links", {**LINKED, "passages": [{"source": "a/b"}]}, 400, "passages"),
        ("/links", {**LINKED, "type": "measures"}, 422, "rules"),
        ("/links/decisions", decision("maybe"), 400, "none of approved"),
        ("/links/decisions", decision(comment="halv \ud83d"), 400, "a character that is none"),
        ("/links/decisions", decision(settle="yes"), 400, "true or false"),
        ("/links/decisions", {"link": f"{PLAN}/link/9", "outcome": "approved"}, 404, "no link"),
        ("/links/decisions", {"link": "urn:x", "outcome": "approved"}, 404, "urn:x"),
    ],
)
def test_a_body_that_cannot_be_is_a_problem(
    server: Server, path: str, body: object, status: int, said: str
) -> None:
    answer = server.send(path, body)
    assert answer.status_code == status, answer.get_data(as_text=True)
    if status != 200:
        assert answer.mimetype == "application/problem+json"
        assert said in answer.get_json()["detail"]


def test_a_body_that_is_no_json_is_not_read(server: Server) -> None:
    assert (
        server.send("/links", b"x=1", kind="application/x-www-form-urlencoded").status_code == 415
    )
    assert server.send("/links/import", b"x", kind="text/plain").status_code == 415


def test_a_file_is_taken_in_whole_or_not_at_all(server: Server) -> None:
    head = server.archive.head()
    tsv = server.get("/links.sssom.tsv").data
    row = tsv.splitlines()[-1].replace(b"strategy/1.1", b"goal/1")
    assert not server.send("/links/import", tsv, kind=TSV).get_json()["committed"]
    dry = server.send("/links/import?dry-run=1", tsv + row + b"\n", kind=TSV).get_json()
    assert dry["conforms"]
    assert len(dry["recorded"]) == 1
    assert server.archive.head() == head
    bad = server.send("/links/import", tsv + row + b"\n" + row.replace(b"goal/1", b"g"), kind=TSV)
    assert bad.status_code == 400
    assert "There is nothing" in bad.get_json()["detail"]
    assert server.archive.head() == head
    made = server.send("/links/import", tsv + row + b"\n", kind=TSV).get_json()
    assert made["recorded"] == dry["recorded"]
    assert server.archive.head() == head + 1


def test_a_filled_in_sheet_is_sent_as_a_form_or_as_it_is(server: Server) -> None:
    book = openpyxl.load_workbook(io.BytesIO(server.get("/links.xlsx").data))
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "Avgjørelse")
    sheet.cell(2, column).value = "godkjent"
    content = io.BytesIO()
    book.save(content)
    headers = {"Authorization": f"Bearer {server._tokens[Role.REVIEWER]}"}
    files = {"file": (io.BytesIO(content.getvalue()), "ark.xlsx")}
    sent = server.client.post("/links/import", data=files, headers=headers)
    assert sent.status_code == 200, sent.get_data(as_text=True)
    assert server.listed()[0]["status"] == Status.APPROVED.value
    again = server.send("/links/import", content.getvalue(), kind=XLSX).get_json()
    assert not again["committed"]
    assert server.send("/links/import", b"PK", kind=XLSX).status_code == 422


def test_what_was_written_is_in_the_log(server: Server) -> None:
    server.send("/links/decisions", decision())
    server.send("/links/decisions", decision(settle=True))
    text = server.backend.audit.path.read_text(encoding="utf-8")
    written = [json.loads(line) for line in text.splitlines()]
    assert [line["outcome"] for line in written] == ["committed", "forbidden"]
    assert {line["what"] for line in written} == {"links decide"}
