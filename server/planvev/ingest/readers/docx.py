"""Word files (.docx) as text and blocks, with Word's own headings, numbers, lists and tables.

The parts are read as XML with lxml, not by way of python-docx: its objects leave out what stands
in content controls, text boxes, fields and revisions, and hold the whole tree of a document, ten
times its XML, in memory.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from planvev.ingest.document import Document
from planvev.ingest.packages import check_package
from planvev.ingest.readers.docx_body import Body, Where, with_headings_by_size
from planvev.ingest.readers.docx_numbering import Numbering
from planvev.ingest.readers.docx_package import Package, W, local, text_below
from planvev.ingest.readers.docx_styles import Styles
from planvev.ingest.readers.docx_text import Pages, Runs
from planvev.ingest.refusals import refuse

_NOTES: Final = {"footnote": "Footnote", "endnote": "Endnote"}
_MARGINS: Final = {"header": "Header", "footer": "Footer"}
_WARNINGS: Final = ("comments", "hidden-text", "pictures", "not-read")
_LANGUAGES: Final = frozenset({"nb", "nn", "no", "se", "sma", "smj"})


def read_docx(content: bytes, name: str) -> Document:
    """Read a Word file.

    content: the file's bytes. name: as the person gave it, for messages. Footnotes and endnotes
    follow after the body, headers and footers last. Raises DocumentRefused: what ``check_package``
    refuses, "zip-broken", "unreadable", "no-text", "too-many-blocks", "too-much-text",
    "too-many-table-rows".
    """
    check_package(content, name, "docx")
    package = Package(content, name)
    xml = package.read(package.main)
    styles = Styles(package.first("styles"))
    numbering = Numbering(package.first("numbering"), styles)
    runs = Runs(styles, Pages(b"lastRenderedPageBreak" in xml))
    body = Body(name, styles, numbering, runs)
    body.read(package.children(xml, "body"))
    _read_notes(package, body, runs)
    blocks = with_headings_by_size(body.pinning.blocks, body.sizes)
    if not blocks:
        raise refuse(name, "no-text")
    _read_margins(package, body)
    blocks += body.pinning.blocks[len(blocks) :]
    return Document(
        name,
        "docx",
        body.pinning.text,
        tuple(blocks),
        hashlib.sha256(content).hexdigest(),
        tuple(_warnings(runs.counts)),
        _facts(package, styles),
    )


def _read_notes(package: Package, body: Body, runs: Runs) -> None:
    """Read footnotes and endnotes, in the order in which the text calls them, each once."""
    found: dict[str, dict[str, etree._Element]] = {}
    numbers: Counter[str] = Counter()
    for kind in _NOTES:
        root = package.first(kind + "s")
        notes = () if root is None else root
        found[kind] = {_identifier(note): note for note in notes if local(note) == kind}
    for (kind, identifier), page in list(runs.notes.items()):
        note = found[kind].get(identifier)
        if note is not None:
            numbers[kind] += 1
            where = Where(style=_NOTES[kind], number=str(numbers[kind]), page=page)
            body.read(note, where)


def _identifier(note: etree._Element) -> str:
    return str(note.get(W + "id", ""))


def _read_margins(package: Package, body: Body) -> None:
    """Read headers and footers as furniture: what several sections repeat, once."""
    seen = set()
    for kind, style in _MARGINS.items():
        for path in package.related(kind):
            root = package.tree(path)
            text = "" if root is None else text_below(root)
            if root is not None and text not in seen:
                seen.add(text)
                body.read(root, Where(furniture=True, style=style, page=0))


def _warnings(counts: Counter[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if counts["inserted"] or counts["deleted"]:
        yield "tracked-changes", (str(counts["inserted"]), str(counts["deleted"]))
    for code in _WARNINGS:
        if counts[code]:
            yield code, (str(counts[code]),)


def _facts(package: Package, styles: Styles) -> dict[str, str]:
    """Return what the file says of itself: title, language, created (ECMA-376 Part 2, 11)."""
    facts = {}
    paths = [path for kind, path in package.relations("").values() if kind == "core-properties"]
    root = package.tree(paths[0]) if paths else None
    for element in () if root is None else root:
        if local(element) in ("title", "language", "created"):
            facts[local(element)] = " ".join((element.text or "").split())
    # Programs put English as the language of every document, so it says nothing here.
    said = facts.get("language") or styles.language
    language = said.partition("-")[0].lower()
    if language in _LANGUAGES:
        facts["language"] = "nb" if language == "no" else language
    else:
        facts.pop("language", None)
    return {key: text for key, text in facts.items() if text}
