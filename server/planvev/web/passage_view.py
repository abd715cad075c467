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

CONTEXT_CHARACTERS: Final = 350
_CONTEXT_OF_ITS_OWN_PAGE: Final = 2_000
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
    context = CONTEXT_CHARACTERS if iri not in own else _CONTEXT_OF_ITS_OWN_PAGE
    return [_passage(description, passage, sources, context) for passage in ordered]


def _passage(
    description: Description, passage: str, sources: Mapping[str, SourceFile], context: int
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
            before, after = _around(file.text, start, end, context)
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


def _around(text: str, start: int, end: int, context: int = CONTEXT_CHARACTERS) -> tuple[str, str]:
    """Return the text before and after a slice, from a paragraph's beginning to one's end if near.

    context: characters on each side at most. Else it is cut between words.

    >>> _around("ett to tre", 4, 6)
    ('ett ', ' tre')
    """
    first, last = max(start - context, 0), min(end + context, len(text))
    before, after = text[first:start], text[end:last]
    if first > 0:
        gap = before.find("\n\n")
        whole = 0 <= gap < len(before) - 2
        before = before[gap + 2 :] if whole else "… " + before.partition(" ")[2]
    if last < len(text):
        gap = after.rfind("\n\n")
        after = after[:gap] if gap > 0 else after.rpartition(" ")[0] + " …"
    return before, after
