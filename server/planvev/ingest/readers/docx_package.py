"""The parts of a Word file: a ZIP archive of XML, its parts related by identifiers.

Source: ECMA-376 Part 2 (Open Packaging Conventions). Documents saved as *Strict* name their
elements in other namespaces; they are read as if they were *Transitional*.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from lxml import etree

from planvev.ingest.refusals import refuse

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What ``zipfile`` raises for damaged archives (NotImplementedError is a RuntimeError)."""


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for comments and instructions.

    >>> local(etree.fromstring('<w:p xmlns:w="urn:w"/>'))
    'p'
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(parent: etree._Element | None, name: str) -> str | None:
    """Return the ``w:val`` of a child; "" for a child without one, None for no child."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val", "")


def text_below(element: etree._Element) -> str:
    """Return all text (``w:t``, and that of formulas and drawings) below an element."""
    return "".join(map(str, element.itertext("{*}t")))


def is_on(parent: etree._Element | None, name: str) -> bool | None:
    """Return whether a property is switched on or off; None where the parent does not say."""
    said = value(parent, name)
    return None if said is None else said not in ("0", "false", "off")


def whole_number(text: str | None) -> int | None:
    """Return a number as Word writes them, None for anything else.

    >>> whole_number("3"), whole_number("tre"), whole_number(None)
    (3, None, None)
    """
    try:
        return None if text is None else int(text)
    except ValueError:
        return None


class Package:
    """An opened Word file. Raises DocumentRefused for what cannot be opened."""

    def __init__(self, content: bytes, name: str) -> None:
        self._name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self._names = set(self._archive.namelist())
        except _BROKEN as error:
            raise refuse(name, "zip-broken", _said(error)) from error
        self.main = next(
            (path for kind, path in self.relations("").values() if kind == "officeDocument"),
            "word/document.xml",
        )
        if self.main not in self._names:
            raise refuse(name, "unreadable", "Word (.docx)", "word/document.xml ?")

    def read(self, path: str) -> bytes:
        """Return the bytes of a part, b"" where there is none."""
        if path not in self._names:
            return b""
        try:
            content = self._archive.read(path)
        except _BROKEN as error:
            raise refuse(self._name, "zip-broken", _said(error)) from error
        if b"purl.oclc.org/ooxml" in content[:5000]:
            for strict, transitional in _STRICT:
                content = content.replace(strict, transitional)
        return content

    def tree(self, path: str) -> etree._Element | None:
        """Return the root of a part, None where there is none."""
        content = self.read(path)
        if not content:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise self._ill_formed(error) from error

    def children(self, content: bytes, parent: str) -> Iterator[etree._Element]:
        """Yield the blocks right below the parent of this name, forgetting each after its turn.

        The tree of a long document takes ten times what its XML does; so it is never whole.
        """
        tags = tuple("{*}" + tag for tag in ("p", "tbl", "sdt", "customXml", "altChunk", "sectPr"))
        try:
            steps = etree.iterparse(
                io.BytesIO(content), tag=tags, resolve_entities=False, no_network=True
            )
            for _, element in steps:
                above = element.getparent()
                if above is None or above.tag != W + parent:
                    continue
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del above[0]
        except etree.XMLSyntaxError as error:
            raise self._ill_formed(error) from error

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Return the parts that a part refers to: (kind, path), by identifier. path: "" for all."""
        folder, base = posixpath.split(path)
        root = self.tree(posixpath.join(folder, "_rels", base + ".rels"))
        found = {}
        for relation in () if root is None else root:
            kind = relation.get("Type", "").rpartition("/")[2]
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                found[relation.get("Id", "")] = (kind, target.lstrip("/"))
        return found

    def related(self, kind: str) -> list[str]:
        """Return the paths of the main part's relations of a kind ("styles", "header"…)."""
        return [path for found, path in self.relations(self.main).values() if found == kind]

    def first(self, kind: str) -> etree._Element | None:
        """Return the root of the main part's first relation of a kind."""
        paths = self.related(kind)
        return self.tree(paths[0]) if paths else None

    def _ill_formed(self, error: etree.XMLSyntaxError) -> Exception:
        return refuse(self._name, "unreadable", "Word (.docx)", _said(error))


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
