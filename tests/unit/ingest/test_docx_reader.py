"""Word files become text and blocks with what Word shows: numbers, levels, tables, revisions."""

from __future__ import annotations

import time

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt

from planvev.errors import DocumentRefused
from planvev.ingest.document import Block, BlockKind, Document
from planvev.ingest.limits import BLOCKS_MAX, ROWS_MAX
from planvev.ingest.readers.docx import read_docx
from unit.ingest.documents import samfunnsdel
from unit.ingest.documents.word import (
    W,
    add_list,
    add_list_instance,
    append_run,
    body_of,
    field,
    notes,
    paragraph,
    put_in_list,
    samfunnsdel_in_word,
    saved,
    with_parts,
    with_related,
    word_file,
)

TAB = "\t"


def read(content: bytes) -> Document:
    document = read_docx(content, "plan.docx")
    assert_whole(document)
    return document


def assert_whole(document: Document) -> None:
    """Assert that blocks are in order, trimmed, and hold all that is not white space."""
    at = 0
    for block in document.blocks:
        assert block.start >= at
        assert not document.text[at : block.start].strip()
        assert document.text_of(block).strip() == document.text_of(block) != ""
        at = block.end
    assert not document.text[at:].strip()


def texts(document: Document, kind: BlockKind | None = None) -> list[str]:
    return [document.text_of(b) for b in document.blocks if kind is None or b.kind is kind]


def block(document: Document, text: str) -> Block:
    found = [each for each in document.blocks if document.text_of(each) == text]
    assert len(found) == 1, (text, texts(document))
    return found[0]


def warnings(document: Document) -> dict[str, tuple[str, ...]]:
    return dict(document.warnings)


def reason(content: bytes) -> str:
    with pytest.raises(DocumentRefused) as caught:
        read_docx(content, "plan.docx")
    return caught.value.reason


# Paragraphs


def test_paragraphs_are_one_line_each_in_the_order_of_the_body() -> None:
    document = read(word_file("Alle skal bo trygt.", "", "Alle skal ha arbeid."))
    assert document.text == "Alle skal bo trygt.\nAlle skal ha arbeid."
    assert document.format == "docx"
    assert [each.kind for each in document.blocks] == [BlockKind.PARAGRAPH] * 2


def test_tabs_breaks_hyphens_and_symbols_come_out_as_they_are_printed() -> None:
    run = (
        "<w:p><w:r><w:t>2030</w:t><w:noBreakHyphen/><w:t>målene</w:t><w:tab/><w:t>opp</w:t>"
        "<w:softHyphen/><w:t>vekst</w:t><w:br/><w:t>ny\u00ad linje\u200b</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0E0"/><w:sym w:font="Symbol" w:char="F0B7"/>'
        '<w:sym w:font="Webdings" w:char="F041"/><w:sym w:font="x" w:char="zz"/></w:r></w:p>'
    )
    assert read(body_of(run)).text == "2030-målene\toppvekst\nny linje→•\uf041"


def test_text_in_links_content_controls_and_formulas_is_read() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    xml = (
        f"<w:p><w:hyperlink>{run.format('a')}</w:hyperlink>"
        f"<w:sdt><w:sdtContent>{run.format('b')}</w:sdtContent></w:sdt>"
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        "<m:r><m:t>c</m:t></m:r></m:oMath>"
        f"<w:smartTag>{run.format('d')}</w:smartTag></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('e')}</w:sdtContent></w:sdt>"
        f"<w:customXml>{paragraph('f')}</w:customXml>"
    )
    assert read(body_of(xml)).text == "abcd\ne\nf"


def test_a_text_box_is_read_once_after_the_paragraph_it_hangs_on() -> None:
    box = f"<w:txbxContent>{paragraph('I boksen')}</w:txbxContent>"
    xml = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Utenfor</w:t></w:r></w:p>"
    )
    assert read(body_of(xml)).text == "Utenfor\nI boksen"


def test_bold_is_said_only_of_paragraphs_that_are_all_bold() -> None:
    word = docx.Document()
    word.add_paragraph().add_run("Alt").bold = True
    half = word.add_paragraph()
    half.add_run("Noe").bold = True
    half.add_run(" av det")
    word.styles.add_style("Fet", WD_STYLE_TYPE.PARAGRAPH).font.bold = True
    word.add_paragraph("Av stilen", style="Fet")
    word.add_paragraph(style="Fet").add_run("Slått av").bold = False
    document = read(saved(word))
    bold = {document.text_of(each): each.bold for each in document.blocks}
    assert bold == {"Alt": True, "Noe av det": False, "Av stilen": True, "Slått av": False}


def test_hidden_text_is_left_out_with_a_warning() -> None:
    document = read(body_of(paragraph("Synlig"), paragraph("Skjult", run="<w:vanish/>")))
    assert document.text == "Synlig"
    assert warnings(document) == {"hidden-text": ("1",)}


# Headings


def test_headings_have_the_level_of_their_style_also_when_it_is_inherited() -> None:
    word = docx.Document()
    word.add_heading("Planen", 0)
    word.add_heading("Oppvekst", 1)
    own = word.styles.add_style("Delmål", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = word.styles["Heading 2"]
    word.add_paragraph("Alle lærer", style="Delmål")
    document = read(saved(word))
    assert [(b.kind, b.level, b.style) for b in document.blocks] == [
        (BlockKind.HEADING, 0, "Title"),
        (BlockKind.HEADING, 1, "Heading 1"),
        (BlockKind.HEADING, 2, "Delmål"),
    ]


def test_an_outline_level_makes_a_heading_and_body_text_takes_it_away() -> None:
    document = read(
        body_of(
            paragraph("Hovedmål", '<w:outlineLvl w:val="2"/>'),
            paragraph("Brødtekst", '<w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/>'),
        )
    )
    assert block(document, "Hovedmål").level == 3
    assert block(document, "Hovedmål").kind is BlockKind.HEADING
    assert block(document, "Brødtekst").kind is BlockKind.PARAGRAPH


def test_norwegian_names_of_heading_styles_are_known() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="O2">'
        '<w:name w:val="Overskrift 2"/></w:style></w:styles>'
    )
    content = body_of(paragraph("Mål", '<w:pStyle w:val="O2"/>'), parts={"word/styles.xml": styles})
    assert read(content).blocks[0].level == 2


def test_styles_that_inherit_in_a_circle_do_not_hang() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{0}"/>'
        '<w:basedOn w:val="{1}"/></w:style>'
    )
    styles = f'<w:styles xmlns:w="{W}">{style.format("A", "B")}{style.format("B", "A")}</w:styles>'
    content = body_of(paragraph("x", '<w:pStyle w:val="A"/>'), parts={"word/styles.xml": styles})
    assert read(content).text == "x"


def test_a_thousand_styles_that_inherit_from_one_another_do_not_hang() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="s{0}"><w:name w:val="s{0}"/>'
        '<w:basedOn w:val="s{1}"/></w:style>'
    )
    chain = "".join(style.format(at, at + 1) for at in range(1_000))
    last = '<w:style w:type="paragraph" w:styleId="s1000"><w:name w:val="heading 4"/></w:style>'
    styles = f'<w:styles xmlns:w="{W}">{chain}{last}</w:styles>'
    content = body_of(paragraph("x", '<w:pStyle w:val="s0"/>'), parts={"word/styles.xml": styles})
    assert read(content).blocks[0].level == 4


def test_larger_type_makes_headings_where_the_document_has_no_heading_styles() -> None:
    word = docx.Document()
    for text, size in (("Plan", 24), ("Mål", 16), ("Vi skal bo godt. " * 8, 11), ("Klima", 16)):
        word.add_paragraph().add_run(text).font.size = Pt(size)
    document = read(saved(word))
    assert [each.level for each in document.blocks] == [1, 2, 0, 2]


def test_larger_type_makes_no_headings_beside_heading_styles() -> None:
    word = docx.Document()
    word.add_heading("Mål", 1)
    word.add_paragraph("Vi skal bo godt. " * 8)
    word.add_paragraph().add_run("Et sitat").font.size = Pt(20)
    assert block(read(saved(word)), "Et sitat").kind is BlockKind.PARAGRAPH


# Lists


def test_automatic_numbers_are_counted_as_word_shows_them() -> None:
    word = docx.Document()
    add_list(word, 50, [("decimal", "Mål %1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)")])
    for depth in (0, 1, 1, 2, 2, 0, 1, 2):
        put_in_list(word.add_paragraph("x"), 50, depth)
    document = read(saved(word))
    shown = [each.number for each in document.blocks]
    assert shown == ["Mål 1", "1.1", "1.2", "a)", "b)", "Mål 2", "2.1", "a)"]
    assert [each.level for each in document.blocks] == [1, 2, 2, 3, 3, 1, 2, 3]
    assert {each.kind for each in document.blocks} == {BlockKind.ITEM}
    assert document.text == "\n".join("x" * 8)


def test_numbered_headings_stay_headings_with_their_number() -> None:
    word = docx.Document()
    add_list(word, 50, [("decimal", "%1"), ("decimal", "%1.%2")])
    put_in_list(word.add_heading("Oppvekst", 1), 50)
    put_in_list(word.add_heading("Alle lærer", 2), 50, 1)
    document = read(saved(word))
    assert [(b.kind, b.number) for b in document.blocks] == [
        (BlockKind.HEADING, "1"),
        (BlockKind.HEADING, "1.1"),
    ]


def test_a_list_of_the_style_is_counted_and_zero_takes_a_paragraph_out_of_it() -> None:
    word = docx.Document()
    add_list(word, 50, [("upperRoman", "%1.")])
    style = word.styles.add_style("Punkt", WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(
        put_in_list(word.add_paragraph("en"), 50)._p.pPr.numPr.__copy__()
    )
    word.add_paragraph("to", style="Punkt")
    put_in_list(word.add_paragraph("utenfor", style="Punkt"), 0)
    word.add_paragraph("tre", style="Punkt")
    document = read(saved(word))
    assert [each.number for each in document.blocks] == ["I.", "II.", "", "III."]
    assert block(document, "utenfor").kind is BlockKind.PARAGRAPH


def test_an_empty_numbered_paragraph_counts_too() -> None:
    word = docx.Document()
    add_list(word, 50, [("decimal", "%1")])
    for text in ("en", "", "tre"):
        put_in_list(word.add_paragraph(text), 50)
    assert [each.number for each in read(saved(word)).blocks] == ["1", "3"]


def test_instances_of_a_list_count_together_unless_they_start_over() -> None:
    word = docx.Document()
    add_list(word, 50, [("decimal", "%1")])
    add_list_instance(word, 51, 50)
    over = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    add_list_instance(word, 52, 50, over)
    for number in (50, 51, 52, 52):
        put_in_list(word.add_paragraph("x"), number)
    assert [each.number for each in read(saved(word)).blocks] == ["1", "2", "7", "8"]


def test_a_level_that_never_restarts_counts_on() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlRestart w:val="0"/><w:isLgl/>'
        '<w:lvlText w:val="Tiltak %2"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    item = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    content = body_of(
        *(paragraph("x", item.format(depth)) for depth in (0, 1, 0, 1)),
        parts={"word/numbering.xml": numbering},
    )
    assert [each.number for each in read(content).blocks] == ["1", "Tiltak 1", "2", "Tiltak 2"]


def test_bullets_are_items_with_a_level_and_no_number() -> None:
    word = docx.Document()
    word.add_paragraph("ytre", style="List Bullet")
    word.add_paragraph("indre", style="List Bullet 2")
    document = read(saved(word))
    assert [(b.kind, b.level > 0, b.number) for b in document.blocks] == [
        (BlockKind.ITEM, True, ""),
        (BlockKind.ITEM, True, ""),
    ]


# Tables


def table_of(rows: list[list[str]]) -> docx.document.Document:
    word = docx.Document()
    table = word.add_table(len(rows), len(rows[0]))
    for row, line in enumerate(rows):
        for column, text in enumerate(line):
            table.cell(row, column).text = text
    return word


HEADS = ["Mål", "Tiltak", "Ansvarlig"]


def test_cells_know_their_row_their_column_and_the_head_of_it() -> None:
    document = read(saved(table_of([HEADS, ["Trygghet", "Øve på flom.", "Beredskap"]])))
    assert document.text == "Mål\tTiltak\tAnsvarlig\nTrygghet\tØve på flom.\tBeredskap"
    cell = block(document, "Øve på flom.")
    assert (cell.kind, cell.table, cell.row, cell.column) == (BlockKind.CELL, 1, 2, 2)
    assert cell.header == "Tiltak"
    assert block(document, "Tiltak").header == ""


def test_merged_cells_are_read_once_where_they_begin() -> None:
    word = table_of([HEADS, ["Trygghet", "a.", "b"], ["", "c.", "d"], ["e.", "", "f"]])
    table = word.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 1))
    document = read(saved(word))
    assert texts(document).count("Trygghet") == 1
    assert (block(document, "c.").row, block(document, "c.").column) == (3, 2)
    assert block(document, "e.").column == 1
    assert (block(document, "f").column, block(document, "f").header) == (3, "Ansvarlig")


def test_a_first_row_that_holds_sentences_or_repeats_itself_is_no_head() -> None:
    for first in (["Vi skal bo godt.", "b"], ["a", "a"], ["a", ""]):
        document = read(saved(table_of([first, ["x", "y"]])))
        assert {each.header for each in document.blocks} == {""}


def test_a_table_that_says_which_rows_are_heads_is_believed() -> None:
    word = table_of([["Mål.", "Frist."], ["", "år"], ["a", "b"]])
    for row in word.tables[0].rows[:2]:
        row._tr.get_or_add_trPr().append(row._tr.makeelement(f"{{{W}}}tblHeader", {}))
    document = read(saved(word))
    assert block(document, "b").header == "Frist. år"
    assert block(document, "a").header == "Mål."


def test_a_frame_of_one_cell_is_text_and_no_table() -> None:
    document = read(saved(table_of([["Alle skal bo trygt"]])))
    assert (document.blocks[0].kind, document.blocks[0].table) == (BlockKind.PARAGRAPH, 0)


def test_a_table_with_headings_in_its_cells_only_sets_text_side_by_side() -> None:
    word = docx.Document()
    table = word.add_table(1, 2)
    table.cell(0, 0).paragraphs[0].text = "Mål 1"
    table.cell(0, 0).paragraphs[0].style = "Heading 2"
    table.cell(0, 1).add_paragraph("Bygge boliger", style="List Bullet")
    document = read(saved(word))
    assert [each.kind for each in document.blocks] == [BlockKind.HEADING, BlockKind.ITEM]


def test_a_table_inside_of_a_cell_is_a_table_of_its_own() -> None:
    word = table_of([HEADS, ["a", "b", "c"]])
    inner = word.tables[0].cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "d", "e"
    document = read(saved(word))
    assert document.text.endswith("a\tb\nd\te\nc")
    assert [block(document, text).table for text in "abdec"] == [1, 1, 2, 2, 1]


def test_paragraphs_of_a_cell_are_blocks_of_the_same_cell() -> None:
    word = table_of([HEADS, ["a", "b", "c"]])
    word.tables[0].cell(1, 1).add_paragraph("to", style="List Bullet")
    document = read(saved(word))
    assert [block(document, text).column for text in ("b", "to", "c")] == [2, 2, 3]
    assert block(document, "to").level > 0


# What is not running text


def test_a_table_of_contents_is_furniture_and_ends_with_its_field() -> None:
    word = docx.Document()
    first = word.add_paragraph()
    code = "<w:r><w:instrText> TOC \\o </w:instrText></w:r>"
    append_run(first, field("begin") + code + field("separate"))
    first.add_run("Oppvekst\t3")
    last = word.add_paragraph("Klima\t7")
    append_run(last, field("end"))
    word.add_paragraph("Brødtekst")
    document = read(saved(word))
    assert texts(document, BlockKind.FURNITURE) == ["Oppvekst\t3", "Klima\t7"]
    assert texts(document, BlockKind.PARAGRAPH) == ["Brødtekst"]


def test_a_table_of_contents_that_is_never_closed_ends_at_the_first_heading() -> None:
    word = docx.Document()
    first = word.add_paragraph()
    code = "<w:r><w:instrText>TOC</w:instrText></w:r>"
    append_run(first, field("begin") + code + field("separate"))
    first.add_run("Oppvekst\t3")
    word.add_heading("Oppvekst", 1)
    word.add_paragraph("Alle skal lære")
    document = read(saved(word))
    assert texts(document, BlockKind.FURNITURE) == ["Oppvekst\t3"]
    assert block(document, "Alle skal lære").kind is BlockKind.PARAGRAPH


def test_text_after_the_end_of_a_table_of_contents_is_text() -> None:
    word = docx.Document()
    first = word.add_paragraph()
    code = "<w:r><w:instrText>TOC</w:instrText></w:r>"
    append_run(first, field("begin") + code + field("separate"))
    first.add_run("Oppvekst\t3")
    after = word.add_paragraph()
    append_run(after, field("end"))
    after.add_run("Brødtekst")
    assert [each.kind for each in read(saved(word)).blocks] == [
        BlockKind.FURNITURE,
        BlockKind.PARAGRAPH,
    ]


def test_the_codes_of_fields_are_no_text_and_their_results_are() -> None:
    word = docx.Document()
    first = word.add_paragraph("Se mål ")
    code = "<w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:t>kode</w:t></w:r>"
    result = "<w:r><w:t>2.1</w:t></w:r>"
    append_run(first, field("begin") + code + field("separate") + result + field("end"))
    assert read(saved(word)).text == "Se mål 2.1"


def test_what_asks_to_be_filled_in_is_furniture() -> None:
    xml = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{paragraph('Klikk for å skrive')}</w:sdtContent></w:sdt>"
    )
    assert read(body_of(xml, paragraph("x"))).blocks[0].kind is BlockKind.FURNITURE


def test_headers_and_footers_are_furniture_once_each() -> None:
    word = docx.Document()
    word.add_paragraph("Tekst")
    for _ in range(2):
        section = word.add_section()
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = "Lyngvatn kommune"
    word.sections[0].footer.paragraphs[0].text = "Side 1"
    document = read(saved(word))
    assert texts(document, BlockKind.FURNITURE) == ["Lyngvatn kommune", "Side 1"]
    assert document.text.startswith("Tekst\n")
    assert block(document, "Side 1").style == "Footer"


@pytest.mark.parametrize(("kind", "style"), [("footnote", "Footnote"), ("endnote", "Endnote")])
def test_notes_follow_the_body_in_the_order_in_which_the_text_calls_them(
    kind: str, style: str
) -> None:
    word = docx.Document()
    for text, number in (("a", 2), ("b", 1), ("c", 9)):
        append_run(word.add_paragraph(text), f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>')
    content = with_related(saved(word), f"{kind}s", notes(kind, ["første", "andre", "uten kall"]))
    document = read(content)
    assert document.text == "a\nb\nc\nandre\nførste"
    assert (block(document, "andre").number, block(document, "andre").style) == ("1", style)


def test_inserted_text_counts_and_deleted_text_does_not() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    xml = (
        f"<w:p>{run.format('Alle ')}<w:ins w:id='1'>{run.format('barn ')}</w:ins>"
        "<w:del w:id='2'><w:r><w:delText>voksne </w:delText></w:r></w:del>"
        f"<w:moveFrom w:id='3'>{run.format('borte')}</w:moveFrom>{run.format('lærer')}</w:p>"
    )
    document = read(body_of(xml))
    assert document.text == "Alle barn lærer"
    assert warnings(document) == {"tracked-changes": ("1", "2")}


def test_a_paragraph_goes_on_after_a_deleted_end_of_paragraph() -> None:
    mark = "<w:rPr><w:del w:id='1'/></w:rPr>"
    document = read(body_of(paragraph("Alle ", mark), paragraph("lærer"), paragraph("x")))
    assert document.text == "Alle lærer\nx"


def test_comments_and_pictures_are_told_of() -> None:
    xml = (
        "<w:p><w:r><w:t>Tekst</w:t><w:commentReference w:id='1'/></w:r><w:r><w:drawing>"
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/>'
        "</w:drawing></w:r></w:p>"
    )
    document = read(body_of(xml))
    assert document.text == "Tekst"
    assert warnings(document) == {"comments": ("1",), "pictures": ("1",)}


# Pages


def test_pages_are_those_that_word_last_showed() -> None:
    broken = (
        "<w:p><w:r><w:t>begynner her</w:t></w:r>"
        "<w:r><w:lastRenderedPageBreak/><w:t> og slutter her</w:t></w:r></w:p>"
    )
    rendered = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>tre</w:t></w:r></w:p>"
    own = "<w:p><w:r><w:br w:type='page'/></w:r></w:p>"
    document = read(body_of(paragraph("en"), broken, own, rendered))
    assert [each.place.page for each in document.blocks] == [1, 1, 3]


def test_without_words_marks_a_page_is_named_only_while_it_is_sure() -> None:
    word = docx.Document()
    word.add_paragraph("en")
    word.add_page_break()
    word.add_paragraph("to")
    word.add_paragraph("Lang tekst. " * 200)
    word.add_page_break()
    word.add_paragraph("tre eller fire")
    assert [each.place.page for each in read(saved(word)).blocks] == [1, 2, 2, 0]


# The file as a whole


def test_the_file_tells_its_title_language_and_date() -> None:
    word = docx.Document()
    word.add_paragraph("x")
    word.core_properties.title = "Klimaplan"
    word.core_properties.language = "nn-NO"
    meta = read(saved(word)).meta
    assert (meta["title"], meta["language"]) == ("Klimaplan", "nn")
    assert meta["created"].startswith("2013-")


def test_english_as_the_files_language_says_nothing() -> None:
    word = docx.Document()
    word.add_paragraph("x")
    word.core_properties.language = "en-US"
    assert "language" not in read(saved(word)).meta


def test_files_saved_as_strict_are_read() -> None:
    content = body_of(paragraph("Alle skal bo trygt", '<w:outlineLvl w:val="0"/>'))
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    xml = f'<w:document xmlns:w="{strict}"><w:body>{paragraph("Mål")}</w:body></w:document>'
    document = read(with_parts(content, {"word/document.xml": xml}))
    assert document.text == "Mål"


def test_a_file_without_styles_numbers_and_properties_is_read() -> None:
    content = with_parts(
        word_file("Mål"),
        {"word/styles.xml": None, "word/numbering.xml": None, "docProps/core.xml": None},
    )
    assert read(content).text == "Mål"


def test_control_characters_and_broken_numbers_do_not_stop_the_reading() -> None:
    xml = paragraph(
        "Mål",
        '<w:outlineLvl w:val="x"/><w:numPr><w:ilvl w:val="-3"/><w:numId w:val="77"/></w:numPr>',
    )
    assert read(body_of(xml)).text == "Mål"


# Refusals


def test_a_document_without_text_is_refused() -> None:
    assert reason(word_file("", " ")) == "no-text"


def test_a_truncated_file_is_refused_as_broken() -> None:
    content = samfunnsdel_in_word()
    assert reason(content[: len(content) // 2]) == "zip-broken"


def test_a_file_without_its_main_part_is_refused() -> None:
    assert reason(with_parts(word_file("x"), {"word/document.xml": None})) == "unreadable"


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml"])
def test_parts_that_are_not_well_formed_are_refused(part: str) -> None:
    content = with_parts(word_file("x"), {part: f'<w:p xmlns:w="{W}"><w:r>'})
    assert reason(content) in ("zip-broken", "unreadable")


def test_external_entities_are_refused() -> None:
    xml = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    assert reason(with_parts(word_file("x"), {"word/document.xml": xml})) == "xml-doctype"


def test_too_many_paragraphs_are_refused_in_time() -> None:
    start = time.process_time()
    assert reason(body_of(paragraph("x") * (BLOCKS_MAX + 1))) == "too-many-blocks"
    assert time.process_time() - start < 10


def test_too_many_rows_are_refused_in_time() -> None:
    row = "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>"
    start = time.process_time()
    assert (
        reason(body_of(f"<w:tbl>{row * (ROWS_MAX + 1)}</w:tbl>", paragraph("x")))
        == "too-many-table-rows"
    )
    assert time.process_time() - start < 10


def test_too_much_text_is_refused() -> None:
    assert reason(body_of(paragraph("Alle skal bo. " * 1_000) * 400)) == "too-much-text"


# A whole plan


def test_a_whole_plan_keeps_its_goals_numbers_strategies_and_measures() -> None:
    document = read(samfunnsdel_in_word())
    headings = {(b.number, document.text_of(b)): b.level for b in document.blocks if b.number}
    items = texts(document, BlockKind.ITEM)
    for goal in samfunnsdel.main_goals():
        assert headings[f"Mål {goal.number}", goal.text] == 2
        for sub_goal in goal.sub_goals:
            assert headings[sub_goal.number, sub_goal.text] == 3
            assert set(sub_goal.strategies) <= set(items)
    measures = [each for each in document.blocks if each.header == "Tiltak"]
    assert [document.text_of(each) for each in measures] == [
        each.text for each in samfunnsdel.measures()
    ]
    assert texts(document, BlockKind.FURNITURE)[-2:] == [samfunnsdel.HEADER, "Side"]
    assert block(document, samfunnsdel.FOOTNOTE).style == "Footnote"
