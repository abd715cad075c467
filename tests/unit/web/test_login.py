"""Logging in: with a token, in a cookie that scripts and other sites cannot use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from planvev.access.roles import Role
from planvev.access.sessions import COOKIE, TRIES_MAX
from planvev.web import create_app
from unit.web.dataset_server import DatasetServer

HOST = "http://localhost"
OURS = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}
FOREIGN: list[dict[str, str]] = [
    {"Origin": "https://example.org"},
    {"Origin": "null"},
    {"Origin": HOST, "Sec-Fetch-Site": "cross-site"},
    {"Origin": HOST, "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.fixture
def server(tmp_path: Path) -> DatasetServer:
    return DatasetServer(tmp_path, {})


@pytest.fixture
def client(server: DatasetServer) -> FlaskClient:
    return server.client


def token_of(server: DatasetServer, role: Role = Role.EDITOR, name: str = "kari") -> str:
    return server.backend.tokens.create(name, role)


def log_in(client: FlaskClient, token: str, headers: dict[str, str] = OURS, **fields: str) -> Any:
    return client.post("/login", data={"token": token, **fields}, headers=headers)


def secret_of(client: FlaskClient) -> str:
    found = re.search(r'name="form_secret" value="(\w+)"', client.get("/login").text)
    assert found
    return found[1]


def test_a_token_begins_a_session_in_a_cookie_of_this_site_alone(
    server: DatasetServer, client: FlaskClient
) -> None:
    answer = log_in(client, f" {token_of(server)}\n")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/import")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "kari" in client.get("/login").text


def test_the_cookie_is_for_safe_connections_where_the_site_has_one(
    server: DatasetServer, client: FlaskClient
) -> None:
    answer = client.post(
        "/login", data={"token": token_of(server)}, base_url="https://localhost", headers={}
    )
    assert "Secure" in answer.headers["Set-Cookie"].split("; ")


@pytest.mark.parametrize("token", ["", "pv_x", "x" * 300, "pv_" + "x" * 43, "<script>"])
def test_a_wrong_token_begins_nothing_and_is_not_shown(
    server: DatasetServer, client: FlaskClient, token: str
) -> None:
    token_of(server)
    answer = log_in(client, token)
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert 'role="alert"' in answer.text
    assert not token or token not in answer.text


def test_who_gives_many_wrong_tokens_has_to_wait_with_a_good_one_too(
    server: DatasetServer, client: FlaskClient
) -> None:
    token = token_of(server)
    for _ in range(TRIES_MAX):
        assert log_in(client, "pv_wrong").status_code == 401
    answer = log_in(client, token)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/login").status_code == 200


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_site_logs_nobody_in_or_out(
    server: DatasetServer, client: FlaskClient, headers: dict[str, str]
) -> None:
    token = token_of(server)
    assert log_in(client, token, headers).status_code == 403
    log_in(client, token)
    secret = secret_of(client)
    answer = client.post("/logout", data={"form_secret": secret}, headers=headers)
    assert answer.status_code == 403
    assert "kari" in client.get("/login").text


def test_who_logs_out_has_no_session_and_no_cookie(
    server: DatasetServer, client: FlaskClient
) -> None:
    log_in(client, token_of(server))
    cookie = client.get_cookie(COOKIE)
    assert cookie
    assert client.post("/logout", headers=OURS).status_code == 403, "without the form's secret"
    answer = client.post("/logout", data={"form_secret": secret_of(client)}, headers=OURS)
    assert answer.status_code == 303
    assert client.get_cookie(COOKIE) is None
    assert server.backend.sessions.find(cookie.value) is None


def test_logging_in_again_ends_the_session_before(
    server: DatasetServer, client: FlaskClient
) -> None:
    token = token_of(server)
    log_in(client, token)
    first = client.get_cookie(COOKIE)
    log_in(client, token)
    second = client.get_cookie(COOKIE)
    assert first
    assert second
    assert server.backend.sessions.find(first.value) is None
    assert server.backend.sessions.find(second.value)


@pytest.mark.parametrize(
    ("then", "location"),
    [
        ("/import/abc?row=r1", "/import/abc?row=r1"),
        ("", "/import"),
        ("https://example.org/import", "/import"),
        ("//example.org/import", "/import"),
        ("/import/../../x", "/import"),
        ("/import\\..\\x", "/import"),
        ("/importer", "/import"),
        ("/import\r\nX: y", "/import"),
        ("/sparql", "/import"),
    ],
)
def test_who_logs_in_goes_on_to_a_page_of_ours(
    server: DatasetServer, client: FlaskClient, then: str, location: str
) -> None:
    answer = log_in(client, token_of(server), next=then)
    assert answer.headers["Location"] == location


def test_the_pages_before_and_after_are_kept_by_nobody_and_read_by_no_other_site(
    server: DatasetServer, client: FlaskClient
) -> None:
    answers = [client.get("/login"), client.get("/import"), log_in(client, "pv_wrong")]
    log_in(client, token_of(server))
    answers += [client.get("/login"), client.get("/about"), client.get("/nowhere")]
    answers += [client.options("/import")]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Access-Control-Allow-Methods" not in answer.headers


def test_pages_are_the_same_for_who_has_logged_in_and_kept_as_before_for_others(
    server: DatasetServer, client: FlaskClient
) -> None:
    before = client.get("/about")
    assert "no-store" not in before.headers.get("Cache-Control", "")
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    log_in(client, token_of(server))
    assert client.get("/about").text == before.text


def test_a_session_writes_nothing_by_the_interfaces_of_programs(
    server: DatasetServer, client: FlaskClient
) -> None:
    log_in(client, token_of(server, Role.ADMIN))
    secret = secret_of(client)
    head = server.archive.head()
    graph = "https://w3id.org/planvev/graph/by/plan/adopted"
    turtle = {"Content-Type": "text/turtle", **OURS}
    update = {"update": "INSERT DATA { <urn:a> <urn:b> 1 }", "form_secret": secret}
    answers = [
        client.put(f"/graph-store?graph={graph}", data="", headers=turtle),
        client.post(f"/graph-store?graph={graph}", data="", headers=turtle),
        client.delete(f"/graph-store?graph={graph}", headers=OURS),
        client.post("/sparql", data=update, headers=OURS),
    ]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert server.archive.head() == head


def test_a_site_without_an_archive_lets_nobody_in(engine: Any) -> None:
    client = create_app(engine).test_client()
    assert client.get("/login").status_code == 403
    assert client.post("/login", data={"token": "x"}).status_code == 403
    client.set_cookie(COOKIE, "x" * 43)
    assert client.get("/about").status_code == 200


def test_the_login_page_speaks_the_language_of_who_reads(client: FlaskClient) -> None:
    said = {code: client.get(f"/login?lang={code}").text for code in ("nb", "nn", "en")}
    assert "<h1>Logg inn</h1>" in said["nb"]
    assert "<h1>Logg inn</h1>" in said["nn"]
    assert "<h1>Log in</h1>" in said["en"]
