"""``/export`` and the template: files from the archive, which cost no query."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from defusedxml import ElementTree
from pyoxigraph import RdfFormat, parse

from planvev.archive.canonical import canonicalize
from planvev.resources import data_root
from planvev.web import export_pages
from unit.ingest.export.plans import HOSTILE, SMALL, small_graphs
from unit.web.dataset_server import DatasetServer, texts

PLAN = "/export?plan=trondheim/samfunnsdel-2009&format="
IRI = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"
FILES = {
    "xlsx": "samfunnsdel-2009.xlsx",
    "stratml": "samfunnsdel-2009.xml",
    "csv": "samfunnsdel-2009.zip",
    "csv&table=edges": "samfunnsdel-2009-edges.csv",
    "jsonld": "samfunnsdel-2009.jsonld",
    "trig": "samfunnsdel-2009.trig",
    "nq": "samfunnsdel-2009.nq",
    "graphml": "samfunnsdel-2009.graphml",
    "gexf": "samfunnsdel-2009.gexf",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> DatasetServer:
    return DatasetServer(tmp_path_factory.mktemp("dataset"))


@pytest.mark.parametrize("asked", FILES)
def test_each_format_is_a_file_with_the_name_of_the_plan(server: DatasetServer, asked: str) -> None:
    answer = server.get(PLAN + asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{FILES[asked]}"'
    assert answer.headers["Planvev-Generation"] == "1"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.data


def test_no_query_is_asked(tmp_path: Path) -> None:
    server = DatasetServer(tmp_path)
    for asked in FILES:
        server.get(PLAN + asked)
    assert not server.engine.queries


@pytest.mark.parametrize(
    "plan", [IRI, "trondheim/samfunnsdel-2009", "/doc/trondheim/samfunnsdel-2009"]
)
def test_a_plan_is_named_as_elsewhere_on_the_site(server: DatasetServer, plan: str) -> None:
    answer = server.client.get("/export", query_string={"plan": plan, "format": "jsonld"})
    assert answer.get_json(force=True)["@graph"][0]["id"] == IRI


def test_without_a_plan_it_is_all_plans(server: DatasetServer) -> None:
    with zipfile.ZipFile(io.BytesIO(server.get("/export?format=stratml").data)) as packed:
        assert len(packed.namelist()) == len(list((data_root() / "plans").glob("*/*")))
    graphs = {
        quad.graph_name.value  # type: ignore[union-attr]
        for quad in parse(server.get("/export?format=nq").data, RdfFormat.N_QUADS)
    }
    assert graphs == set(texts())


def test_who_has_it_is_not_sent_it_again(server: DatasetServer) -> None:
    tag = server.get(PLAN + "trig").headers["ETag"]
    again = server.get(PLAN + "trig", **{"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Planvev-Generation"] == "1"
    others = ["nq", "trig&lang=en", "stratml", "stratml&part=1", "stratml&profile=strategies"]
    tags = [server.get(PLAN + other).headers["ETag"] for other in others]
    assert len({tag, *tags}) == len(others) + 1


def test_whoever_has_anything_is_not_told_that_there_is_a_plan_that_is_not(
    server: DatasetServer,
) -> None:
    anything = {"If-None-Match": "*"}
    assert server.get(PLAN + "trig", **anything).status_code == 304
    assert server.get("/export?plan=nothing/here&format=trig", **anything).status_code == 404


def test_after_a_change_it_is_another(tmp_path: Path) -> None:
    server = DatasetServer(tmp_path)
    first = server.get(PLAN + "nq")
    server.commit({"https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/links": None})
    second = server.get(PLAN + "nq", **{"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.headers["Planvev-Generation"] == "2"
    assert len(second.data) < len(first.data)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_address_names_the_language_and_no_cookie_does(
    server: DatasetServer, language: str
) -> None:
    other = "nn" if language == "en" else "en"
    server.client.set_cookie("lang", other)
    answer = server.get(f"{PLAN}csv&table=nodes&lang={language}")
    server.client.delete_cookie("lang")
    rows = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    label = next(row["label"] for row in rows if row["id"] == f"{IRI}/goal/2")
    words = {"nb": "bærekraftig by", "nn": "berekraftig by", "en": "sustainable city"}
    assert words[language] in label
    assert "Cookie" not in answer.headers["Vary"]


def test_a_format_can_be_negotiated(server: DatasetServer) -> None:
    path = PLAN.removesuffix("&format=")
    assert server.get(path, "application/ld+json").mimetype == "application/ld+json"
    assert server.get(path, "text/turtle").status_code == 406
    assert "spreadsheetml" in server.get(path).mimetype


def test_another_format_is_refused_and_those_there_are_named(server: DatasetServer) -> None:
    answer = server.get(PLAN + "docx")
    assert answer.status_code == 406
    assert answer.get_json()["offered"] == [
        "xlsx", "stratml", "csv", "jsonld", "trig", "nq", "graphml", "gexf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong", ["lang=xx", "profile=x", "part=3", "part=²", "part=", "table=x", "table=<"]
)
def test_another_choice_is_refused_and_those_there_are_named(
    server: DatasetServer, wrong: str
) -> None:
    answer = server.get(f"{PLAN}stratml&{wrong}")
    assert answer.status_code == 400
    assert "is none of" in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("plan", "status"),
    [("nothing/here", 404), ("trondheim", 404), ("urn:x", 404), ("<>", 400), ("a b", 400)],
)
def test_a_plan_that_is_not_there_is_not_found(
    server: DatasetServer, plan: str, status: int
) -> None:
    answer = server.client.get("/export", query_string={"plan": plan, "format": "nq"})
    assert answer.status_code == status
    if status == 404:
        assert IRI in answer.get_json()["detail"]


def test_more_than_can_be_exported_at_once_is_refused_with_another_way(
    server: DatasetServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_pages, "_TRIPLES_MAX", 20_000)
    answer = server.get("/export?format=nq")
    assert answer.status_code == 400
    assert "/dumps" in answer.get_json()["detail"]
    assert server.get(PLAN + "nq").status_code == 200


def test_hostile_words_of_a_plan_stay_words(tmp_path: Path) -> None:
    goals = "".join(
        f"<goal/{n}> a pv:Goal ; pv:partOf <{SMALL}> ; skos:notation '{n}' ; "
        "pv:goalLevel <https://w3id.org/planvev/code/goal-level/hovedmal> ; "
        f"rdfs:label {json.dumps(text)}@nb ; pv:text {json.dumps(text)}@nb ."
        for n, text in enumerate([*HOSTILE, "a\x01b\x1f"], start=1)
    )
    ((graph, triples),) = small_graphs(goals).items()
    content = b"".join(f"{triple} .\n".encode() for triple in triples)
    server = DatasetServer(tmp_path, {graph: canonicalize(content, RdfFormat.N_TRIPLES)})
    asked = f"/export?plan={SMALL}&format="
    rows = csv.reader(io.StringIO(server.get(f"{asked}csv&table=nodes").data.decode("utf-8-sig")))
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r\n" and cell]
    for name in ("graphml", "gexf", "stratml"):
        ElementTree.fromstring(server.get(asked + name).data)
    book = openpyxl.load_workbook(io.BytesIO(server.get(f"{asked}xlsx").data))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    found = set(parse(server.get(f"{asked}jsonld").data, RdfFormat.JSON_LD))
    assert {str(quad.triple) for quad in found} == {str(triple) for triple in triples}


def test_the_page_of_a_plan_leads_to_its_files(server: DatasetServer) -> None:
    links = _links(server.get("/doc/trondheim/samfunnsdel-2009?lang=en", "text/html").text)
    assert len(links) == 9
    for link in links:
        assert "plan=trondheim%2Fsamfunnsdel-2009" in link
        assert "lang=en" in link
        assert server.get(link).status_code == 200


def test_the_page_of_the_data_leads_to_all_plans_and_to_the_template(server: DatasetServer) -> None:
    html = server.get("/data?lang=nn", "text/html").text
    links = _links(html)
    assert len(links) == 9
    for link in links:
        assert "plan=" not in link
        assert server.get(link).status_code == 200
    assert 'href="/import/template.xlsx?lang=nn"' in html


def _links(html: str) -> list[str]:
    parts = html.split('href="/export')[1:]
    return ["/export" + part.partition('"')[0].replace("&amp;", "&") for part in parts]


def test_without_an_archive_there_is_nothing_to_export(client: Any) -> None:
    assert client.get("/export?format=nq").status_code == 404
    assert "/export" not in client.get("/data").text


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_template_is_a_workbook_in_the_language_asked_for(
    server: DatasetServer, language: str
) -> None:
    answer = server.get(f"/import/template.xlsx?lang={language}")
    assert answer.status_code == 200
    assert f'filename="planvev-{language}.xlsx"' in answer.headers["Content-Disposition"]
    sheets = openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames
    assert {"nb": "Mål", "nn": "Mål", "en": "Goals"}[language] in sheets
