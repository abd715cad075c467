"""What a remote store does wrong becomes an answer, or a clear error, within the time limit."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace

import pytest

from load.remote.stand_in import Canned, StandIn, settings_for
from planvev.archive.archive import Archive
from planvev.engine.base import Cancellation, Dataset, Lane, Query, Result
from planvev.engine.remote import RemoteEngine, RemoteSettings
from planvev.engine.remote.http import Connection, Limits, Request
from planvev.engine.remote.settings import Login
from planvev.errors import (
    BadRequest,
    NotAcceptable,
    QueryCancelled,
    QueryRefused,
    QuerySyntaxError,
    RemoteError,
    RemoteTimeout,
    ServerBusy,
    TooManyRequests,
)

TRIPLE = b"<urn:s> <urn:p> <urn:o> .\n"
JSON = "application/sparql-results+json"


def ask(engine: RemoteEngine, text: str = "SELECT ?x {}", timeout_s: float = 3) -> Result:
    return engine.query(Query(text, timeout_s, format="csv" if "SELECT" in text else None))


def test_a_query_goes_out_as_a_form_and_comes_back_in_the_clients_format(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    result = engine.query(Query("SELECT ?x {} # æ", 3, accept="text/csv"))
    assert (result.body, result.format.name, result.generation) == (b"x\r\nrad\r\n", "csv", "1")
    sent = stand_in.requests("/query")[-1]
    assert sent.form["query"] == ["SELECT ?x {} # æ"]
    assert sent.form["default-graph-uri"] == ["urn:g:a", "urn:g:b", "urn:g:c"]
    assert sent.form["named-graph-uri"] == ["urn:g:a", "urn:g:b", "urn:g:c"]
    assert sent.headers["accept"].startswith(JSON)


def test_the_dataset_of_the_request_goes_before_ours_and_from_before_both(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    engine.query(Query("SELECT ?x {}", 3, Dataset(("urn:d",), ())))
    form = stand_in.requests("/query")[-1].form
    assert form["default-graph-uri"] == ["urn:d"]
    assert form["named-graph-uri"] == ["urn:x-planvev:nothing"]
    ask(engine, "SELECT ?x FROM <urn:g:a> {}")
    assert list(stand_in.requests("/query")[-1].form) == ["query"]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_query_that_failed_once_is_asked_again(
    engine: RemoteEngine, stand_in: StandIn, status: int
) -> None:
    stand_in.order("/query", Canned(status, b"oops", "text/plain"))
    assert ask(engine).body == b"x\r\nrad\r\n"


def test_a_query_that_always_fails_ends_after_three_attempts(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    before = len(stand_in.requests("/query"))
    stand_in.order("/query", *[Canned(500, b"secret innards", "text/plain")] * 5)
    with pytest.raises(RemoteError, match="it answered 500") as told:
        ask(engine)
    assert "innards" not in told.value.message
    assert len(stand_in.requests("/query")) - before == 3


def test_an_answer_that_is_cut_off_is_asked_for_again(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    stand_in.order("/query", Canned(cut=10))
    assert ask(engine).body == b"x\r\nrad\r\n"
    stand_in.order("/query", *[Canned(cut=10)] * 3)
    with pytest.raises(RemoteError, match="before the answer was complete"):
        ask(engine)


def test_a_store_that_nobody_listens_for_is_a_clear_error_soon(archive: Archive) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    engine = RemoteEngine(archive, settings_for(url))
    engine.start()
    began = time.monotonic()
    with pytest.raises(RemoteError, match="cannot be reached: no connection"):
        ask(engine)
    with pytest.raises(RemoteError, match="cannot be reached: no connection"):
        engine.push()
    assert time.monotonic() - began < 5
    engine.close()


@pytest.mark.parametrize("slow", [Canned(delay_s=2), Canned(pause_s=0.05)], ids=["mute", "drips"])
def test_a_slow_store_is_a_time_out_at_the_deadline(
    engine: RemoteEngine, stand_in: StandIn, slow: Canned
) -> None:
    stand_in.order("/query", slow)
    began = time.monotonic()
    with pytest.raises(RemoteTimeout, match=r"within 0.3 seconds"):
        ask(engine, timeout_s=0.3)
    assert time.monotonic() - began < 1
    assert ask(engine).body == b"x\r\nrad\r\n"


def test_a_store_that_drips_its_headers_is_a_time_out_at_the_deadline() -> None:
    """Each single read succeeds in time; all of them together would take for ever."""
    ended = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000:
                connection.send(bytes([byte]))
                if ended.wait(0.02):
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        dripping = threading.Thread(target=drip, args=(server,))
        dripping.start()
        connection = Connection(settings_for(f"http://127.0.0.1:{server.getsockname()[1]}"))
        request = Request("POST", f"http://127.0.0.1:{server.getsockname()[1]}/query")
        began = time.monotonic()
        with pytest.raises(RemoteTimeout, match=r"within 0.5 seconds"):
            connection.send(request, Limits.within(0.5))
        assert time.monotonic() - began < 1.5
        ended.set()
        dripping.join()
        connection.close()


def test_a_client_that_leaves_is_let_go_at_once(engine: RemoteEngine, stand_in: StandIn) -> None:
    stand_in.order("/query", Canned(delay_s=3))
    cancellation = Cancellation()
    threading.Timer(0.2, cancellation.cancel).start()
    began = time.monotonic()
    with pytest.raises(QueryCancelled):
        engine.query(Query("SELECT ?x {}", 3, cancellation=cancellation))
    assert time.monotonic() - began < 1
    assert ask(engine).body == b"x\r\nrad\r\n"


@pytest.mark.parametrize(
    ("status", "text", "kind", "message"),
    [
        (400, "error at 2:5: expected x", QuerySyntaxError, "line 2, column 5: expected x"),
        (
            400,
            "Virtuoso 37000 Error SP030: SPARQL compiler, line 1: syntax error at 'x'\n\n"
            "SPARQL query:\nSELECT all that",
            QuerySyntaxError,
            "does not parse: Virtuoso 37000 Error SP030: SPARQL compiler, line 1: syntax error "
            "at 'x'",
        ),
        (400, "no such function", BadRequest, "cannot be answered: no such function"),
        (400, "", BadRequest, "the store does not say why"),
        (401, "", RemoteError, "it wants us to log in"),
        (404, "", RemoteError, "no query endpoint at its URL"),
        (301, "", RemoteError, "it answered 301"),
        (504, "", RemoteTimeout, "did not answer in time"),
        (429, "", ServerBusy, "has too much to do"),
    ],
)
def test_a_refusal_says_whose_fault_it_is(
    engine: RemoteEngine,
    stand_in: StandIn,
    status: int,
    text: str,
    kind: type[Exception],
    message: str,
) -> None:
    location = {"Location": f"{stand_in.url}/elsewhere"}
    refusal = Canned(status, text.encode(), "text/plain", headers=location)
    stand_in.order("/query", *[refusal] * 3)
    with pytest.raises(kind) as told:
        ask(engine)
    assert message in str(told.value)
    assert "SELECT all" not in str(told.value)
    assert not stand_in.requests("/elsewhere")


def test_what_a_store_says_is_short_and_controls_no_terminal(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    text = "<html><script>alert(1)</script>\x1b[31m\x00 parse\r\n\r\n" + "x" * 100_000
    stand_in.order("/query", Canned(400, text.encode(), "text/html"))
    with pytest.raises(QuerySyntaxError) as told:
        ask(engine)
    assert len(told.value.message) < 500
    assert told.value.message.isprintable()
    assert "script" not in told.value.message


@pytest.mark.parametrize(
    ("text", "body", "media_type", "expected"),
    [
        (
            "SELECT ?x {}",
            b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/>'
            b'</head><results><result><binding name="x"><literal>rad</literal></binding></result>'
            b"</results></sparql>",
            "application/sparql-results+xml; charset=UTF-8",
            b"x\r\nrad\r\n",
        ),
        ("CONSTRUCT WHERE { ?s ?p ?o }", TRIPLE, "text/plain;charset=utf-8", TRIPLE),
        ("DESCRIBE <urn:s>", b"@prefix u: <urn:> . u:s u:p u:o .", "text/turtle", TRIPLE),
    ],
)
def test_an_answer_in_another_format_than_asked_is_converted(
    engine: RemoteEngine,
    stand_in: StandIn,
    text: str,
    body: bytes,
    media_type: str,
    expected: bytes,
) -> None:
    stand_in.order("/query", Canned(200, body, media_type))
    accept = "application/n-triples, text/csv"
    assert engine.query(Query(text, 3, accept=accept)).body == expected


@pytest.mark.parametrize(
    ("text", "canned", "message"),
    [
        ("SELECT ?x {}", Canned(body=b"<html>", media_type="text/html"), "(text/html)"),
        ("SELECT ?x {}", Canned(body=b"x\r\n1\r\n", media_type="text/csv"), "(text/csv)"),
        ("SELECT ?x {}", Canned(body=b"{"), "cannot be read"),
        ("SELECT ?x {}", Canned(body=b'{"head":{},"boolean":true}'), "of another kind"),
        ("ASK {}", Canned(), "of another kind"),
        ("DESCRIBE <urn:s>", Canned(), "(application/sparql-results+json)"),
        ("DESCRIBE <urn:s>", Canned(200, b"<a", "text/turtle"), "cannot be read"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(
    engine: RemoteEngine, stand_in: StandIn, text: str, canned: Canned, message: str
) -> None:
    stand_in.order("/query", canned)
    with pytest.raises(RemoteError) as told:
        ask(engine, text)
    assert message in told.value.message


def test_what_virtuoso_writes_its_own_way_is_put_right(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    cells = (
        b'{"type":"bnode", "value":"nodeID://b1"}',
        b'{"type":"typed-literal", "datatype":"http://www.w3.org/2001/XMLSchema#boolean",'
        b'"value":"1"}',
        b'{"type":"typed-literal", "datatype":"http://www.w3.org/2001/XMLSchema#duration",'
        b'"value":"48"}',
        b'{"type":"literal", "value":"\\"type\\": \\"bnode\\", \\"value\\": \\"nodeID://b1\\""}',
    )
    rows = b",\n".join(b'{"x":' + cell + b"}" for cell in cells)
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[\n' + rows + b"]}}"
    stand_in.order("/query", Canned(body=body))
    result = engine.query(Query("SELECT ?x {}", 3, format="tsv"))
    assert result.body.decode().splitlines() == [
        "?x",
        "_:nodeIDb1",
        "true",
        '"P4Y"^^<http://www.w3.org/2001/XMLSchema#duration>',
        r'"\"type\": \"bnode\", \"value\": \"nodeID://b1\""',
    ]


@pytest.mark.parametrize(("rows", "answer"), [(b'{"__ASK_RETVAL":%s}', b"true"), (b"", b"false")])
def test_an_ask_that_comes_as_a_table_is_read_as_its_answer(
    engine: RemoteEngine, stand_in: StandIn, rows: bytes, answer: bytes
) -> None:
    row = rows.replace(b"%s", b'{"type":"literal","value":"1"}')
    body = b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[' + row + b"]}}"
    stand_in.order("/query", Canned(body=body))
    assert answer in engine.query(Query("ASK {}", 3)).body


def test_an_answer_that_the_store_cut_at_a_limit_of_its_own_is_refused(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    stand_in.order("/query", Canned(headers={"X-SPARQL-MaxRows": "10000"}))
    with pytest.raises(QueryRefused, match="at most 10000 rows"):
        ask(engine)
    stand_in.order("/query", Canned(headers={"X-SQL-State": "S1TAT"}))
    with pytest.raises(RemoteTimeout):
        ask(engine)


def test_an_answer_beyond_the_bound_is_refused_while_it_comes_in(
    archive: Archive, settings: RemoteSettings
) -> None:
    engine = RemoteEngine(archive, replace(settings, result_bytes_max=50))
    engine.start()
    with pytest.raises(QueryRefused, match="larger than 50 bytes"):
        ask(engine)
    engine.close()


def test_a_large_answer_comes_as_a_file_to_who_takes_one(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    row = b'{"x":{"type":"literal","value":"' + b"rad" * 1000 + b'"}}'
    rows = b",".join([row] * 1000)
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[' + rows + b"]}}"
    stand_in.order("/query", Canned(body=body), Canned(body=body))
    whole = engine.query(Query("SELECT ?x {}", 5, format="csv"))
    assert whole.file is None
    spooled = engine.query(Query("SELECT ?x {}", 5, format="csv", spool=True))
    assert spooled.body == b""
    assert spooled.file is not None
    with spooled.file:
        assert spooled.file.read() == whole.body


def test_a_format_that_is_not_there_is_refused_before_the_store_is_asked(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    before = len(stand_in.seen)
    with pytest.raises(NotAcceptable):
        engine.query(Query("SELECT ?x {}", 3, format="turtle"))
    with pytest.raises(BadRequest, match="surrogate"):
        ask(engine, "SELECT ?x {} # \ud800")
    assert len(stand_in.seen) == before


def test_a_graph_that_xml_cannot_hold_is_not_acceptable_as_xml(
    engine: RemoteEngine, stand_in: StandIn
) -> None:
    for body in (b'<urn:s> <urn:p> "\\u0001" .\n', b"<urn:s> <urn:1> <urn:o> .\n"):
        stand_in.order("/query", Canned(200, body, "application/n-triples"))
        with pytest.raises(NotAcceptable):
            engine.query(Query("DESCRIBE <urn:s>", 3, format="rdfxml"))


def test_changes_and_queries_log_in_apart_and_no_password_shows(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    with_login = replace(
        settings, login=Login("editor", "secret-1"), query_login=Login("reader", "secret-2")
    )
    assert "secret" not in repr(with_login)
    engine = RemoteEngine(archive, with_login)
    engine.start()
    ask(engine)
    engine.close()
    assert {r.headers["authorization"] for r in stand_in.requests("/store")} == {
        "Basic ZWRpdG9yOnNlY3JldC0x"
    }
    assert {r.headers["authorization"] for r in stand_in.requests("/query")} == {
        "Basic cmVhZGVyOnNlY3JldC0y"
    }


def test_one_client_does_not_take_all_there_is(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    engine = RemoteEngine(archive, replace(settings, client_queries_max=1))
    engine.start()
    stand_in.on_request = lambda seen: (
        Canned(delay_s=1) if "# greedy" in seen.form.get("query", [""])[0] else None
    )

    def take() -> None:
        with pytest.raises((ServerBusy, TooManyRequests, RemoteError)):
            engine.query(Query("SELECT ?x {} # greedy", 0.8, client="a", lane=Lane.QUERY))

    greedy = [threading.Thread(target=take) for _ in range(3)]
    for thread in greedy:
        thread.start()
    time.sleep(0.1)
    began = time.monotonic()
    engine.query(Query("SELECT ?x {}", 3, client="b", lane=Lane.QUERY))
    assert time.monotonic() - began < 0.3
    for thread in greedy:
        thread.join()
    engine.close()
