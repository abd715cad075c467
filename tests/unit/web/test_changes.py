"""Changes over HTTP: who may, what is answered, what is written down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from planvev.access.audit import AuditLog
from planvev.access.roles import Role
from planvev.access.tokens import Tokens
from planvev.engine.embedded import EmbeddedEngine
from planvev.errors import AccessError
from planvev.web import Backend, create_app
from planvev.writes import Writer
from unit.writes.site import (
    ADOPTED,
    DECISIONS,
    DERIVED_LINKS,
    Site,
    copy_template,
    decision,
    make_template,
)

TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("site"))


class Server:
    """An application over an archive of its own, and the tokens of three people."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.site = Site(folder)
        writer = self.site.writer
        if read_only:
            writer = Writer(self.site.archive, self.site.runner, read_only=True)
        state = self.site.archive.state
        self.tokens = Tokens(state)
        self.audit = AuditLog(state)
        self.backend = Backend(self.site.archive, writer, self.tokens, self.audit)
        engine = EmbeddedEngine()
        self.client: FlaskClient = create_app(engine, backend=self.backend).test_client()
        self._headers = {
            role: {"Authorization": f"Bearer {self.tokens.create(role.value, role)}"}
            for role in Role
        }

    def by(self, role: Role) -> dict[str, str]:
        return dict(self._headers[role])

    def update(self, text: str, headers: dict[str, str]) -> Any:
        return self.client.post("/sparql", data={"update": text}, headers=headers)

    def log(self) -> list[dict[str, Any]]:
        if not self.audit.path.exists():
            return []
        return [json.loads(line) for line in self.audit.path.read_text().splitlines()]


@pytest.fixture
def server(template: Path, tmp_path: Path) -> Server:
    return Server(copy_template(template, tmp_path / "site"))


def test_an_update_says_what_it_did_and_is_written_down(server: Server) -> None:
    answer = server.update(decision(1), server.by(Role.REVIEWER))
    assert answer.status_code == 200
    assert answer.headers["Planvev-Generation"] == "2"
    changed = {graph["graph"]: graph for graph in answer.json["graphs"]}
    assert changed[DECISIONS]["created"] is True
    assert changed[DECISIONS]["added"] == 5
    assert changed[DERIVED_LINKS]["derived"] is True
    (line,) = server.log()
    assert (line["who"], line["role"], line["what"]) == ("reviewer", "reviewer", "update")
    assert (line["outcome"], line["generation"]) == ("committed", 2)
    assert DECISIONS in line["graphs"]
    assert server.site.archive.manifest().request == line["request"]


def test_an_update_that_changes_nothing_says_so(server: Server) -> None:
    update = "DELETE DATA { GRAPH <urn:none> { <urn:a> <urn:b> 1 } }"
    answer = server.update(update, server.by(Role.ADMIN))
    assert (answer.status_code, answer.json["committed"]) == (200, False)
    assert server.log()[0]["outcome"] == "unchanged"
    assert server.log()[0]["generation"] is None


def test_without_a_token_nothing_is_done_and_nothing_written_down(server: Server) -> None:
    for headers in ({}, {"Authorization": "Bearer pv_wrong"}, {"Authorization": "Basic YTpi"}):
        answers = [
            server.update(decision(1), headers),
            server.client.put(f"/graph-store?graph={ADOPTED}", data="", headers=headers | TURTLE),
            server.client.delete(f"/graph-store?graph={ADOPTED}", headers=headers),
        ]
        assert [answer.status_code for answer in answers] == [401, 401, 401]
        assert all("Bearer" in answer.headers["WWW-Authenticate"] for answer in answers)
    assert server.site.archive.head() == 1
    assert server.log() == []


def test_a_role_that_does_not_reach_is_refused_and_written_down(server: Server) -> None:
    headers = server.by(Role.REVIEWER) | TURTLE
    answer = server.client.put(f"/graph-store?graph={ADOPTED}", data="", headers=headers)
    assert answer.status_code == 403
    update = f"CLEAR GRAPH <{ADOPTED}>"
    assert server.update(update, server.by(Role.REVIEWER)).status_code == 403
    assert server.site.archive.head() == 1
    said = [(line["what"], line["outcome"]) for line in server.log()]
    assert said == [(f"PUT {ADOPTED}", "forbidden"), ("update", "forbidden")]


def test_a_refused_change_is_written_down_with_its_code(server: Server) -> None:
    goal = "<urn:x> a <https://w3id.org/planvev/ontology#Goal>"
    update = f"INSERT DATA {{ GRAPH <{ADOPTED}> {{ {goal} }} }}"
    answer = server.update(update, server.by(Role.EDITOR))
    assert answer.status_code == 422
    (line,) = server.log()
    assert (line["outcome"], line["generation"]) == ("validation-failed", None)


def test_a_read_only_server_refuses_every_change(template: Path, tmp_path: Path) -> None:
    server = Server(copy_template(template, tmp_path / "site"), read_only=True)
    headers = server.by(Role.ADMIN)
    assert server.update(decision(1), headers).status_code == 403
    put = server.client.put("/graph-store?graph=urn:g", data="", headers=headers | TURTLE)
    assert put.status_code == 403
    assert server.site.archive.head() == 1


def test_a_change_stands_where_the_log_cannot_be_written(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise AccessError("the disk is full")

    monkeypatch.setattr(AuditLog, "record", fail)
    answer = server.update(decision(1), server.by(Role.REVIEWER))
    assert answer.status_code == 200
    assert server.site.archive.head() == 2


def test_pages_of_other_sites_may_read_and_may_not_write(server: Server) -> None:
    read = server.client.get(f"/graph-store?graph={ADOPTED}")
    assert read.headers["Access-Control-Allow-Origin"] == "*"
    preflight = server.client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "PUT"}
    )
    assert "PUT" not in preflight.headers["Access-Control-Allow-Methods"]
    assert "Authorization" not in preflight.headers["Access-Control-Allow-Headers"]
    written = server.update(decision(1), server.by(Role.REVIEWER))
    assert "Access-Control-Allow-Origin" not in written.headers


def test_the_log_holds_no_token(server: Server) -> None:
    server.update(decision(1), server.by(Role.ADMIN))
    assert "pv_" not in server.audit.path.read_text()
