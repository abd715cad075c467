"""Numbers in cells as a spreadsheet shows them: decimals, percent, dates.

Source: ECMA-376 part 1 §18.8.30 (number formats), §18.17.4 (dates).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from planvev.ingest.sheets.cells import Cell, CellKind

_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Of a format's code: quoted texts, escapes, spaces as wide as a character, colours, currencies."""
_PLAIN: Final = frozenset({"", "general", "@"})
_WHOLE_MAX: Final = 1e15


@lru_cache(maxsize=512)
def _decimals(code: str) -> tuple[int, int, bool] | None:
    """Return how many decimals a format shows at least and at most, and whether it is percent.

    None where the format leaves it to the number.

    >>> _decimals("0.00"), _decimals("#,##0"), _decimals("0.0#%"), _decimals("General")
    ((2, 2, False), (0, 0, False), (1, 2, True), None)
    """
    section = _NOT_SHOWN.sub("", code).split(";")[0]
    if section.strip().lower() in _PLAIN or not re.search(r"[0#?]", section):
        return None
    if re.search(r"[eE][+-]", section) or "/" in section:
        return None
    after = section.partition(".")[2]
    return after.count("0"), len(re.findall(r"[0#?]", after)), "%" in section


def shown(value: str, code: str, from_1904: bool = False) -> Cell:
    """Return the cell of a number. value: as in the file. code: its number format.

    >>> shown("2.1", "0.00").text, shown("2.1000000000000001", "General").text
    ('2.10', '2.1')
    >>> shown("46023", "dd/mm/yyyy").text
    '2026-01-01'
    """
    try:
        number = float(value)
    except ValueError:
        return Cell(value)
    if is_date_format(_NOT_SHOWN.sub("", code)):
        moment = _moment(number, from_1904)
        if moment:
            return Cell(moment, CellKind.DATE)
    decimals = _decimals(code)
    if decimals is None:
        return Cell(_bare(number), CellKind.BARE_NUMBER)
    least, most, percent = decimals
    text = f"{number * 100 if percent else number:.{min(most, 15)}f}"
    while "." in text and text.endswith("0") and len(text.partition(".")[2]) > least:
        text = text[:-1]
    return Cell(text.rstrip(".") + (" %" if percent else ""), CellKind.NUMBER)


def _bare(number: float) -> str:
    if number == int(number) and abs(number) < _WHOLE_MAX:
        return str(int(number))
    return repr(number)


def _moment(number: float, from_1904: bool) -> str:
    """Return a serial date as ISO 8601, "" where it is none."""
    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    try:
        moment = from_excel(number, epoch)
    except (ValueError, OverflowError):
        return ""
    if isinstance(moment, datetime):
        whole = moment.time() == time(0)
        return moment.date().isoformat() if whole else moment.isoformat(" ", "minutes")
    if isinstance(moment, time):
        return moment.isoformat("minutes")
    return "" if isinstance(moment, timedelta) or not isinstance(moment, date) else str(moment)
