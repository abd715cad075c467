"""``/dumps``: files of the whole dataset, to be saved and compared."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from planvev.errors import DiskFull
from planvev.sparql import dump_shelf
from unit.web.dataset_server import DatasetServer, texts

NQ = "/dumps/planvev.nq.gz"
FORMATS = {
    "/dumps/planvev.trig.gz": RdfFormat.TRIG,
    NQ: RdfFormat.N_QUADS,
    "/dumps/planvev.jsonld.gz": RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> DatasetServer:
    return DatasetServer(tmp_path_factory.mktemp("dataset"))


@pytest.mark.parametrize("path", FORMATS)
def test_a_dump_holds_every_triple_in_its_graph(server: DatasetServer, path: str) -> None:
    answer = server.get(path)
    assert answer.status_code == 200
    sizes: dict[str, int] = {}
    for quad in parse(gzip.decompress(answer.data), FORMATS[path]):
        name = quad.graph_name.value  # type: ignore[union-attr]
        sizes[name] = sizes.get(name, 0) + 1
    assert sizes == {name: text.count(b"\n") for name, text in texts().items() if text}


def test_it_is_a_file_to_be_saved(server: DatasetServer) -> None:
    headers = server.get(NQ).headers
    assert headers["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in headers
    assert headers["Content-Disposition"] == "attachment; filename=planvev-000001.nq.gz"
    assert headers["Planvev-Generation"] == "1"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Disposition" in headers["Access-Control-Expose-Headers"]


def test_last_modified_is_when_the_generation_was_committed(server: DatasetServer) -> None:
    answer = server.get(NQ)
    assert answer.last_modified == server.archive.manifest().time.replace(microsecond=0)


def test_who_has_it_is_not_sent_it_again(server: DatasetServer) -> None:
    tag = server.get(NQ).headers["ETag"]
    assert tag.startswith(f'"{server.archive.manifest().content}')
    for value in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = server.get(NQ, **{"If-None-Match": value})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert server.get(NQ, **{"If-None-Match": '"other"'}).status_code == 200
    assert server.get("/dumps/planvev.trig.gz").headers["ETag"] != tag


def test_who_has_it_need_not_wait_for_it_to_be_written_again(tmp_path: Path) -> None:
    server = DatasetServer(tmp_path)
    tag = server.get(NQ).headers["ETag"]
    (file,) = (server.archive.state / "dumps").iterdir()
    file.unlink()
    assert server.get(NQ, **{"If-None-Match": tag}).status_code == 304
    assert not file.exists()


def test_head_tells_the_size_and_sends_nothing(server: DatasetServer) -> None:
    answer = server.client.head(NQ, buffered=True)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_length == len(server.get(NQ).data)


def test_a_part_of_it_can_be_asked_for(server: DatasetServer) -> None:
    whole = server.get(NQ)
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = server.get(NQ, Range="bytes=100-", **{"If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.data) == (206, whole.data[100:])
    changed = server.get(NQ, Range="bytes=100-", **{"If-Range": '"other"'})
    assert (changed.status_code, changed.data) == (200, whole.data)
    assert server.get(NQ, Range="bytes=99999999-").status_code == 416


def test_after_a_change_there_is_another_and_the_old_one_is_gone(tmp_path: Path) -> None:
    server = DatasetServer(tmp_path)
    first = server.get(NQ)
    server.commit({"urn:g": b"<urn:s> <urn:p> <urn:o> .\n"})
    second = server.get(NQ)
    assert second.headers["ETag"] != first.headers["ETag"]
    assert second.headers["Planvev-Generation"] == "2"
    assert b"<urn:s> <urn:p> <urn:o> <urn:g> .\n" in gzip.decompress(second.data)
    assert len(list((server.archive.state / "dumps").iterdir())) == 1


def test_a_dump_whose_format_cannot_say_the_data_names_the_others(tmp_path: Path) -> None:
    server = DatasetServer(tmp_path)
    server.commit({"urn:g": b"<urn:s> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> .\n"})
    answer = server.get("/dumps/planvev.jsonld.gz")
    assert answer.status_code == 406
    assert answer.json["offered"] == ["planvev.trig.gz", "planvev.nq.gz"]
    assert b"<<( <urn:s> <urn:p> <urn:o> )>> <urn:g>" in gzip.decompress(server.get(NQ).data)


@pytest.mark.parametrize("path", ["/dumps/planvev.ttl.gz", "/dumps/..%2fHEAD", "/dumps/x"])
def test_other_names_are_not_found(server: DatasetServer, path: str) -> None:
    assert server.get(path).status_code == 404


def test_only_reading_is_done_here(server: DatasetServer) -> None:
    assert server.client.delete(NQ).status_code == 405


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DiskFull("dumps")

    monkeypatch.setattr(dump_shelf, "run_dump_process", full)
    answer = DatasetServer(tmp_path).get(NQ)
    assert answer.status_code == 507
    assert answer.json["code"] == "disk-full"
    assert "no space" in answer.json["detail"]


def test_the_list_names_those_that_are_written_with_size_and_hash(tmp_path: Path) -> None:
    server = DatasetServer(tmp_path)
    before = server.get("/dumps", "application/json")
    assert before.headers["Cache-Control"] == "no-store"
    assert [entry["bytes"] for entry in before.json["dumps"]] == [None, None, None]
    files = {path: server.get(path).data for path in FORMATS}
    after = server.get("/dumps", "application/json")
    assert "no-store" not in after.headers.get("Cache-Control", "")
    assert after.json["generation"] == "1"
    for entry in after.json["dumps"]:
        content = files[entry["url"].removeprefix("http://localhost")]
        assert entry["bytes"] == len(content)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["compression"] == "application/gzip"


def test_people_get_a_page_with_links(server: DatasetServer) -> None:
    for path in FORMATS:
        server.get(path)
    page = server.get("/dumps", "text/html").text
    assert all(f'href="{path}"' in page for path in FORMATS)
    assert "datatilstand 1" in page
    assert server.get("/dumps", "text/turtle").status_code == 406
    assert server.get("/dumps?format=json", "text/html").mimetype == "application/json"


def test_without_an_archive_there_are_none(client: FlaskClient) -> None:
    assert client.get("/dumps").status_code == 404
    assert client.get(NQ).status_code == 404
