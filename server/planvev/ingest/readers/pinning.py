"""Pin what is read: one text, and the blocks that it consists of, as a reader comes to them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from planvev.ingest.document import Block
from planvev.ingest.limits import BLOCKS_MAX, CHARACTERS_MAX
from planvev.ingest.refusals import refuse

_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060-\u2064\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, optional hyphens, marks without width, what is no character at all."""
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def printed(text: str) -> str:
    r"""Return what a reader of the printed page sees of a text; every end of line as "\n".

    >>> printed("Trygge opp\u00advekst\u00advilkår\x0bfor alle\x07")
    'Trygge oppvekstvilkår\nfor alle'
    """
    return _LINE_ENDS.sub("\n", _INVISIBLE.sub("", text))


class Pinning:
    """A text in the making. name: of the file, for refusals. texts: of each block."""

    def __init__(self, name: str) -> None:
        self.blocks: list[Block] = []
        self._name = name
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._length = 0

    def add(self, text: str, block: Block) -> bool:
        """Add a text as the last block, which says all but where it stands; False if it is blank.

        Cells of a row are parted by a tab, all other blocks by an end of line. Raises
        DocumentRefused where the document becomes too long.
        """
        shown = printed(text).strip()
        if not shown:
            return False
        if self.blocks:
            before = self.blocks[-1]
            same_row = (before.table, before.row) == (block.table, block.row) and block.table > 0
            beside = same_row and before.column != block.column
            self._pieces.append("\t" if beside else "\n")
            self._length += 1
        self.blocks.append(replace(block, start=self._length, end=self._length + len(shown)))
        self.texts.append(shown)
        self._pieces.append(shown)
        self._length += len(shown)
        if len(self.blocks) > BLOCKS_MAX:
            raise refuse(self._name, "too-many-blocks", BLOCKS_MAX)
        if self._length > CHARACTERS_MAX:
            raise refuse(self._name, "too-much-text", CHARACTERS_MAX)
        return True

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)
