"""What Virtuoso writes its own way, put right before it is parsed.

What other stores write does not match:

- blank nodes whose labels are IRIs (``nodeID://b10000``);
- booleans written 1 and 0 (in JSON);
- durations written as a number: of months where it is whole, of seconds where it has a point or an
  exponent. (A duration of both, ``P1Y1D``, it cuts to the months: that is lost.)

(``typed-literal`` for ``literal`` the parser takes.) In JSON and in N-Triples a quotation mark
inside a string is escaped, so that none of the patterns can match there.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import IO, Final, cast

_XSD: Final = rb"http://www\.w3\.org/2001/XMLSchema#"
_NODE_ID: Final = re.compile(
    rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*"nodeID|<bnode>\s*nodeID)://'
)
_BOOLEAN: Final = re.compile(
    rb'("datatype"\s*:\s*"' + _XSD + rb'boolean"\s*,\s*"value"\s*:\s*")([01])(?=")'
)
_NUMBER: Final = rb"(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
_DURATION: Final = re.compile(
    rb'("datatype"\s*:\s*"' + _XSD + rb'duration"\s*,\s*"value"\s*:\s*")' + _NUMBER + rb'(?=")'
)
_DURATION_TERM: Final = re.compile(rb'(")' + _NUMBER + rb'(?="\^\^<' + _XSD + rb"duration>)")
_TRUTH: Final = {b"0": b"false", b"1": b"true"}


class _Mended:
    """A file that is read line by line: Virtuoso writes one row or triple a line."""

    def __init__(self, body: IO[bytes]) -> None:
        self._body = body
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size`` where it is not negative."""
        if not self._rest or size < 0:
            self._rest += mend(self._body.read() if size < 0 else self._body.readline())
        taken = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(taken) :]
        return taken


def mended(body: IO[bytes]) -> IO[bytes]:
    """Return a file of the same bytes, put right, for a parser to read."""
    return cast("IO[bytes]", _Mended(body))


def mend(line: bytes) -> bytes:
    """Return a line of SPARQL JSON or XML, or of N-Triples, put right.

    >>> mend(b'<urn:s> <urn:p> "48"^^<http://www.w3.org/2001/XMLSchema#duration> .')
    b'<urn:s> <urn:p> "P4Y"^^<http://www.w3.org/2001/XMLSchema#duration> .'
    """
    if b"nodeID://" in line:
        line = _NODE_ID.sub(rb"\1", line)
    if b"XMLSchema#boolean" in line:
        line = _BOOLEAN.sub(lambda match: match[1] + _TRUTH[match[2]], line)
    if b"XMLSchema#duration" in line:
        for pattern in (_DURATION, _DURATION_TERM):
            line = pattern.sub(lambda match: match[1] + _duration(match[2].decode()), line)
    return line


def _duration(number: str) -> bytes:
    """Return a duration in the form of XML Schema.

    >>> _duration("14"), _duration("-12"), _duration("2.592e+06"), _duration("93600.0")
    (b'P1Y2M', b'-P1Y', b'P30D', b'P1DT2H')
    """
    value = Decimal(number)
    sign = "-" if value < 0 else ""
    value = abs(value)
    if number.lstrip("-").isdigit():
        date = _parts((value // 12, "Y"), (value % 12, "M"))
        return f"{sign}P{date or '0M'}".encode()
    minutes, seconds = divmod(value, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    date = _parts((days, "D"))
    time = _parts((hours, "H"), (minutes, "M"), (seconds.normalize(), "S"))
    if not date and not time:
        return b"PT0S"
    return f"{sign}P{date}{'T' if time else ''}{time}".encode()


def _parts(*parts: tuple[Decimal, str]) -> str:
    return "".join(f"{number:f}{unit}" for number, unit in parts if number)
