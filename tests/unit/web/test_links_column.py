"""Links for a column: which files are taken, what is chosen, what the file that comes back says."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pyoxigraph import RdfFormat

from planvev.access.roles import Role
from planvev.archive.canonical import canonicalize
from planvev.archive.files import ontology_files
from planvev.errors import DocumentRefused
from planvev.resources import ontology_root
from planvev.web import links_column
from planvev.web.links_column_view import choice_of, guessed_column, table
from planvev.writes.columns import ROWS_MAX, Grid, Match, matches_in_worker, read_grid
from unit.web.dataset_server import DatasetServer
from unit.web.links_at_hand import ABOVE, HOSTILE, OURS, Reviewer, server_with_links, words

FILE = "Nr;Indikator\n1;Andel barn som går trygt til skolen\n2;\n3;xyzzy\n".encode()


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


def found(score: float, number: int = 1) -> Match:
    return Match(f"{ABOVE}/goal/{number}", "Trygg vei", str(number), "Plan", score, "Ord.", False)


def send(person: Reviewer, name: str, content: bytes) -> Any:
    return person.post("/links/column", file=(io.BytesIO(content), name))


def matched(person: Reviewer, path: str, **fields: str) -> str:
    """Match a column; return the address of its matches once they are there."""
    answer = person.post(f"{path}/match", **{"column": "1", "target": "overarching", **fields})
    place = str(answer.headers["Location"])
    for _ in range(500):
        if person.get(f"{place}/state").json["state"] == "done":
            return place
        time.sleep(0.02)
    raise AssertionError("it is still being matched")


def test_strangers_are_sent_to_the_login_page(server: DatasetServer) -> None:
    client = server.app.test_client()
    for answer in (
        client.get("/links/column"),
        client.post("/links/column", data={}, headers=OURS),
        client.get("/links/column/x"),
    ):
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/login")


def test_a_column_is_chosen_matched_and_downloaded_with_iris(kari: Reviewer) -> None:
    path = send(kari, "indikatorer.csv", FILE).headers["Location"]
    page = kari.get(path).text
    assert 'name="column" value="1" checked' in page, "the column with the most letters"
    place = matched(kari, path)
    told = words(kari.get(place).text)
    assert "1 av 2 rader har treff" in told
    assert "Rad 2 Andel barn som går trygt til skolen" in told
    assert "1.1 Barn kommer trygt til skolen" in told
    answer = kari.post(f"{place}/choose", download="csv", **{"row-1": f"{ABOVE}/goal/1.1"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(answer.data.decode("utf-8-sig").splitlines()))
    assert rows[0][:3] == ["Nr", "Indikator", "IRI"]
    assert rows[1][2:4] == [f"{ABOVE}/goal/1.1", "1.1 Barn kommer trygt til skolen"]
    assert rows[2] == ["2", "", "", "", "", "", ""]
    assert len(rows) == 4


def test_a_choice_is_kept_and_only_a_match_can_be_chosen(kari: Reviewer) -> None:
    path = send(kari, "indikatorer.csv", FILE).headers["Location"]
    place = matched(kari, path)
    kari.post(f"{place}/choose", to_page="1", **{"row-1": "urn:of-somebody-else"})
    answer = kari.post(f"{place}/choose", to_page="1", **{"row-1": ""})
    assert "Valgene dine er tatt vare på." in words(kari.get(answer.headers["Location"]).text)
    answer = kari.post(f"{place}/choose", download="xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][2] is None


def test_another_person_s_file_is_not_there(server: DatasetServer, kari: Reviewer) -> None:
    path = send(kari, "indikatorer.csv", FILE).headers["Location"]
    eva = Reviewer(server, "eva", Role.ADMIN)
    assert eva.get(path).status_code == 422
    assert "Andel barn" not in eva.get(path).text
    for form in ("match", "choose"):
        assert "Andel barn" not in eva.post(f"{path}/{form}", column="1", target="sdg").text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.docx", b"PK\x03\x04 broken"),
        ("x.xlsx", b"PK\x03\x04 broken"),
        ("empty.csv", b""),
        ("plan.pdf", b"%PDF-1.7 nothing"),
        ("zeros.csv", bytes([1]) * 40),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(
    kari: Reviewer, name: str, content: bytes
) -> None:
    answer = send(kari, name, content)
    assert answer.status_code == 422
    assert "Filen" in words(answer.text)


def test_without_file_or_column_it_is_said_what_is_missing(kari: Reviewer) -> None:
    assert "Velg en fil først." in words(kari.post("/links/column").text)
    path = send(kari, "indikatorer.csv", FILE).headers["Location"]
    for column in ("", "7", "-1", "99999999"):
        answer = kari.post(f"{path}/match", column=column, target="sdg")
        assert answer.status_code == 422
        assert "Velg en kolonne med tekst." in words(answer.text)


def test_a_target_that_is_none_is_said_so_and_the_file_stays(kari: Reviewer) -> None:
    path = send(kari, "indikatorer.csv", FILE).headers["Location"]
    place = matched(kari, path, target="solvik/finnes-ikke")
    page = kari.get(place)
    assert "ikke her lenger" in words(page.text)
    assert 'name="column"' in page.text


def test_hostile_cells_and_names_are_shown_as_text_and_guarded_in_csv(kari: Reviewer) -> None:
    content = f'"{HOSTILE.replace(chr(34), chr(34) * 2)}",b\n=1+1,Barn trygt til skolen\n'.encode()
    path = send(kari, "a'<script>.csv", content).headers["Location"]
    assert "<script>alert" not in kari.get(path).text
    place = matched(kari, path)
    answer = kari.post(f"{place}/choose", download="csv")
    assert "'=1+1" in answer.data.decode()


def test_what_goes_wrong_in_the_worker_is_said_without_details(
    kari: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any) -> dict[int, list[Match]]:
        raise RuntimeError("secret detail")

    path = send(kari, "indikatorer.csv", FILE).headers["Location"]
    monkeypatch.setattr(links_column, "matches_in_worker", fail)
    page = kari.get(matched(kari, path)).text
    assert "secret detail" not in page
    assert "lot seg ikke gjøre" in words(page)


def test_matches_are_of_the_newest_generation(server: DatasetServer) -> None:
    texts = {1: "Barn kommer trygt til skolen", 3: "delmål 1.1"}
    matches = matches_in_worker(server.backend.writer, texts, "overarching", 2, "nb")
    assert {row: each[0].iri for row, each in matches.items()} == {
        1: f"{ABOVE}/goal/1.1",
        3: f"{ABOVE}/goal/1.1",
    }
    assert matches[1][0].certain
    assert matches[1][0].plan == "Kommuneplanens samfunnsdel"


def test_titles_above_a_table_are_no_names_of_columns() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Indikatorer for Solvik"], [], ["Nr", "Tekst"], [1, "Rent vann"], [2, "Sykkel"]):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    grid = read_grid(file.getvalue(), "a.xlsx")
    assert grid.columns == ("Nr", "Tekst")
    assert grid.rows == (("1", "Rent vann"), ("2", "Sykkel"))
    assert grid.first == 4
    assert grid.texts(1) == {1: "Rent vann", 2: "Sykkel"}


def test_commas_in_a_tsv_are_no_delimiters() -> None:
    grid = read_grid(b"a\tb\nx, y\tz\n", "t.tsv")
    assert (grid.rows, grid.first) == ((("x, y", "z"),), 2)


def test_no_more_rows_are_read_than_can_be_matched() -> None:
    content = "a;b\n" + "1;tekst\n" * (ROWS_MAX + 5)
    grid = read_grid(content.encode(), "a.csv")
    assert (len(grid.rows), grid.left_out) == (ROWS_MAX, 5)


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(DocumentRefused):
        read_grid(b'<?xml version="1.0"?><a/>', "a.xml")


def test_a_match_is_chosen_for_a_person_only_where_it_is_sure_enough() -> None:
    assert choice_of(1, {1: [found(0.9)]}, {}) == f"{ABOVE}/goal/1"
    assert choice_of(1, {1: [found(0.2)]}, {}) == ""
    assert choice_of(1, {1: [found(0.9)]}, {1: ""}) == ""
    assert choice_of(1, {}, {}) == ""


def test_new_columns_are_not_called_as_those_that_are_there() -> None:
    made = table(Grid(("IRI", "Tekst"), (("x", "y"),)), {1: [found(0.9)]}, {}, "a")
    assert made.columns[:3] == ["IRI", "Tekst", "planvev IRI"]
    assert made.rows[0][2] == f"{ABOVE}/goal/1"


def test_the_column_of_a_table_without_letters_is_the_first() -> None:
    assert guessed_column(Grid(("a", "b"), (("1", "2"),))) == 0
