"""PDF files for tests, printed by reportlab, and HTML for a browser to print."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from html import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    ListFlowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from unit.ingest.documents import samfunnsdel

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=14, spaceAfter=6)
TITLE = ParagraphStyle("title", BODY, fontName="Helvetica-Bold", fontSize=26, leading=32)
HEADINGS = [
    ParagraphStyle(
        f"h{level}",
        BODY,
        fontName="Helvetica-Bold",
        fontSize=size,
        leading=size * 1.25,
        spaceBefore=10,
    )
    for level, size in enumerate((18, 14, 12), 1)
]


def canvas_pdf(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """Return a PDF that a function draws; options go to the canvas."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def flowed_pdf(
    story: Sequence[Flowable], on_page: Callable[[Canvas, SimpleDocTemplate], None] | None = None
) -> bytes:
    """Return a PDF of flowing content. on_page: what to draw on each page."""
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=25 * mm,
        rightMargin=25 * mm,
        topMargin=25 * mm,
        bottomMargin=25 * mm,
        title=samfunnsdel.TITLE,
    )
    hook = on_page or (lambda _canvas, _document: None)
    document.build(list(story), onFirstPage=hook, onLaterPages=hook)
    return stream.getvalue()


def head_and_foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    """Draw a running head and the page's number."""
    canvas.setFont("Helvetica", 8)
    canvas.drawString(25 * mm, A4[1] - 15 * mm, samfunnsdel.HEADER)
    canvas.drawRightString(A4[0] - 25 * mm, 12 * mm, f"Side {document.page}")


def bullets(texts: Sequence[str]) -> Flowable:
    """Return a list with bullets."""
    return ListFlowable(
        [Paragraph(escape(text), BODY) for text in texts],
        bulletType="bullet",
        start="•",
        leftIndent=18,
    )


def ruled_table(rows: Sequence[Sequence[str]], widths: Sequence[float] | None = None) -> Table:
    """Return a table with all its rules; its first row is repeated on every page."""
    head = ParagraphStyle("head", BODY, fontName="Helvetica-Bold", fontSize=9, leading=11)
    cell = ParagraphStyle("cell", BODY, fontSize=9, leading=11, spaceAfter=0)
    return Table(
        [
            [Paragraph(escape(text), cell if place else head) for text in row]
            for place, row in enumerate(rows)
        ],
        colWidths=widths,
        repeatRows=1,
        style=TableStyle(
            [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        ),
    )


def _contents() -> list[Flowable]:
    entries = ["Innledning", "Visjon", *(goal.theme for goal in samfunnsdel.main_goals())]
    return [
        Paragraph("Innhold", HEADINGS[0]),
        *(
            Paragraph(f"{entry} {'.' * (80 - len(entry))} {3 + place}", BODY)
            for place, entry in enumerate(entries)
        ),
        PageBreak(),
    ]


def _measure_rows() -> list[list[str]]:
    return [
        ["Mål", "Tiltak", "Ansvarlig", "Frist"],
        *([row.goal, row.text, row.responsible, row.deadline] for row in samfunnsdel.measures()),
    ]


def samfunnsdel_printed() -> bytes:
    """Return the samfunnsdel as a PDF."""
    story: list[Flowable] = [
        Spacer(1, 120),
        Paragraph(samfunnsdel.TITLE, TITLE),
        Paragraph(samfunnsdel.MUNICIPALITY, HEADINGS[1]),
        PageBreak(),
        *_contents(),
        Paragraph("Innledning", HEADINGS[0]),
        *(Paragraph(text, BODY) for text in samfunnsdel.INTRODUCTION),
        Paragraph("Visjon", HEADINGS[0]),
        Paragraph(samfunnsdel.VISION, BODY),
    ]
    for goal in samfunnsdel.main_goals():
        story += [PageBreak(), Paragraph(goal.theme, HEADINGS[0])]
        story += [Paragraph(text, BODY) for text in goal.background]
        story += [Paragraph(samfunnsdel.FACTS_LEAD, BODY), bullets(goal.facts)]
        story.append(Paragraph(f"Mål {goal.number} {goal.text}", HEADINGS[1]))
        for sub_goal in goal.sub_goals:
            story.append(Paragraph(f"{sub_goal.number} {sub_goal.text}", HEADINGS[2]))
            story += [Paragraph(text, BODY) for text in sub_goal.background]
            story += [Paragraph("<b>Strategier:</b>", BODY), bullets(sub_goal.strategies)]
    story += [PageBreak(), Paragraph("Tiltak i planperioden", HEADINGS[0])]
    story.append(ruled_table(_measure_rows(), [55 * mm, 55 * mm, 32 * mm, 18 * mm]))
    story.append(Paragraph("Slik følger vi opp planen", HEADINGS[0]))
    story += [Paragraph(text, BODY) for text in samfunnsdel.FOLLOW_UP]
    return flowed_pdf(story, head_and_foot)


def samfunnsdel_as_html() -> str:
    """Return the samfunnsdel as HTML, for a browser to print."""
    parts = [
        "<!doctype html><html lang=nb><meta charset=utf-8><style>@page{size:A4;margin:22mm}"
        "body{font:11pt/1.4 sans-serif}h1{break-before:page}"
        "table{border-collapse:collapse}td,th{border:1px solid #444;padding:4px;vertical-align:top}"
        f"</style><title>{samfunnsdel.TITLE}</title><p style='font-size:30pt'>{samfunnsdel.TITLE}"
        f"<p>{samfunnsdel.MUNICIPALITY}<h1>Innledning</h1>",
        *(f"<p>{text}</p>" for text in samfunnsdel.INTRODUCTION),
        f"<h1>Visjon</h1><p>{samfunnsdel.VISION}</p>",
    ]
    for goal in samfunnsdel.main_goals():
        parts.append(f"<h1>{goal.theme}</h1>")
        parts += [f"<p>{text}</p>" for text in goal.background]
        facts = "".join(f"<li>{fact}</li>" for fact in goal.facts)
        parts.append(f"<p>{samfunnsdel.FACTS_LEAD}</p><ul>{facts}</ul>")
        parts.append(f"<h2>Mål {goal.number} {goal.text}</h2>")
        for sub_goal in goal.sub_goals:
            parts.append(f"<h3>{sub_goal.number} {sub_goal.text}</h3>")
            parts += [f"<p>{text}</p>" for text in sub_goal.background]
            items = "".join(f"<li>{text}</li>" for text in sub_goal.strategies)
            parts.append(f"<p><b>Strategier:</b></p><ul>{items}</ul>")
    head, *rows = _measure_rows()
    parts.append("<h1>Tiltak i planperioden</h1><table><tr>")
    parts += [f"<th>{text}</th>" for text in head]
    for row in rows:
        parts.append("</tr><tr>" + "".join(f"<td>{text}</td>" for text in row))
    parts.append("</tr></table><h1>Slik følger vi opp planen</h1>")
    parts += [f"<p>{text}</p>" for text in samfunnsdel.FOLLOW_UP]
    return "".join(parts) + "</html>"
