"""Whether XML from strangers may be parsed: well formed, without a DOCTYPE, flat enough.

Expat alone reads it, as a stream of events: nothing is fetched, nothing is expanded, no tree is
built. What has passed here may be given to a parser that builds one.
"""

from __future__ import annotations

import re
from typing import Any, Final
from xml.parsers import expat

from planvev.errors import DocumentRefused
from planvev.ingest.limits import XML_ATTRIBUTES_MAX, XML_DEPTH_MAX, XML_ELEMENTS_MAX
from planvev.ingest.refusals import refuse

_ENCODING: Final = re.compile(
    r"utf-?8|utf-?16(?:[lb]e)?|us-ascii|ascii|latin-?1|iso-?8859-?\d{1,2}|windows-125\d|cp125\d",
    re.IGNORECASE,
)
"""What may be declared: a byte that two parsers read as different characters hides a DOCTYPE."""
_PROLOG_BYTES_MAX: Final = 1_000_000
_PIECE_BYTES: Final = 1 << 20
_TOKEN_BYTES_MAX: Final = 4 << 20
"""Of a tag with its attributes, or of a comment; text comes in pieces of any length."""


def check_xml(content: bytes, name: str) -> None:
    r"""Refuse XML that must not be parsed. name: of the file, for messages.

    Raises DocumentRefused: "xml-doctype" (with the line) for any DOCTYPE, "xml-broken" (line,
    column, reason) for what is not well formed, "too-deep" (limit, line), "xml-elements" (limit).

    >>> check_xml(b"<?xml version='1.0' encoding='ISO-8859-1'?><plan>M\xe5l</plan>", "plan.xml")
    """
    _Guard(name).read(content)


def check_prolog(start: bytes, name: str) -> None:
    """Refuse XML that has a DOCTYPE, by what stands before its first element.

    start: the first bytes, a megabyte is enough. Raises DocumentRefused as ``check_xml``; what
    follows the first element is not read.
    """
    _Guard(name, prolog_only=True).read(start[:_PROLOG_BYTES_MAX])


class _Enough(Exception):
    """The first element has begun."""


class _Guard:
    """One reading of one file."""

    def __init__(self, name: str, prolog_only: bool = False) -> None:
        self._name = name
        self._prolog_only = prolog_only
        self._depth = self._elements = 0
        self._parser = parser = expat.ParserCreate()
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.ordered_attributes = True
        parser.XmlDeclHandler = self._on_declaration
        parser.StartDoctypeDeclHandler = self._on_doctype
        parser.EntityDeclHandler = self._on_doctype
        parser.StartElementHandler = self._on_start
        if not prolog_only:
            parser.EndElementHandler = self._on_end

    def read(self, content: bytes) -> None:
        try:
            self._feed(content)
        except _Enough:
            return
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, str(error))
            raise self._broken(error.lineno, error.offset + 1, reason) from None
        except (LookupError, ValueError) as error:
            # An encoding that Python's codecs do not know, or that expat cannot read by bytes.
            raise self._broken(1, 1, str(error)) from None

    def _feed(self, content: bytes) -> None:
        # Expat reads a token anew with each piece of it: short ones cost nothing, long ones their
        # length squared.
        for start in range(0, len(content), _PIECE_BYTES):
            piece = content[start : start + _PIECE_BYTES]
            self._parser.Parse(piece, False)
            if start + len(piece) - self._parser.CurrentByteIndex > _TOKEN_BYTES_MAX:
                raise refuse(self._name, "xml-elements", XML_ELEMENTS_MAX)
        self._parser.Parse(b"", True)

    def _broken(self, line: int, column: int, reason: str) -> DocumentRefused:
        return refuse(self._name, "xml-broken", line, column, reason)

    def _on_declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        if encoding and not _ENCODING.fullmatch(encoding):
            raise self._broken(1, 1, f"encoding «{encoding[:40]}»")

    def _on_doctype(self, *_: Any) -> None:
        raise refuse(self._name, "xml-doctype", self._parser.CurrentLineNumber)

    def _on_start(self, tag: str, attributes: list[str]) -> None:
        del tag
        if self._prolog_only:
            raise _Enough
        self._elements += 1
        self._depth += 1
        if self._depth > XML_DEPTH_MAX:
            line = self._parser.CurrentLineNumber
            raise refuse(self._name, "too-deep", XML_DEPTH_MAX, line)
        if self._elements > XML_ELEMENTS_MAX or len(attributes) > 2 * XML_ATTRIBUTES_MAX:
            raise refuse(self._name, "xml-elements", XML_ELEMENTS_MAX)

    def _on_end(self, tag: str) -> None:
        del tag
        self._depth -= 1
