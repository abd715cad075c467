"""Which format a file has: by its content, held against its name."""

from __future__ import annotations

import re
from typing import Final

from planvev.errors import ConfigError
from planvev.ingest.refusals import refuse

FORMATS: Final = ("text", "docx", "pdf", "xlsx", "csv", "stratml")
_BY_ENDING: Final = {
    "txt": "text",
    "md": "text",
    "markdown": "text",
    "text": "text",
    "docx": "docx",
    "pdf": "pdf",
    "xlsx": "xlsx",
    "csv": "csv",
    "tsv": "csv",
    "xml": "stratml",
    "stratml": "stratml",
}
_NAMES: Final = {
    "docx": "Word (.docx)",
    "xlsx": "Excel (.xlsx)",
    "pdf": "PDF",
    "stratml": "XML",
    "text": "tekst",
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS: Final = {"docm": ".docx", "dotm": ".docx", "xlsm": ".xlsx", "xltm": ".xlsx"}
_OLD: Final = {"doc": ".docx", "xls": ".xlsx", "ppt": ".docx"}


def detect(content: bytes, name: str, asked: str | None = None) -> str:
    """Return the format of a file. asked: what the person says it is, None for nothing.

    Raises DocumentRefused where content and name, or content and ``asked``, contradict one
    another; ConfigError for an ``asked`` that is none of FORMATS.

    >>> detect(b"%PDF-1.7 ...", "plan.pdf"), detect("Mål 1".encode(), "plan.md")
    ('pdf', 'text')
    """
    if asked is not None and asked not in FORMATS:
        raise ConfigError(f"«{asked}» is no format; use {', '.join(FORMATS)}")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _MACROS:
        raise refuse(name, "macros", _MACROS[ending])
    if content.startswith(_OLE):
        raise refuse(name, "old-office-format", "OLE", _OLD.get(ending, ".docx"))
    wanted = asked or _BY_ENDING.get(ending)
    found = _by_content(content)
    if wanted is None and found is None:
        if ending:
            raise refuse(name, "unknown-format")
        return "text"
    if wanted is None:
        return str(found)
    if found is None and wanted in ("docx", "xlsx", "pdf"):
        raise refuse(name, "wrong-extension", name, _NAMES["text"])
    if found not in (None, wanted) and not (found == "stratml" and wanted == "text"):
        raise refuse(name, "wrong-extension", name, _NAMES[str(found)])
    return wanted


def _by_content(content: bytes) -> str | None:
    """Return the format that the first bytes give away, None where they are plain text."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        # Office writes the folder of its parts into the names that stand in clear in the file.
        if b"xl/" in content and b"word/" not in content:
            return "xlsx"
        return "docx"
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|[A-Za-z][\w.:-]*[\s>/])", content[:2000]):
        return "stratml" if b"<?xml" in content[:200] or b"xmlns" in content[:2000] else None
    return None
