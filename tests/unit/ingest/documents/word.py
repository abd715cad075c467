"""Word files for tests: python-docx, and the XML of what it has no words for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from lxml import etree

from unit.ingest.documents import samfunnsdel

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document: Document) -> bytes:
    """Return the bytes of a document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word_file(*paragraphs: str) -> bytes:
    """Return a Word file with these paragraphs."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def body_of(*elements: str, parts: Mapping[str, str] | None = None) -> bytes:
    """Return a Word file whose body is this XML; ``w:`` is bound. parts: texts to put instead."""
    content = word_file("?")
    inner = "".join(elements)
    names = nsdecls("w", "wp", "a", "r")
    body = f"<w:document {names}><w:body>{inner}</w:body></w:document>"
    return with_parts(content, {"word/document.xml": body, **(parts or {})})


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """Return the XML of a paragraph of one run. properties, run: XML for its pPr and rPr."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr>"
        f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def with_parts(content: bytes, parts: Mapping[str, str | bytes | None]) -> bytes:
    """Return a package with parts put in, or, where None, left out.

    It is not compressed, so that large parts of one thing repeated are taken for no bomb.
    """
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for entry in old.namelist():
            if entry not in parts:
                new.writestr(entry, old.read(entry))
        for name, text in parts.items():
            if text is not None:
                new.writestr(name, text)
    return stream.getvalue()


def with_related(content: bytes, kind: str, xml: str) -> bytes:
    """Return a package with one more part of the document ("footnotes", "header"…)."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        relations = package.read("word/_rels/document.xml.rels").decode()
        types = package.read("[Content_Types].xml").decode()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="x{kind}" Type="{office}/{kind}" Target="x{kind}.xml"/>'
    type_ = (
        f'<Override PartName="/word/x{kind}.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.wordprocessingml.{kind}+xml"/>'
    )
    return with_parts(
        content,
        {
            "word/_rels/document.xml.rels": relations.replace(
                "</Relationships>", relation + "</Relationships>"
            ),
            "[Content_Types].xml": types.replace("</Types>", type_ + "</Types>"),
            f"word/x{kind}.xml": xml,
        },
    )


def notes(kind: str, texts: Iterable[str]) -> str:
    """Return the XML of a part of notes, numbered from 1. kind: "footnote" or "endnote"."""
    inner = "".join(
        f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:{kind}>'
        for number, text in enumerate(texts, 1)
    )
    separator = (
        f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    )
    return f'<w:{kind}s xmlns:w="{W}">{separator}{inner}</w:{kind}s>'


Level = tuple[str, str]
"""A format and a text, as ("decimal", "%1.%2")."""


def add_list(document: Document, number: int, levels: Sequence[Level], more: str = "") -> None:
    """Define a list, under this number, with its levels from the outermost; each starts at 1.

    more: XML of the instance, as a ``w:lvlOverride``.
    """
    root = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{format_}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (format_, text) in enumerate(levels)
    )
    key = f'w:abstractNumId="{number}"'
    definition = parse_xml(f"<w:abstractNum {nsdecls('w')} {key}>{inner}</w:abstractNum>")
    root.insert(0, definition)
    add_list_instance(document, number, number, more)


def add_list_instance(document: Document, number: int, definition: int, more: str = "") -> None:
    """Define one more instance of a list that is defined."""
    document.part.numbering_part.element.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{definition}"/>'
            f"{more}</w:num>"
        )
    )


def put_in_list(target: Paragraph, number: int, depth: int = 0) -> Paragraph:
    """Make a paragraph an item of a list, at a depth from 0."""
    properties = target._p.get_or_add_pPr()
    properties._insert_numPr(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/>'
            f'<w:numId w:val="{number}"/></w:numPr>'
        )
    )
    return target


def append_run(target: Paragraph, xml: str) -> None:
    """Append XML to a paragraph; ``w:`` is bound."""
    root = etree.fromstring(f"<w:p {nsdecls('w')}>{xml}</w:p>".encode())
    for child in list(root):
        target._p.append(parse_xml(etree.tostring(child)))


def field(kind: str) -> str:
    """Return the XML of a mark of a field: "begin", "separate" or "end"."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _add_contents(document: Document, entries: Sequence[tuple[str, int]]) -> None:
    document.add_paragraph("Innhold", style="TOC Heading")
    for place, (entry, page) in enumerate(entries):
        added = document.add_paragraph()
        if place == 0:
            code = '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h </w:instrText></w:r>'
            append_run(added, field("begin") + code + field("separate"))
        added.add_run(f"{entry}\t{page}")
        if place == len(entries) - 1:
            append_run(added, field("end"))


def samfunnsdel_in_word(change: Callable[[Document], None] | None = None) -> bytes:
    """Return the samfunnsdel as a Word file. change: what else to do before it is saved.

    Main goals are headings that Word numbers as «Mål 1», sub-goals headings below numbered
    «1.1», strategies a list with bullets, measures a table.
    """
    document = docx.Document()
    document.core_properties.title = samfunnsdel.TITLE
    document.core_properties.language = "nb-NO"
    document.sections[0].header.paragraphs[0].text = samfunnsdel.HEADER
    document.sections[0].footer.paragraphs[0].text = "Side"
    add_list(document, 90, [("decimal", "Mål %1"), ("decimal", "%1.%2")])
    document.add_paragraph(samfunnsdel.TITLE, style="Title")
    document.add_paragraph(samfunnsdel.MUNICIPALITY, style="Subtitle")
    document.add_page_break()
    goals = samfunnsdel.main_goals()
    _add_contents(document, [(goal.theme, 3 + place) for place, goal in enumerate(goals)])
    document.add_page_break()
    document.add_heading("Innledning", 1)
    for text in samfunnsdel.INTRODUCTION:
        document.add_paragraph(text)
    document.add_heading("Visjon", 1)
    document.add_paragraph(samfunnsdel.VISION)
    for goal in goals:
        _add_main_goal(document, goal)
    document.add_heading("Tiltak i planperioden", 1)
    _add_measures(document)
    document.add_heading("Slik følger vi opp planen", 1)
    for text in samfunnsdel.FOLLOW_UP:
        document.add_paragraph(text)
    if change is not None:
        change(document)
    return with_related(saved(document), "footnotes", notes("footnote", [samfunnsdel.FOOTNOTE]))


def _add_main_goal(document: Document, goal: samfunnsdel.MainGoal) -> None:
    document.add_heading(goal.theme, 1)
    for text in goal.background:
        document.add_paragraph(text)
    document.add_paragraph(samfunnsdel.FACTS_LEAD)
    for fact in goal.facts:
        document.add_paragraph(fact, style="List Bullet")
    if goal.number == "1":
        append_run(document.paragraphs[-1], '<w:r><w:footnoteReference w:id="1"/></w:r>')
    put_in_list(document.add_heading(goal.text, 2), 90)
    for sub_goal in goal.sub_goals:
        put_in_list(document.add_heading(sub_goal.text, 3), 90, 1)
        for text in sub_goal.background:
            document.add_paragraph(text)
        document.add_paragraph("Strategier:").runs[0].bold = True
        for strategy in sub_goal.strategies:
            document.add_paragraph(strategy, style="List Bullet")


def _add_measures(document: Document) -> None:
    rows = list(samfunnsdel.measures())
    table = document.add_table(1, 4)
    for cell, head in zip(
        table.rows[0].cells, ("Mål", "Tiltak", "Ansvarlig", "Frist"), strict=True
    ):
        cell.text = head
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(
            cells, (row.goal, row.text, row.responsible, row.deadline), strict=True
        ):
            cell.text = text
