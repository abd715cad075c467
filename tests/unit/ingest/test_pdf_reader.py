"""PDF files become text and blocks in reading order, with the page that each stands on."""

from __future__ import annotations

import sys
import time

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)

from planvev.errors import DocumentRefused
from planvev.ingest.document import Block, BlockKind, Document
from planvev.ingest.readers.pdf import read_pdf
from planvev.ingest.readers.pdf_pages import PAGES_MAX
from planvev.ingest.readers.pdf_paragraphs import BULLET
from planvev.ingest.refusals import refusal_in
from unit.ingest.documents import samfunnsdel
from unit.ingest.documents.printed import (
    BODY,
    HEADINGS,
    bullets,
    canvas_pdf,
    flowed_pdf,
    head_and_foot,
    ruled_table,
    samfunnsdel_printed,
)

PROSE = (
    "Kommunen har de siste årene sett tydelige endringer i hvordan folk bor og arbeider. "
    "Det er flere som pendler, og det er færre som flytter. Arbeidet med planen viste at mange "
    "ønsker seg møteplasser nær der de bor, og at de vil bli hørt tidlig."
)


def read(content: bytes) -> Document:
    document = read_pdf(content, "plan.pdf")
    at = 0
    for block in document.blocks:
        assert block.start >= at
        assert not document.text[at : block.start].strip()
        assert document.text_of(block).strip() == document.text_of(block) != ""
        at = block.end
    assert not document.text[at:].strip()
    return document


def folded(document: Document, kind: BlockKind | None = None) -> list[str]:
    return [
        " ".join(document.text_of(block).split())
        for block in document.blocks
        if kind is None or block.kind is kind
    ]


def block(document: Document, beginning: str) -> Block:
    found = [
        b
        for b, text in zip(document.blocks, folded(document), strict=True)
        if text.startswith(beginning)
    ]
    assert len(found) == 1, (beginning, folded(document))
    return found[0]


def reason(content: bytes) -> str:
    with pytest.raises(DocumentRefused) as caught:
        read_pdf(content, "plan.pdf")
    return caught.value.reason


def drawn(*lines: tuple[float, float, str], size: float = 11) -> bytes:
    """Return a page with lines at (x, distance from the top)."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for x, down, text in lines:
            canvas.drawString(x, A4[1] - down, text)

    return canvas_pdf(draw)


# Paragraphs


def test_lines_of_a_paragraph_stay_together_and_paragraphs_apart() -> None:
    document = read(flowed_pdf([Paragraph(PROSE, BODY), Paragraph(PROSE, BODY)]))
    assert folded(document) == [PROSE, PROSE]
    assert document.format == "pdf"


def test_a_line_that_ends_short_ends_its_paragraph_without_any_space_between() -> None:
    tight = ParagraphStyle("tight", BODY, spaceAfter=0)
    document = read(flowed_pdf([Paragraph(PROSE, tight), Paragraph(PROSE, tight)]))
    assert folded(document) == [PROSE, PROSE]


def test_an_indented_first_line_begins_a_paragraph() -> None:
    full = "Vi vil at alle skal kunne bo godt her hos oss hele livet igjennom alltid."
    style = ParagraphStyle("indented", BODY, spaceAfter=0, firstLineIndent=14)
    lines = [Paragraph(f"{full} {full} {full}", style) for _ in range(3)]
    assert len(read(flowed_pdf(lines)).blocks) == 3


def test_a_hyphen_at_the_end_of_a_line_stays_as_printed() -> None:
    document = read(drawn((70, 100, "Gode oppvekst-"), (70, 114, "vilkår for alle")))
    assert document.text == "Gode oppvekst-\nvilkår for alle"


def test_footnotes_follow_the_text_that_goes_on_over_them() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(70, 114, "Alle som bor i kommunen vår skal kunne bo")
        canvas.drawString(70, 100, "hjemme så lenge de selv ønsker det, og få")
        canvas.setFont("Helvetica", 8)
        canvas.drawString(70, 80, "1 Tallene er fra kommunens egen oversikt,")
        canvas.drawString(70, 70, "og de er avrundet.")
        canvas.drawString(70, 60, "2 Se vedlegget.")
        canvas.showPage()
        canvas.setFont("Helvetica", 11)
        canvas.drawString(70, 760, "hjelp når det trengs.")

    document = read(canvas_pdf(draw))
    assert folded(document) == [
        "Alle som bor i kommunen vår skal kunne bo hjemme så lenge de selv ønsker det, og få "
        "hjelp når det trengs.",
        "1 Tallene er fra kommunens egen oversikt, og de er avrundet.",
        "2 Se vedlegget.",
    ]
    assert [each.style for each in document.blocks] == ["", "Footnote", "Footnote"]


def test_a_sentence_that_goes_on_on_the_next_page_is_one_block() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 100, "Vi skal legge til rette for at alle som vil, kan bo")
        canvas.showPage()
        canvas.drawString(70, 760, "hjemme hele livet.")
        canvas.drawString(70, 700, "Nytt avsnitt.")

    document = read(canvas_pdf(draw))
    assert len(document.blocks) == 2
    assert [each.place.page for each in document.blocks] == [1, 2]


def test_raised_figures_stay_on_their_line() -> None:
    text = "Folketallet er stabilt<super>1</super> i hele kommunen"
    assert (
        read(flowed_pdf([Paragraph(text, BODY)])).text == "Folketallet er stabilt¹ i hele kommunen"
    )


def test_a_large_initial_belongs_to_the_word_that_it_begins() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 34)
        canvas.drawString(70, 676, "K")
        canvas.setFont("Helvetica", 10)
        for place, text in enumerate(("ommunen har de siste årene", "vokst litt", "hvert år.")):
            canvas.drawString(70 if place == 2 else 95, 690 - 13 * place, text)

    assert folded(read(canvas_pdf(draw))) == ["Kommunen har de siste årene vokst litt hvert år."]


# Headings


def test_headings_are_larger_than_the_body_and_the_larger_the_higher() -> None:
    story = []
    for style in (*HEADINGS, HEADINGS[0]):
        story += [Paragraph("Overskrift", style), Paragraph(PROSE, BODY)]
    document = read(flowed_pdf(story))
    headings = [each for each in document.blocks if each.kind is BlockKind.HEADING]
    assert [each.level for each in headings] == [1, 2, 3, 1]
    assert all(each.bold for each in headings)


def test_a_short_bold_line_is_a_heading_below_the_larger_ones() -> None:
    document = read(
        flowed_pdf(
            [
                Paragraph("Oppvekst", HEADINGS[0]),
                Paragraph("<b>Mål 1 Alle lærer</b>", BODY),
                Paragraph(PROSE, BODY),
                Paragraph("<b>Vi skal:</b>", BODY),
            ]
        )
    )
    assert (block(document, "Mål 1").kind, block(document, "Mål 1").level) == (
        BlockKind.HEADING,
        2,
    )
    assert (block(document, "Vi skal").kind, block(document, "Vi skal").bold) == (
        BlockKind.PARAGRAPH,
        True,
    )


def test_a_heading_of_two_lines_is_one() -> None:
    text = "Alle barn og unge i kommunen vår opplever mestring og tilhørighet"
    document = read(flowed_pdf([Paragraph(text, HEADINGS[0]), Paragraph(PROSE, BODY)]))
    assert folded(document, BlockKind.HEADING) == [text]


# Lists


def test_bullets_are_items_that_keep_their_glyph() -> None:
    document = read(
        flowed_pdf(
            [Paragraph(PROSE, BODY), bullets([PROSE, "Kort punkt"]), Paragraph("Slutt.", BODY)]
        )
    )
    assert folded(document, BlockKind.ITEM) == [f"• {PROSE}", "• Kort punkt"]
    assert [each.level for each in document.blocks] == [0, 1, 1, 0]


def test_dots_that_are_drawn_make_items_without_a_glyph() -> None:
    def draw(canvas: Canvas) -> None:
        for place, text in enumerate(("Vi skal", "Bygge boliger", "Øve på flom")):
            y = 700 - 16 * place
            canvas.drawString(90 if place else 70, y, text)
            if place:
                canvas.circle(80, y + 4, 1.6, stroke=0, fill=1)

    document = read(canvas_pdf(draw))
    assert folded(document, BlockKind.ITEM) == ["Bygge boliger", "Øve på flom"]


def test_items_below_items_are_a_level_deeper() -> None:
    document = read(
        drawn(
            (70, 100, "• Boliger"),
            (90, 116, "o Små leiligheter"),
            (90, 132, "o Tomter"),
            (70, 148, "• Beredskap"),
        )
    )
    assert [each.level for each in document.blocks] == [1, 2, 2, 1]


def test_a_dash_inside_of_a_sentence_begins_no_item() -> None:
    document = read(
        drawn(
            (70, 100, "Kommunen skal være åpen og tydelig"),
            (70, 114, "– også når det er vanskelig."),
        )
    )
    assert len(document.blocks) == 1


def test_a_paragraph_of_a_law_is_no_bullet() -> None:
    assert not BULLET.match("§ 3-1 i loven")


@pytest.mark.parametrize("glyph", ["\uf0b7", "\uf0a7", "▪", "➢", "–", "§", "Ø", "ü"])
def test_glyphs_of_the_fonts_of_symbols_are_bullets(glyph: str) -> None:
    assert BULLET.match(f"{glyph} Bygge boliger")


# Columns


def two_columns(*story: object) -> bytes:
    import io

    stream = io.BytesIO()
    width, height = A4
    column = (width - 120) / 2
    frames = [
        Frame(50, 50, column, height - 160, id="left"),
        Frame(70 + column, 50, column, height - 160, id="right"),
    ]

    def head(canvas: Canvas, _document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(50, height - 80, "Et levende samfunn i hele kommunen vår")

    template = PageTemplate("two", frames, onPage=head)
    BaseDocTemplate(stream, pagesize=A4, pageTemplates=[template]).build(list(story))
    return stream.getvalue()


def test_columns_are_read_one_after_the_other() -> None:
    # Of one sentence each: where one ends with its column, a paragraph may end too.
    one = PROSE.replace(".", ",").rstrip(",")
    marked = [f"Avsnitt {number} om at {one.lower()}." for number in range(1, 13)]
    document = read(two_columns(*(Paragraph(text, BODY) for text in marked)))
    assert folded(document) == ["Et levende samfunn i hele kommunen vår", *marked]


def test_a_list_that_goes_on_in_the_next_column_keeps_its_depth() -> None:
    items = [f"• Vi skal gjøre ting nummer {number} sammen" for number in range(12)]
    lines = [(70 + 275 * (at // 6), 100 + 16 * (at % 6), text) for at, text in enumerate(items)]
    assert [each.level for each in read(drawn((60, 84, "Vi skal"), *lines)).blocks[1:]] == [1] * 12


def test_lists_in_two_columns_do_not_mix() -> None:
    items = [f"• Vi skal gjøre ting nummer {number} sammen" for number in range(12)]
    lines = [(70 + 260 * (at // 6), 100 + 16 * (at % 6), text) for at, text in enumerate(items)]
    assert folded(read(drawn(*lines))) == items


def test_short_labels_before_their_texts_are_no_column() -> None:
    lines = []
    for at in range(8):
        lines += [(70, 100 + 16 * at, f"{at}.1"), (200, 100 + 16 * at, "Alle skal ha et sted å bo")]
    document = read(drawn(*lines))
    assert "0.1 Alle skal ha et sted å bo" in " ".join(document.text.split())


# Tables

ROWS = [
    ["Mål", "Tiltak", "Ansvarlig"],
    ["1.1 Alle lærer", "Styrke bemanningen i alle barnehagene våre", "Oppvekst"],
    ["1.2 Alle bor", "Bygge boliger", "Teknisk"],
]


def test_ruled_cells_know_their_row_their_column_and_their_head() -> None:
    table = ruled_table(ROWS, [120, 150, 100])
    document = read(flowed_pdf([Paragraph(PROSE, BODY), table, Paragraph("Etterpå.", BODY)]))
    cells = [each for each in document.blocks if each.kind is BlockKind.CELL]
    assert folded(document, BlockKind.CELL) == [text for row in ROWS for text in row]
    assert [(each.row, each.column) for each in cells] == [
        (row, column) for row in (1, 2, 3) for column in (1, 2, 3)
    ]
    assert [each.header for each in cells[3:6]] == ROWS[0]
    assert {each.header for each in cells[:3]} == {""}
    assert folded(document)[-1] == "Etterpå."


def test_a_table_that_goes_on_goes_on_counting_and_its_repeated_head_is_furniture() -> None:
    rows = [ROWS[0], *([f"Mål {at}", f"Tiltak nummer {at}", "Teknisk"] for at in range(60))]
    document = read(flowed_pdf([ruled_table(rows, [120, 150, 100])], head_and_foot))
    last = block(document, "Tiltak nummer 59")
    assert (last.table, last.header) == (1, "Tiltak")
    assert last.place.page > 1
    heads = [each for each in document.blocks if document.text_of(each) == "Tiltak"]
    assert [each.kind for each in heads] == [
        BlockKind.CELL,
        *[BlockKind.FURNITURE] * (last.place.page - 1),
    ]


def test_merged_cells_are_read_once() -> None:
    grid = Table(
        [["Mål", "Tiltak"], ["Alle lærer", "Ansette"], ["", "Bygge"]],
        colWidths=[120, 120],
        style=[("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (0, 1), (0, 2))],
    )
    document = read(flowed_pdf([grid]))
    assert folded(document).count("Alle lærer") == 1
    assert (block(document, "Bygge").row, block(document, "Bygge").column) == (3, 2)


@pytest.mark.parametrize(
    "rules",
    [
        [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")],
        [("LINEABOVE", (0, 0), (-1, -1), 0.5, "black"), ("LINEBELOW", (0, -1), (-1, -1), 1, "red")],
        [("ROWBACKGROUNDS", (0, 0), (-1, -1), ["#dddddd", "white"])],
    ],
    ids=["below", "above", "shaded"],
)
def test_rows_that_only_level_rules_or_shades_part_are_a_table(rules: list[object]) -> None:
    rows = [["Mål", "Tiltak"], ["Alle lærer", "Ansette flere"], ["Alle bor", "Bygge boliger"]]
    rows += [["Alle trives", "Åpne skolene"], ["Alle deltar", "Holde folkemøter"]]
    table = Table(rows, colWidths=[140, 180], style=rules)
    document = read(flowed_pdf([Paragraph(PROSE, BODY), table, Paragraph("Etterpå.", BODY)]))
    assert folded(document, BlockKind.CELL) == [text for row in rows for text in row]
    assert block(document, "Bygge").header == "Tiltak"


def test_rules_between_paragraphs_make_no_table() -> None:
    boxes = Table(
        [[Paragraph(PROSE, BODY)], [Paragraph(PROSE, BODY)], [Paragraph(PROSE, BODY)]],
        style=[("LINEABOVE", (0, 0), (-1, -1), 0.5, "black")],
    )
    assert not folded(read(flowed_pdf([boxes])), BlockKind.CELL)


def test_a_frame_around_text_is_no_table() -> None:
    frame = Table([[Paragraph(PROSE, BODY)]], style=[("BOX", (0, 0), (-1, -1), 1, "black")])
    assert [each.kind for each in read(flowed_pdf([frame])).blocks] == [BlockKind.PARAGRAPH]


# Furniture


def test_running_heads_and_page_numbers_are_furniture() -> None:
    story = [Paragraph(f"Avsnitt {number}. {PROSE}", BODY) for number in range(40)]
    document = read(flowed_pdf(story, head_and_foot))
    pages = document.blocks[-1].place.page
    assert pages >= 3
    assert folded(document, BlockKind.FURNITURE).count(samfunnsdel.HEADER) == pages
    assert f"Side {pages}" in folded(document, BlockKind.FURNITURE)
    assert folded(document, BlockKind.PARAGRAPH) == [paragraph.text for paragraph in story]


def test_page_numbers_in_larger_type_are_furniture() -> None:
    def foot(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 14)
        canvas.drawString(70, 30, f"Lyngvatn kommune – {document.page}")

    story = [Paragraph(f"Avsnitt {number}. {PROSE}", BODY) for number in range(40)]
    document = read(flowed_pdf(story, foot))
    assert len(folded(document, BlockKind.FURNITURE)) == document.blocks[-1].place.page


def test_chapters_that_begin_alike_at_the_same_height_are_kept() -> None:
    story = []
    for number in range(1, 6):
        story += [Paragraph(f"Mål {number}", HEADINGS[0]), Paragraph(PROSE, BODY), PageBreak()]
    document = read(flowed_pdf(story, head_and_foot))
    assert folded(document, BlockKind.HEADING) == [f"Mål {number}" for number in range(1, 6)]


def test_a_table_of_contents_is_furniture() -> None:
    entries = ["1 Innledning ........... 3", "2 Mål .............. 4", "3 Oppfølging ...... 9"]
    story = [Paragraph("Innhold", HEADINGS[0]), *(Paragraph(text, BODY) for text in entries)]
    document = read(flowed_pdf([*story, PageBreak(), *[Paragraph(PROSE, BODY)] * 3]))
    assert len(folded(document, BlockKind.FURNITURE)) == 4


def test_a_table_of_contents_without_dots_is_furniture_by_its_heading() -> None:
    entries = ["Innledning 1", "Mål 1", "Oppfølging 2"]
    story = [Paragraph("Innhold", HEADINGS[0]), *(Paragraph(text, BODY) for text in entries)]
    document = read(flowed_pdf([*story, PageBreak(), Paragraph(PROSE, BODY)]))
    assert folded(document, BlockKind.FURNITURE) == ["Innhold", *entries]


# Pages


def test_blocks_know_their_page() -> None:
    story = [Paragraph("En", BODY), PageBreak(), Paragraph("To", BODY), Paragraph("To til", BODY)]
    assert [each.place.page for each in read(flowed_pdf(story)).blocks] == [1, 2, 2]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_that_are_printed_on_their_side_are_read(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        for place, text in enumerate(("Første linje", "Andre linje")):
            canvas.drawString(-100, -16 * place, text)

    assert folded(read(canvas_pdf(draw))) == ["Første linje Andre linje"]


def test_text_up_the_margin_is_furniture() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "Alle skal ha et sted å bo i kommunen")
        canvas.translate(30, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Klimaplan")

    document = read(canvas_pdf(draw))
    assert folded(document, BlockKind.FURNITURE) == ["Klimaplan"]


def test_a_page_that_is_only_a_picture_is_told_of() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "Alle skal ha et sted å bo")
        for _ in range(2):
            canvas.showPage()
            canvas.drawImage(ImageReader(Image.new("RGB", (8, 8))), 50, 50, 400, 600)

    assert dict(read(canvas_pdf(draw)).warnings) == {"pages-without-text": ("2–3",)}


def raw_pdf(stream: bytes) -> bytes:
    """Return a PDF of one page with this content, without a table of its objects."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[3/g1/g2/g3]>>>>"
    return b"".join(
        [
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R",
            b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n",
            b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(stream), stream),
            b"5 0 obj" + font + b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        ]
    )


def test_letters_that_a_font_does_not_tell_are_counted() -> None:
    stream = b"BT /F1 12 Tf 50 700 Td (Alle skal ha et sted \\003\\004 i kommunen) Tj ET"
    document = read(raw_pdf(stream))
    assert document.text == "Alle skal ha et sted \N{REPLACEMENT CHARACTER}" + (
        "\N{REPLACEMENT CHARACTER} i kommunen"
    )
    assert dict(document.warnings) == {"unreadable-letters": ("2",)}


def test_text_of_which_most_letters_are_unknown_is_refused() -> None:
    stream = b"BT /F1 12 Tf 50 700 Td (" + b"\\003\\004\\005" * 30 + b") Tj ET"
    assert reason(raw_pdf(stream)) == "no-text"


def test_the_file_tells_its_title_and_date() -> None:
    meta = read(flowed_pdf([Paragraph("x", BODY)])).meta
    assert meta["title"] == samfunnsdel.TITLE
    assert len(meta["created"]) == len("2026-01-31")


def test_a_title_that_a_program_made_up_is_none() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Microsoft Word - plan_v3.docx")
        canvas.drawString(100, 700, "x")

    assert "title" not in read(canvas_pdf(draw)).meta


# Refusals


def test_an_encrypted_file_is_refused() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "hemmelig")

    assert (
        reason(canvas_pdf(draw, encrypt=StandardEncryption("passord", strength=128))) == "encrypted"
    )


def test_a_file_that_only_forbids_changes_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "åpent")

    protection = StandardEncryption("", ownerPassword="eier", canModify=0)
    assert read(canvas_pdf(draw, encrypt=protection)).text == "åpent"


def test_a_file_without_text_is_refused() -> None:
    assert reason(canvas_pdf(lambda canvas: canvas.rect(10, 10, 500, 500, fill=1))) == "no-text"


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"])
def test_a_broken_file_is_refused_in_words_of_the_readers_language(content: bytes) -> None:
    with pytest.raises(DocumentRefused) as caught:
        read(content)
    assert "som PDF: strukturen er ødelagt. Åpne" in refusal_in(caught.value, "nb")
    assert "as PDF: its structure is broken. Open" in refusal_in(caught.value, "en")


def test_a_cut_file_is_read_or_refused_but_fails_in_no_other_way() -> None:
    content = samfunnsdel_printed()
    reasons = set()
    for share in (0.3, 0.6, 0.9):
        try:
            read(content[: int(len(content) * share)])
        except DocumentRefused as error:
            reasons.add(error.reason)
    assert reasons <= {"unreadable", "no-text"}


def test_more_pages_than_the_limit_are_refused() -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(PAGES_MAX + 1):
            canvas.drawString(100, 700, "x")
            canvas.showPage()

    assert reason(canvas_pdf(draw)) == "too-many-pages"


def test_without_the_extra_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert reason(canvas_pdf(lambda canvas: canvas.drawString(9, 9, "x"))) == "missing-extra"


# Whole documents


def test_a_whole_plan_keeps_its_goals_strategies_and_measures() -> None:
    document = read(samfunnsdel_printed())
    headings = {
        text: each
        for text, each in zip(folded(document), document.blocks, strict=True)
        if each.kind is BlockKind.HEADING
    }
    items = set(folded(document, BlockKind.ITEM))
    for goal in samfunnsdel.main_goals():
        assert headings[f"Mål {goal.number} {goal.text}"].level == 3
        for sub_goal in goal.sub_goals:
            assert headings[f"{sub_goal.number} {sub_goal.text}"].level == 4
            assert {f"• {strategy}" for strategy in sub_goal.strategies} <= items
    measures = [each for each in document.blocks if each.header == "Tiltak"]
    assert [" ".join(document.text_of(each).split()) for each in measures] == [
        each.text for each in samfunnsdel.measures()
    ]


def test_fifty_pages_are_read_in_under_ten_seconds() -> None:
    story = []
    for number in range(50):
        story += [Paragraph(f"Kapittel {number}", HEADINGS[0])]
        story += [Paragraph(f"Avsnitt {at}. {PROSE}", BODY) for at in range(9)]
        story += [PageBreak()]
    content = flowed_pdf(story, head_and_foot)
    start = time.process_time()
    document = read(content)
    assert time.process_time() - start < 10
    assert document.blocks[-1].place.page >= 50
