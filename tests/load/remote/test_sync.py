"""The store comes to the archive's generation by the fewest steps, and goes on where it stopped."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from load.engine.harness import wait_for
from load.remote.stand_in import Canned, Seen, StandIn, commit, settings_for, triple
from planvev.archive.archive import Archive
from planvev.archive.manifest import DEFAULT
from planvev.engine.base import Query
from planvev.engine.remote import RemoteEngine, RemoteSettings, Synced, synchronize
from planvev.engine.remote.follower import VISIBLE_WAIT_S
from planvev.engine.remote.ledger import Ledger
from planvev.engine.remote.store import UNNAMED, RemoteStore
from planvev.engine.remote.verify import verify_remote
from planvev.errors import ArchiveBusy, ConfigError, RemoteError, ServerBusy
from planvev.settings import read_settings


@contextmanager
def opened(archive: Archive, settings: RemoteSettings) -> Iterator[tuple[Ledger, RemoteStore]]:
    ledger, store = Ledger(archive.state, settings.identity), RemoteStore(settings)
    yield ledger, store
    store.close()
    ledger.close()


def sync(archive: Archive, settings: RemoteSettings, **options: Any) -> Synced:
    with opened(archive, settings) as (ledger, store):
        return synchronize(archive, ledger, store, **options)


def puts(stand_in: StandIn) -> list[str]:
    return [r.params.get("graph", "default") for r in stand_in.requests("/store", "PUT")]


def test_only_graphs_that_differ_are_put(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    first = sync(archive, settings)
    assert first == Synced(1, ["urn:g:a", "urn:g:b", "urn:g:c"], [], 0, 3)
    commit(archive, {"urn:g:b": triple("new"), "urn:g:c": None, "urn:g:d": triple("d")})
    second = sync(archive, settings)
    assert second == Synced(2, ["urn:g:b", "urn:g:d"], ["urn:g:c"], 1, 2)
    assert stand_in.graphs == {
        f"urn:g:{n}": triple(t) for n, t in (("a", "a"), ("b", "new"), ("d", "d"))
    }
    assert sync(archive, settings) == Synced(2, [], [], 3, 0)
    assert len(puts(stand_in)) == 5


def test_a_push_that_was_interrupted_goes_on_where_it_was(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    stand_in.on_request = lambda seen: (
        Canned(delay_s=3) if seen.params.get("graph") == "urn:g:b" else None
    )
    with pytest.raises(RemoteError):
        sync(archive, replace(settings, timeout_s=0.2))
    assert puts(stand_in) == ["urn:g:a", "urn:g:b"]
    stand_in.on_request = lambda _: None
    assert sync(archive, settings).put == ["urn:g:b", "urn:g:c"]


def test_a_graph_that_is_refused_keeps_none_of_the_others_back(
    archive: Archive, stand_in: StandIn
) -> None:
    settings = settings_for(stand_in.url, update_url="")
    stand_in.on_request = lambda seen: (
        Canned(422, b"bad <b>graph</b>", "text/html") if "urn:g:b" in seen.params.values() else None
    )
    with pytest.raises(RemoteError, match=r"1 of 3 graphs .* <urn:g:b> is refused \(422 bad graph"):
        sync(archive, settings)
    assert sorted(stand_in.graphs) == ["urn:g:a", "urn:g:c"]
    stand_in.on_request = lambda _: None
    assert sync(archive, settings).put == ["urn:g:b"]


def test_a_graph_that_the_graph_store_refuses_goes_by_update(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    stand_in.order("/store", *[Canned(500, b"too long", "text/plain")] * 3)
    assert len(sync(archive, settings).put) == 3
    assert [r.body for r in stand_in.requests("/update")] == [
        b"DROP SILENT GRAPH <urn:g:a>",
        b'INSERT DATA {GRAPH <urn:g:a> {\n<urn:s> <urn:p> "a" .\n}}',
    ]


def test_an_update_with_blank_nodes_is_not_sent_twice(archive: Archive, stand_in: StandIn) -> None:
    settings = settings_for(stand_in.url, graph_store_url="")
    commit(archive, {f"urn:g:{n}": None for n in "abc"} | {"urn:g:n": b"_:a <urn:p> _:b .\n"})
    stand_in.on_request = lambda seen: (
        Canned(503, b"busy", "text/plain") if seen.body.startswith(b"INSERT") else None
    )
    with pytest.raises(RemoteError, match="503 busy"):
        sync(archive, settings)
    assert [r.body for r in stand_in.requests("/update")][-1:] == [
        b"INSERT {GRAPH <urn:g:n> {\n_:a <urn:p> _:b .\n}} WHERE {}"
    ]
    assert len(stand_in.requests("/update")) == 2


def test_many_triples_go_by_update_in_parts(archive: Archive, stand_in: StandIn) -> None:
    lines = b"".join(sorted(triple(str(n)) for n in range(2500)))
    commit(archive, {f"urn:g:{n}": None for n in "abc"} | {"urn:g:large": lines, "urn:g:no": b""})
    sync(archive, settings_for(stand_in.url, graph_store_url=""))
    counts = [r.body.count(b"<urn:p>") for r in stand_in.requests("/update")]
    assert counts == [0, 1000, 1000, 500, 0]


def test_a_store_that_refuses_everything_is_not_asked_for_each_graph(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    commit(archive, {f"urn:g:{number}": triple(str(number)) for number in range(20)})
    stand_in.on_request = lambda _: Canned(403, b"no", "text/plain")
    with pytest.raises(RemoteError, match=r"403 no; the user that we log in as may not"):
        sync(archive, settings)
    assert len(stand_in.seen) == 1
    stand_in.on_request = lambda _: Canned(400, b"no", "text/plain")
    with pytest.raises(RemoteError, match="graphs could not be changed"):
        sync(archive, settings)
    assert len(stand_in.seen) == 7


def test_a_graph_that_the_store_cuts_off_is_compared_by_its_count(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    commit(archive, {"urn:g:a": triple("1") + triple("2")})
    sync(archive, settings)
    stand_in.on_request = lambda seen: (
        Canned(200, triple("1"), "application/n-triples")
        if seen.method == "GET" and seen.params["graph"] == "urn:g:a"
        else None
    )
    with opened(archive, settings) as (_, store):
        found = verify_remote(archive, archive.manifest(), store)
    assert (found.is_whole, found.compared, found.counted) == (True, 2, 1)


@pytest.mark.parametrize(("listed", "name"), [(True, UNNAMED), (False, "default")])
def test_the_unnamed_graph_has_a_name_where_graphs_are_listed(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn, listed: bool, name: str
) -> None:
    commit(archive, {DEFAULT: triple("unnamed")})
    sync(archive, replace(settings, listed=listed))
    assert stand_in.graphs[name] == triple("unnamed")


def test_what_the_store_lost_is_found_by_counting_and_put_again(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    sync(archive, settings)
    stand_in.graphs = {"urn:g:a": triple("a"), "urn:other": triple("theirs")}
    assert sync(archive, settings).put == []
    assert sync(archive, settings, recount=True).put == ["urn:g:b", "urn:g:c"]
    assert stand_in.graphs["urn:other"] == triple("theirs")
    assert len(sync(archive, settings, rebuild=True).put) == 3


def test_two_synchronizations_at_once_put_each_graph_once(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    stand_in.on_request = lambda seen: time.sleep(0.05) if seen.method == "PUT" else None
    threads = [threading.Thread(target=sync, args=(archive, settings)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(puts(stand_in)) == ["urn:g:a", "urn:g:b", "urn:g:c"]


def test_who_waits_too_long_for_another_push_is_told_so(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    stand_in.order("/store", Canned(204, b"", delay_s=0.6))
    other = threading.Thread(target=sync, args=(archive, settings))
    other.start()
    time.sleep(0.2)
    with pytest.raises(ArchiveBusy, match=r"remote\.lock"):
        sync(archive, settings, lock_timeout_s=0.1)
    other.join()


def test_a_commit_during_a_push_is_pushed_too(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    def commit_once(seen: Seen) -> None:
        if seen.params.get("graph") == "urn:g:b" and archive.head() == 1:
            commit(archive, {"urn:g:a": triple("later")})

    stand_in.on_request = commit_once
    assert sync(archive, settings).generation == 2
    assert stand_in.graphs["urn:g:a"] == triple("later")


def test_another_store_has_a_record_of_its_own(archive: Archive, settings: RemoteSettings) -> None:
    sync(archive, settings)
    other = replace(settings, query_url=settings.query_url + "?other")
    with opened(archive, other) as (ledger, _):
        assert ledger.standing().generation is None


def test_a_record_that_is_damaged_is_named_with_what_to_do(
    archive: Archive, settings: RemoteSettings
) -> None:
    (archive.state / "remote.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(ConfigError, match=r"remote.sqlite: .* remove it"):
        Ledger(archive.state, settings.identity)


def test_reads_are_refused_until_the_push_is_done(
    archive: Archive, stand_in: StandIn, engine: RemoteEngine
) -> None:
    query = Query("SELECT ?x {}", 3, format="csv")
    assert engine.query(query).generation == "1"
    stand_in.on_request = lambda seen: (
        Canned(503, b"", "text/plain") if seen.path == "/store" else None
    )
    commit(archive, {"urn:g:a": triple("new")})
    engine.refresh()
    with pytest.raises(ServerBusy) as told:
        engine.query(query)
    assert told.value.retry_after_s > 0
    stand_in.on_request = lambda _: None
    engine.push()
    assert engine.query(query).generation == engine.generation == "2"


def test_stale_reads_name_the_generation_that_they_are_of(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    engine = RemoteEngine(archive, replace(settings, stale_reads=True))
    engine.start()
    stand_in.on_request = lambda seen: (
        Canned(422, b"", "text/plain") if seen.path in ("/store", "/update") else None
    )
    commit(archive, {"urn:g:a": triple("new")})
    engine.refresh()
    result = engine.query(Query("SELECT ?x {}", 3, format="csv"))
    assert result.generation == "1..2"
    assert engine.generation == "2"
    engine.close()


def test_an_answer_during_which_the_data_changed_is_asked_for_again(
    archive: Archive, stand_in: StandIn, engine: RemoteEngine
) -> None:
    def change_once(seen: Seen) -> None:
        if "SELECT ?x {}" in seen.form.get("query", []) and archive.head() == 1:
            commit(archive, {"urn:g:a": triple("new")})
            engine.push()

    stand_in.on_request = change_once
    before = len(stand_in.requests("/query"))
    assert engine.query(Query("SELECT ?x {}", 3, format="csv")).generation == "2"
    assert len(stand_in.requests("/query")) - before == 2
    assert engine.statistics()["asked_again"] == 1


def test_whoever_commits_is_told_whether_the_store_has_it(
    archive: Archive, stand_in: StandIn, engine: RemoteEngine
) -> None:
    commit(archive, {"urn:g:a": triple("new")})
    assert engine.refresh() is True
    assert stand_in.graphs["urn:g:a"] == triple("new")
    stand_in.on_request = lambda seen: (
        Canned(400, b"no", "text/plain") if seen.path in ("/store", "/update") else None
    )
    commit(archive, {"urn:g:a": triple("newer")})
    began = time.monotonic()
    assert engine.refresh() is False
    assert time.monotonic() - began < 2, "a refusal is not waited for"
    stand_in.on_request = lambda _: None
    assert engine.refresh() is True


def test_whoever_commits_does_not_wait_long_for_a_mute_store(
    archive: Archive, stand_in: StandIn, engine: RemoteEngine
) -> None:
    stand_in.on_request = lambda seen: Canned(delay_s=20) if seen.method == "PUT" else None
    commit(archive, {"urn:g:a": triple("new")})
    began = time.monotonic()
    assert engine.refresh() is False
    assert time.monotonic() - began < VISIBLE_WAIT_S + 1


def test_a_store_that_has_lost_its_data_is_filled_before_it_is_believed(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    engine = RemoteEngine(archive, replace(settings, queue_wait_s=10))
    engine.start()
    query = Query("SELECT ?x {}", 3, format="csv")
    engine.query(query)
    assert len(stand_in.looks) == 1, "it was looked at over its first connection"
    stand_in.order("/query", Canned(headers={"Connection": "close"}))
    engine.query(query)
    assert len(stand_in.looks) == 1, "it was looked at once"
    stand_in.graphs.clear()
    asked = len(stand_in.requests("/query"))
    assert engine.query(query).generation == "1"
    assert sorted(stand_in.graphs) == ["urn:g:a", "urn:g:b", "urn:g:c"]
    texts = [r.form["query"][0] for r in stand_in.requests("/query")[asked:]]
    assert texts.count(query.text) == 2, "the answer of the empty store was thrown away"
    assert engine.statistics()["doubts"] == 1
    engine.close()


def test_a_store_that_is_away_is_said_to_be_once(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    engine = RemoteEngine(archive, settings_for(url))
    engine.start()
    for _ in range(3):
        with pytest.raises(RemoteError, match="cannot be reached"):
            engine.query(Query("SELECT ?x {}", 3))
    assert wait_for(lambda: engine.statistics()["push_failures"] >= 3)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    engine.close()


def test_an_own_default_graph_is_refused_where_the_store_has_a_union(
    archive: Archive, settings: RemoteSettings, stand_in: StandIn
) -> None:
    row = b'{"head":{"vars":["p"]},"results":{"bindings":[{"p":{"type":"uri","value":"urn:p"}}]}}'
    stand_in.on_request = lambda seen: (
        Canned(body=row) if "LIMIT 1" in seen.form.get("query", [""])[0] else None
    )
    engine = RemoteEngine(archive, replace(settings, union=False, listed=False))
    with pytest.raises(ConfigError, match="default_graph is «own»"):
        engine.start()


def test_commits_of_other_processes_are_pushed_by_themselves(
    archive: Archive, stand_in: StandIn, engine: RemoteEngine
) -> None:
    assert engine.generation == "1"
    commit(archive, {"urn:g:a": triple("from elsewhere")})
    deadline = time.monotonic() + 3
    while stand_in.graphs["urn:g:a"] != triple("from elsewhere") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert stand_in.graphs["urn:g:a"] == triple("from elsewhere")


# --- the command --------------------------------------------------------------------------------


def command(archive: Archive, url: str, *options: str) -> list[str]:
    place = ["--engine", f"{url}/query", "--remote-graph-store-url", f"{url}/store"]
    state = ["--state", str(archive.state)]
    return [sys.executable, "-m", "planvev", "sync", *state, *place, *options]


def run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=30)


def test_the_command_says_what_it_changed(archive: Archive, stand_in: StandIn) -> None:
    said = run(command(archive, stand_in.url))
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines() == [
        "put      urn:g:a",
        "put      urn:g:b",
        "put      urn:g:c",
        "The remote store is at generation 1: 3 put (3 triples), 0 deleted, 0 unchanged.",
    ]


def test_the_command_killed_in_the_middle_and_run_again_ends_the_work(
    archive: Archive, stand_in: StandIn
) -> None:
    arrived = threading.Event()

    def stall(seen: Seen) -> Canned | None:
        if seen.params.get("graph") != "urn:g:b":
            return None
        arrived.set()
        return Canned(204, b"", delay_s=5)

    stand_in.on_request = stall
    process = subprocess.Popen(command(archive, stand_in.url), stdout=subprocess.DEVNULL)
    try:
        assert arrived.wait(20)
    finally:
        process.kill()
        process.wait()
    stand_in.on_request = lambda _: None
    said = json.loads(run(command(archive, stand_in.url, "--json")).stdout)
    assert (said["generation"], said["put"]) == (1, ["urn:g:b", "urn:g:c"])


def test_the_command_ends_in_1_where_a_graph_differs_and_mends_it_next_time(
    archive: Archive, stand_in: StandIn
) -> None:
    run(command(archive, stand_in.url))
    stand_in.graphs["urn:g:b"] = triple("other")
    stand_in.graphs["urn:theirs"] = triple("theirs")
    said = run(command(archive, stand_in.url, "--verify", "--json"))
    assert said.returncode == 1, said.stderr
    verification = json.loads(said.stdout)["verification"]
    assert verification["foreign"] == ["urn:theirs"]
    assert [fault["graph"] for fault in verification["faults"]] == ["urn:g:b"]
    assert verification["faults"][0]["missing"] == ['<urn:s> <urn:p> "b"']
    again = run(command(archive, stand_in.url, "--verify"))
    assert again.returncode == 0, again.stdout
    assert again.stdout.startswith("put      urn:g:b\n")


def test_the_command_ends_in_3_where_the_store_cannot_be_reached(archive: Archive) -> None:
    said = run(command(archive, "http://127.0.0.1:9"))
    assert said.returncode == 3
    reason = "planvev: The remote store cannot be reached: no connection."
    assert said.stderr.splitlines()[-1] == reason


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "«engine» is embedded"),
        ({"engine": "http://h/q"}, "one of them must take the changes"),
        ({"engine": "ftp://h/q", "remote_update_url": "http://h/u"}, "no URL that begins with"),
        ({"engine": "http://u:p@h/", "remote_update_url": "http://h/u"}, "do not belong in a URL"),
        ({"engine": "http://h:port/", "remote_update_url": "http://h/u"}, "no URL"),
    ],
)
def test_settings_that_name_no_store_say_what_is_missing(
    values: dict[str, str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=message):
        RemoteSettings.of(read_settings(values, {}, tmp_path), {})


def test_names_and_passwords_come_from_the_environment(tmp_path: Path) -> None:
    values = {"engine": "http://h/q", "remote_update_url": "http://h/u", "remote_auth": "digest"}
    environment = {"PLANVEV_REMOTE_USER": "me", "PLANVEV_REMOTE_PASSWORD": "secret"}
    settings = RemoteSettings.of(read_settings(values, environment, tmp_path), environment)
    assert settings.login is not None
    assert (settings.login.user, settings.login.password) == ("me", "secret")
    assert settings.digest
    assert settings.query_login is None


def test_the_record_holds_no_password(archive: Archive, settings: RemoteSettings) -> None:
    sync(archive, settings)
    database = sqlite3.connect(archive.state / "remote.sqlite")
    text = "\n".join(database.iterdump())
    database.close()
    assert "urn:g:a" in text
    assert "password" not in text.lower()
