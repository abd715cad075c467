"""From a file's bytes to a draft: detect the format, read, recognise. Pure: bytes in, draft out.

What strangers send is read by ``confined``, which runs this in a process that may be killed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from planvev.ingest.document import Document
from planvev.ingest.draft import Draft
from planvev.ingest.formats import detect
from planvev.ingest.hints import Hints
from planvev.ingest.limits import ELEMENTS_MAX
from planvev.ingest.refusals import refuse
from planvev.ingest.uploads import check_size

Read = Callable[[bytes, str], Document]
DraftOf = Callable[[Document, Hints], Draft]


def _read_text(content: bytes, name: str) -> Document:
    from planvev.ingest.readers.text import read_text

    return read_text(content, name)


def _read_docx(content: bytes, name: str) -> Document:
    from planvev.ingest.readers.docx import read_docx

    return read_docx(content, name)


def _read_pdf(content: bytes, name: str) -> Document:
    from planvev.ingest.readers.pdf import read_pdf

    return read_pdf(content, name)


_READERS: Final[Mapping[str, Read]] = {"text": _read_text, "docx": _read_docx, "pdf": _read_pdf}
"""The formats of running text. Each library is imported only for the file that needs it."""


def make_draft(
    content: bytes, name: str, format_: str | None = None, hints: Hints | None = None
) -> Draft:
    """Read a file and recognise what it holds.

    name: of the file, for messages and for its format where format_ is None; format_: "text",
    "docx", "pdf", "xlsx", "csv" or "stratml". Raises DocumentRefused.
    """
    if not content:
        raise refuse(name, "empty")
    check_size(len(content), name)
    draft = _draft_of(content, name, detect(content, name, format_), hints or Hints())
    if len(draft.rows) > ELEMENTS_MAX:
        raise refuse(name, "too-many-elements", ELEMENTS_MAX)
    return draft


def _draft_of(content: bytes, name: str, chosen: str, hints: Hints) -> Draft:
    if chosen in ("xlsx", "csv"):
        from planvev.ingest.sheets import draft_of_sheets

        return draft_of_sheets(content, name, chosen, hints)
    if chosen == "stratml":
        from planvev.ingest.stratml import draft_of_stratml

        return draft_of_stratml(content, name, hints)
    from planvev.ingest.recognise import recognise_document

    return recognise_document(_READERS[chosen](content, name), hints)
