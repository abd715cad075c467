"""From a StratML file to a draft."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Final

from planvev.ingest.document import Document
from planvev.ingest.draft import Draft
from planvev.ingest.hints import Hints
from planvev.ingest.language import language_of
from planvev.ingest.stratml.administration import name_after_body
from planvev.ingest.stratml.breaches import breaches_of
from planvev.ingest.stratml.names import ROOTS
from planvev.ingest.stratml.pinning import pin
from planvev.ingest.stratml.reading import Reading
from planvev.ingest.stratml.restoring import Restoring, own_file
from planvev.ingest.stratml.rows import Plan
from planvev.ingest.stratml.tree import Node, parse

_LANGUAGES: Final = {
    "no": "nb",
    "nob": "nb",
    "nno": "nn",
    "eng": "en",
    **{code: code for code in ("nb", "nn", "en", "se", "sma", "smj")},
}
"""The languages that a plan can be in, by the tags that files have."""


def draft_of_stratml(content: bytes, name: str, hints: Hints) -> Draft:
    """Read a StratML file: Part 1, Part 2, version 3.5 or older, in whatever shape it is.

    name: of the file, for messages. hints: nothing of a StratML file is guessed by rules that
    hints could mend. Breaches of the schema are among the document's warnings. Raises
    DocumentRefused for what is not well formed, or no StratML.

    >>> xml = b"<StrategicPlan><Goal><Name>Flere tr&#xe6;r</Name></Goal></StrategicPlan>"
    >>> draft = draft_of_stratml(xml, "plan.xml", Hints())
    >>> [(row.kind.value, row.level, row.text) for row in draft.rows]
    [('Goal', 'hovedmal', 'Flere trær')]
    """
    del hints
    root = parse(content, name)
    pinned = pin(root, name)
    document = Document(
        name,
        "stratml",
        pinned.text,
        tuple(pinned.blocks),
        hashlib.sha256(content).hexdigest(),
        warnings=tuple(breaches_of(root)),
    )
    reading = Reading(document, _by_identifier(root))
    about = own_file(root)
    own = Restoring(reading, about) if about is not None else None
    Plan(reading, own).read(root)
    reading.place_rest(root)
    if own is not None:
        own.finish()
    name_after_body(reading)
    return _draft(reading, root)


def _by_identifier(root: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in root.walk():
        for leaf in node.named("Identifier"):
            if leaf.words:
                found.setdefault(leaf.words, node)
    return found


def _draft(reading: Reading, root: Node) -> Draft:
    facts = reading.facts
    document = replace(reading.document, meta=_meta(reading, root))
    facts.language = facts.language or _language(root, document.text)
    reading.furniture.sort(key=lambda piece: piece.start)
    return Draft(document, reading.rows, facts, reading.furniture, method="stratml")


def _language(root: Node, text: str) -> str:
    """Return the language that the file names, else that of its words; English where none tells."""
    tags = (node.attributes.get("xml:lang", "") for node in root.walk())
    tag = next((tag for tag in tags if tag), "").lower()
    primary = re.split("[-_]", tag)[0]
    # With one English word more, a text without small words counts as English.
    return _LANGUAGES.get(primary) or language_of(f"{text} the")


def _meta(reading: Reading, root: Node) -> dict[str, str]:
    meta = {"stratml": ROOTS[root.name.lower()]} | reading.meta
    if root.attributes.get("Type", "").strip():
        meta["type"] = root.attributes["Type"].strip()
    return meta
