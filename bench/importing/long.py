"""Documents made to be long, in several formats, and texts made to be slow to read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from docx import Document as WordDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

PAGES: Final = 50
LINES: Final = 44
"""Of a page."""
HOSTILE_CHARACTERS: Final = 5_000_000
_AREAS: Final = ("Oppvekst", "Helse", "Næring", "Klima", "Kultur", "Bolig", "Samferdsel")
_PROSE: Final = (
    "Området har endret seg mye de siste årene, og målet om gode tjenester nær der folk bor,",
    "står ved lag. Kommunen har en egen strategi for dette, men den må ses i sammenheng med",
    "det som er sagt om de andre områdene, og med pengene som det er utsikt til å få.",
)


def pages() -> list[list[str]]:
    """Return the lines of a plan of PAGES pages: areas with prose, goals and their strategies."""
    lines = _lines()
    return [[next(lines) for _ in range(LINES)] for _ in range(PAGES)]


def _lines() -> Iterator[str]:
    chapter = 0
    while True:
        chapter += 1
        area = _AREAS[chapter % len(_AREAS)]
        yield f"{chapter} {area}"
        yield from _PROSE
        theme = area.lower()
        for goal in range(1, 4):
            yield f"Mål {chapter}.{goal}: Innbyggerne har {theme} av god kvalitet, trinn {goal}"
            yield "Strategier:"
            for strategy in range(1, 5):
                yield f"- Styrke arbeidet med {theme} i lag {strategy} av {goal} og {chapter}"
        yield ""


def write_long(folder: Path) -> list[Path]:
    """Write the plan as text, as a Word file and as a PDF; return their paths."""
    text = folder / "fifty-pages.txt"
    text.write_text("\f".join("\n".join(page) for page in pages()), encoding="utf-8")
    word = folder / "fifty-pages.docx"
    word.write_bytes(_word())
    pdf = folder / "fifty-pages.pdf"
    pdf.write_bytes(_pdf())
    return [text, word, pdf]


def _word() -> bytes:
    document = WordDocument()
    for page in pages():
        for line in page:
            if line.startswith("- "):
                document.add_paragraph(line[2:], style="List Bullet")
            elif line[:1].isdigit():
                document.add_heading(line, 1)
            else:
                document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _pdf() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for number, page in enumerate(pages(), start=1):
        for row, line in enumerate(page):
            canvas.drawString(60, 790 - row * 16, line)
        canvas.drawString(290, 40, str(number))
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def write_hostile(folder: Path) -> list[Path]:
    """Write texts on which rules that look back or ahead without bound never end."""
    units = {
        "one-line-of-bullets": "• a ",
        "spaces": " " * 99 + "a",
        "numbers": "1.1.1.1.1.1.1.1",
        "capitals": "MÅL STRATEGI ",
        "lead-ins": "Slik vil vi ha det:\n",
        "hyphens": "ord-\n",
        "pipes": "| a | b |\n",
        "dots": "Kapittel ........ 3\n",
    }
    paths = []
    for name, unit in units.items():
        path = folder / f"{name}.txt"
        path.write_text(unit * (HOSTILE_CHARACTERS // len(unit)), encoding="utf-8")
        paths.append(path)
    return paths
