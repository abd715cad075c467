"""Passages: where in the source text a thing stands, with the text around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from planvev.archive.files import SourceFile
from planvev.vocab import OA, PV
from planvev.web import wording
from planvev.web.description import Description, Text
from planvev.web.statements import number
from planvev.web.views import PassageView

CONTEXT_CHARACTERS: Final = 200
_NO_POSITION: Final = -1


def passages(description: Description, sources: Mapping[str, SourceFile]) -> list[PassageView]:
    """Return the passages of the page's thing in order; of a passage or selector, itself.

    sources: the texts at hand, by SHA-256.
    """
    statements = description.statements
    iri = description.iri
    own = statements.iris(iri, PV.passage)
    if not own and statements.is_a(iri, OA.SpecificResource):
        own = [iri]
    if not own:
        own = statements.subjects(OA.hasSelector, iri)
    ordered = sorted(own, key=lambda p: (number(statements.text(p, PV.passageOrder)), len(p), p))
    return [_passage(description, passage, sources) for passage in ordered]


def _passage(
    description: Description, passage: str, sources: Mapping[str, SourceFile]
) -> PassageView:
    statements = description.statements
    exact, start, end = "", _NO_POSITION, _NO_POSITION
    for selector in statements.iris(passage, OA.hasSelector):
        exact = exact or statements.text(selector, OA.exact)
        if statements.value(selector, OA.start):
            start = number(statements.text(selector, OA.start), _NO_POSITION)
            end = number(statements.text(selector, OA.end), _NO_POSITION)
    source = statements.text(passage, OA.hasSource)
    sha256 = source.rpartition("/")[2]
    file = sources.get(sha256)
    before, after, matches = "", "", None
    if file and 0 <= start <= end <= len(file.text):
        matches = not exact or file.text[start:end] == exact
        exact = exact or file.text[start:end]
        if matches:
            before, after = _around(file.text, start, end)
    role = statements.text(passage, PV.passageRole)
    return PassageView(
        description.ref(passage),
        description.name(role) if role else Text(""),
        before,
        exact,
        after,
        wording.number_text(str(start)) if start >= 0 else "",
        wording.number_text(str(end)) if end >= 0 else "",
        sha256,
        description.ref(source) if source else None,
        description.urls.source_path(sha256) if file else None,
        matches,
    )


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the text before and after a slice, cut between words.

    >>> _around("ett to tre", 4, 6)
    ('ett ', ' tre')
    """
    first = max(start - CONTEXT_CHARACTERS, 0)
    last = min(end + CONTEXT_CHARACTERS, len(text))
    before, after = text[first:start], text[end:last]
    if first > 0:
        before = "… " + before.partition(" ")[2]
    if last < len(text):
        after = after.rpartition(" ")[0] + " …"
    return before, after
