"""CSV in the encodings and with the delimiters that people have."""

from __future__ import annotations

import time

import pytest

from planvev.errors import DocumentRefused
from planvev.ingest.refusals import refusal_in
from unit.ingest.sheets.books import read, tree, warned

PLAN = [("Goal", "Øke trivselen", ""), ("Action", "Ny møteplass; ute", "Øke trivselen")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_delimiter_and_encoding_are_found(encoding: str, delimiter: str) -> None:
    lines = f'Mål{delimiter}Tiltak\r\nØke trivselen{delimiter}"Ny møteplass; ute"\r\n'
    assert tree(read(lines.encode(encoding), "plan.csv")) == PLAN


def test_excels_own_line_names_the_delimiter_and_rows_are_counted_with_it() -> None:
    draft = read(b"sep=|\r\nTiltak|Ansvar\r\nStier, og benker|Park\r\n", "plan.csv")
    assert draft.rows[0].text == "Stier, og benker"
    assert draft.rows[0].place.row == 3


def test_a_line_break_in_a_cell_becomes_a_space() -> None:
    draft = read('Mål;Tiltak\n"Gode\nliv";"Kor\r\nog korps"\n'.encode(), "plan.csv")
    assert [row.text for row in draft.rows] == ["Gode liv", "Kor og korps"]
    assert draft.document.text == "Mål\tTiltak\nGode liv\tKor og korps\n"


def test_a_stray_quote_is_told_of_with_row_and_column() -> None:
    with pytest.raises(DocumentRefused) as refused:
        read('Mål;Tiltak\nA;B\nC;"D" og mer\n'.encode(), "plan.csv")
    assert (refused.value.reason, refused.value.arguments) == ("csv-quote", ("3", "2", "3"))
    assert "rad 3, kolonne 2" in refusal_in(refused.value, "nb")


def test_a_quote_that_never_ends_is_told_of_where_it_begins() -> None:
    with pytest.raises(DocumentRefused) as refused:
        read('Mål;Tiltak\n"A;B\nC;D\n'.encode(), "plan.csv")
    assert refused.value.arguments == ("2", "1", "2")


def test_quotes_inside_a_plain_field_are_text() -> None:
    draft = read('Tiltak;Ansvar\nVi skal "løfte" skolen;Skole\n'.encode(), "plan.csv")
    assert draft.rows[0].text == 'Vi skal "løfte" skolen'


def test_text_that_was_encoded_twice_is_mended_and_told_of() -> None:
    twice = "Mål;Tiltak\nTrygg på skolen;Leker\n".encode().decode("cp1252").encode()
    draft = read(twice, "plan.csv")
    assert draft.rows[0].text == "Trygg på skolen"
    assert warned(draft) == {"garbled-mended"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Tiltak\nab\x00c\n", "not-text"),
        (b"Tiltak\n\x81\x8d\n", "wrong-encoding"),
        (b"Tiltak;" + b"a;" * 2_000_000, "too-many-columns"),
        (b"Tiltak\n" + b"a\n" * 100_000, "too-many-rows"),
        (b"Farge;Pris\nred;2\n", "no-columns"),
        (b"Tiltak\n", "no-rows"),
    ],
)
def test_what_is_no_plan_is_refused_at_once(content: bytes, reason: str) -> None:
    begun = time.process_time()
    with pytest.raises(DocumentRefused) as refused:
        read(content, "plan.csv")
    assert refused.value.reason == reason
    assert time.process_time() - begun < 5


def test_the_guard_against_formulas_is_taken_off() -> None:
    draft = read(b"Tiltak;Ansvar\n'=1+1 tiltak;x\n''=to;y\n", "plan.csv")
    assert [row.text for row in draft.rows] == ["=1+1 tiltak", "'=to"]


def test_commas_in_the_texts_of_one_column_are_no_delimiters() -> None:
    draft = read(b"Tiltak\nBygge skole, vei\nSynge, danse\n", "plan.csv")
    assert [row.text for row in draft.rows] == ["Bygge skole, vei", "Synge, danse"]


def test_a_title_with_a_comma_above_the_headers_does_not_mislead() -> None:
    lines = 'Plan for Storvik, Lilleby, og Nes\nMål;Tiltak\n"Ro, fred";Kor\n'
    assert tree(read(lines.encode(), "plan.csv"))[0] == ("Goal", "Ro, fred", "")
