r"""Split a multipart/form-data body into its parts (RFC 7578, RFC 2046 § 5.1.1). Pure.

>>> split_multipart(b"--x\r\nContent-Type: text/turtle\r\n\r\n# Nothing.\r\n--x--", "x")
[Part(name='1', content_type='text/turtle', body=b'# Nothing.')]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from typing import Final

from planvev.errors import BadRequest, UnsupportedMediaType

PARTS_MAX: Final = 100
_HEADER_BYTES_MAX: Final = 8192
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
_BLANK_LINE: Final = b"\r\n\r\n"


@dataclass(frozen=True)
class Part:
    """One part. name: of its file, or of its field. content_type: its header, empty if missing."""

    name: str
    content_type: str
    body: bytes


def split_multipart(body: bytes, boundary: str) -> list[Part]:
    """Return the parts of a body. boundary: as the Content-Type names it. Raises BadRequest.

    UnsupportedMediaType for a part in a transfer encoding (RFC 7578 § 4.7 deprecates them).
    """
    if not _BOUNDARY.fullmatch(boundary):
        raise BadRequest("The Content-Type of the multipart request names no boundary that can be.")
    delimiter = re.compile(
        rb"(?:^|\r\n)--" + re.escape(boundary.encode("ascii")) + rb"(?P<end>--)?[ \t]*(?:\r\n|$)"
    )
    parts: list[Part] = []
    start = None
    for number, mark in enumerate(_delimiters(delimiter, body)):
        if number > PARTS_MAX:
            raise BadRequest(f"The request has more than {PARTS_MAX} parts.")
        if start is not None:
            parts.append(_part(body[start : mark.start()], len(parts) + 1))
        if mark["end"]:
            return parts
        start = mark.end()
    raise BadRequest("The multipart body does not end with its boundary; it may be cut off.")


def _delimiters(delimiter: re.Pattern[bytes], body: bytes) -> list[re.Match[bytes]]:
    """Return the delimiter lines; of two in a row, the second begins with the end of the first."""
    marks: list[re.Match[bytes]] = []
    position = 0
    while len(marks) <= PARTS_MAX + 1 and (mark := delimiter.search(body, position)):
        marks.append(mark)
        position = mark.end() - (2 if mark[0].endswith(b"\r\n") else 0)
        if mark["end"]:
            break
    return marks


def _part(content: bytes, number: int) -> Part:
    head, separator, body = content.partition(_BLANK_LINE)
    if content.startswith(b"\r\n"):
        head, separator, body = b"", _BLANK_LINE, content[2:]
    if not separator or len(head) > _HEADER_BYTES_MAX:
        raise BadRequest(f"Part {number} of the request has no header of its own.")
    headers: Message = HeaderParser().parsestr(head.decode("utf-8", "replace"))
    encoding = str(headers.get("Content-Transfer-Encoding", "binary")).strip().lower()
    if encoding not in ("binary", "8bit", "7bit"):
        raise UnsupportedMediaType(f"Part {number} is encoded as {encoding}; send it as it is.")
    name = headers.get_filename() or headers.get_param("name", "", "content-disposition")
    return Part(str(name or number)[:100], str(headers.get("Content-Type", "")), body)
