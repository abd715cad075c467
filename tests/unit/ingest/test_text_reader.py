"""Plain text and markdown: encodings, pages, furniture, tables, and what is refused."""

from __future__ import annotations

import pytest

from planvev.errors import DocumentRefused
from planvev.ingest.document import BlockKind, Document
from planvev.ingest.limits import BLOCKS_MAX, CHARACTERS_MAX
from planvev.ingest.readers.text import read_text


def _read(text: str) -> Document:
    return read_text(text.encode(), "plan.txt")


def _texts(document: Document, kind: BlockKind) -> list[str]:
    return [document.text_of(block) for block in document.blocks if block.kind is kind]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_unicode_is_read_without_its_mark(encoding: str) -> None:
    mark = "" if encoding in ("utf-8", "utf-8-sig", "utf-16") else "\ufeff"
    document = read_text((mark + "Mål\r\nÆrlig\r").encode(encoding), "plan.txt")
    assert document.text == "Mål\nÆrlig\n"
    assert document.warnings == ()


def test_windows_1252_is_read_with_a_warning() -> None:
    document = read_text("Mål – «trygt»".encode("cp1252"), "plan.txt")
    assert document.text == "Mål – «trygt»"
    assert document.warnings == (("windows-1252", ()),)


@pytest.mark.parametrize(
    ("content", "reason", "arguments"),
    [
        (b"", "empty", ()),
        (b" \n\t\n", "no-text", ()),
        (b"M\xe5l\nx\x81y", "wrong-encoding", ("0x81", "2")),
        (b"a\nb\x00c", "not-text", ("0000", "2")),
        (b"a\x1bb", "not-text", ("001B", "1")),
        (b"\xff\xfea", "wrong-encoding", ("0x61", "1")),
        (b"a" * (CHARACTERS_MAX + 1), "too-large", ("5", "5")),
        (b"- a\n" * (BLOCKS_MAX + 1), "too-many-blocks", (str(BLOCKS_MAX),)),
    ],
)
def test_what_is_no_plan_in_text_is_refused_with_its_place(
    content: bytes, reason: str, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(DocumentRefused) as caught:
        read_text(content, "plan.txt")
    assert (caught.value.reason, caught.value.arguments) == (reason, arguments)


def test_soft_hyphens_go_but_stay_hyphens_at_a_lines_end() -> None:
    assert _read("sam\u00adfunn og forsk\u00ad\nning").text == "samfunn og forsk-\nning"


def test_marks_of_pages_number_the_blocks_and_page_numbers_are_furniture() -> None:
    document = _read("<!-- side 3 -->\n\nAlle trives\n3\n\n<!-- side 4 -->\n\nAlle lærer\n4\n")
    assert _texts(document, BlockKind.FURNITURE) == ["<!-- side 3 -->", "3", "<!-- side 4 -->", "4"]
    shown = [block for block in document.blocks if block.kind is BlockKind.PARAGRAPH]
    assert [(block.place.page, block.place.line) for block in shown] == [(3, 3), (4, 8)]


def test_form_feeds_part_pages() -> None:
    document = _read("Alle trives\fAlle lærer\nmer")
    assert [(block.place.page, block.place.line) for block in document.blocks] == [
        (1, 1),
        (2, 1),
        (2, 2),
    ]


def test_headers_and_footers_that_recur_at_page_edges_are_furniture() -> None:
    page = "<!-- side {0} -->\nSolvik kommune • Plan 2030\n{1}\nSide {0} av 3\n"
    text = "".join(page.format(i, line) for i, line in enumerate(("Mål", "Tiltak", "Slutt"), 1))
    document = _read(text)
    assert _texts(document, BlockKind.PARAGRAPH) == ["Mål", "Tiltak", "Slutt"]


def test_a_footer_is_found_by_its_rising_number_where_no_page_is_marked() -> None:
    document = _read("a\nPlan for Solvik            7\nb\nPlan for Solvik            8\nc\n")
    assert _texts(document, BlockKind.PARAGRAPH) == ["a", "b", "c"]


def test_a_lead_in_that_recurs_is_no_header() -> None:
    page = "<!-- side {0} -->\nKommunen vil\n• gjøre {0}\n"
    document = _read("".join(page.format(i) for i in range(1, 5)))
    assert _texts(document, BlockKind.PARAGRAPH).count("Kommunen vil") == 4


def test_notes_of_the_editor_and_what_tells_of_the_file_are_furniture() -> None:
    document = _read(
        "# Solvik: Temaplan\n\n- Kommunenr: 9999\n- Dokumenttype: temaplan\n\n"
        "[... kapittel 1 utelatt ...]\n<!-- en merknad -->\nAlle trives\n"
    )
    assert _texts(document, BlockKind.PARAGRAPH) == ["Alle trives"]
    assert document.meta["title"] == "Solvik: Temaplan"
    assert document.meta["dokumenttype"] == "temaplan"


def test_front_matter_is_furniture() -> None:
    document = _read("---\ntitle: Plan for Solvik\nx: y\n---\nAlle trives\n")
    assert _texts(document, BlockKind.PARAGRAPH) == ["Alle trives"]
    assert document.meta["title"] == "Plan for Solvik"


def test_headings_of_markdown_have_levels_and_their_signs_are_furniture() -> None:
    document = _read("## Mål ##\n\nTittel\n======\n\n---\ntekst\n")
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    assert [(document.text_of(block), block.level) for block in headings] == [
        ("Mål", 2),
        ("Tittel", 1),
    ]
    assert _texts(document, BlockKind.FURNITURE) == ["##", "##", "======", "---"]


def test_a_table_with_strokes_gives_cells_with_row_column_and_head() -> None:
    document = _read("| Mål | Tiltak |\n|---|---|\n| Trives | Bygge |\n|  | Pusse |\n")
    cells = [block for block in document.blocks if block.kind is BlockKind.CELL]
    assert [(document.text_of(c), c.row, c.column, c.header) for c in cells] == [
        ("Mål", 1, 1, ""),
        ("Tiltak", 1, 2, ""),
        ("Trives", 2, 1, "Mål"),
        ("Bygge", 2, 2, "Tiltak"),
        ("Pusse", 3, 2, "Tiltak"),
    ]


def test_columns_set_off_by_spaces_below_known_heads_are_a_table() -> None:
    document = _read(
        "Mål                 Tiltak            Frist\n"
        "Alle trives         Bygge stier       2027\n"
        "                    Pusse opp         2028\n"
        "Flere lærer         Kjøpe bøker       2029\n"
    )
    cells = [block for block in document.blocks if block.kind is BlockKind.CELL]
    assert [(document.text_of(c), c.row, c.column) for c in cells][3:] == [
        ("Alle trives", 2, 1),
        ("Bygge stier", 2, 2),
        ("2027", 2, 3),
        ("Pusse opp", 3, 2),
        ("2028", 3, 3),
        ("Flere lærer", 4, 1),
        ("Kjøpe bøker", 4, 2),
        ("2029", 4, 3),
    ]


@pytest.mark.parametrize("text", ["a", "| x", "#", "# #", "**", "a\f\fb", "|a|b|\n|c|", "-\n-"])
def test_blocks_hold_every_character_in_order(text: str) -> None:
    document = _read(text)
    place = 0
    for block in document.blocks:
        assert block.start >= place
        assert block.end > block.start
        assert not document.text[place : block.start].strip()
        assert document.text_of(block) == document.text_of(block).strip()
        place = block.end
    assert not document.text[place:].strip()
