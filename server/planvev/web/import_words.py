"""What the pages of imports say of a draft: kinds, levels, doubts, facts, edits. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from planvev.errors import DocumentRefused, PlanvevError
from planvev.ingest.checking import FACTS_NEEDED
from planvev.ingest.checking import KIND_NAMES as KINDS_IN_DOUBTS
from planvev.ingest.document import Place
from planvev.ingest.doubts import doubt_in, weight_of
from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.refusals import REFUSALS, refusal_in
from planvev.ingest.sheets.codes import codes_of, kind_label, label_of
from planvev.web import language
from planvev.web.language import gettext, marked

FACTS: Final = {
    "title": marked("Title"),
    "body": marked("Whose plan it is"),
    "instrument_type": marked("Type of plan"),
    "status": marked("Status"),
    "start_year": marked("First year"),
    "end_year": marked("Last year"),
    "adopted_on": marked("Adopted on"),
    "adopted_by": marked("Adopted by"),
    "language": marked("Language of the plan"),
}
"""The facts of a plan that a person can say, with what each is called."""
CODED: Final = ("instrument_type", "status", "language")
EDITS: Final = {
    "read": marked("read the file"),
    "table": marked("took in the edited table"),
    "facts": marked("facts about the plan"),
    "save": marked("changed a row"),
    "settle": marked("said that a row is right"),
    "up": marked("moved a row up"),
    "down": marked("moved a row down"),
    "indent": marked("moved a row in"),
    "outdent": marked("moved a row out"),
    "split": marked("split a row"),
    "merge": marked("merged two rows"),
    "remove": marked("removed a row"),
    "place": marked("made a row of text"),
    "furniture": marked("set text aside"),
    "release": marked("brought text back"),
}
"""What the last edit was, for the button that undoes it."""
SAID: Final = {
    "no-row": marked("There is no such row any more."),
    "circle": marked("A row cannot stand under itself, nor under what stands below it."),
    "end": marked("The row cannot be moved further in that direction."),
    "one-part": marked("Put a line break where the row is to be split, then press «Split»."),
    "no-text": marked("Write the text of the row."),
    "not-unplaced": marked(
        "This text is not there as it stands here. Use words from the text, or choose another."
    ),
    "not-aside": marked("This text is not set aside any more."),
    "changed": marked(
        "The draft was changed in another window. This is how it is now; make your change again."
    ),
    "plan-changed": marked(
        "The plan that is here was changed after this page was made. This is the difference as it "
        "is now."
    ),
    "bad-plan": marked(
        "The plan's address is two words of a–z, 0–9 and hyphens with «/» between them, as "
        "«solvik/samfunnsdel-2026»."
    ),
    "bad-date": marked("Write dates as 2026-11-07 and years as 2026."),
    "no-file": marked("Choose a file first."),
    "bad-value": marked("One of the values cannot be used."),
    "too-many": marked("You have as many drafts as one person may have. Delete some first."),
    "bad-hints": marked("The file of hints cannot be read; nothing was taken in."),
    "working": marked("Files of yours are being read already. Wait until they are."),
}
"""What is said above a page after an edit that was not made."""


@dataclass(frozen=True)
class DoubtWords:
    """A doubt on a page. weight: "fault", "doubt" or "note"."""

    weight: str
    text: str


def kind_name(row: Row) -> str:
    """Return what a row is called: a goal by its level, where it has one."""
    name = label_of("level", row.level, language.current()) if row.level else ""
    return (name or kind_label(row.kind, language.current())).capitalize()


def kinds() -> list[tuple[str, str]]:
    """Return the kinds that a row may have, by code, with their names."""
    return [(kind.value, kind_label(kind, language.current()).capitalize()) for kind in Kind]


def choices(field: str) -> list[tuple[str, str]]:
    """Return the codes of a field ("level", "status"…) with their names, in the list's order."""
    return [
        (code, label_of(field, code, language.current()).capitalize()) for code in codes_of(field)
    ]


def doubt_words(doubt: Doubt) -> DoubtWords:
    """Return a doubt in the language of the page, what it names included."""
    names = _names_in_doubts(language.current())
    arguments = tuple(names.get(argument, argument) for argument in doubt.arguments)
    text = doubt_in(Doubt(doubt.code, arguments), language.current())
    return DoubtWords(weight_of(doubt).value, text[:1].upper() + text[1:])


@cache
def _names_in_doubts(code: str) -> Mapping[str, str]:
    """Return what doubts call facts and kinds, which is in bokmål, in another language."""
    with language.speaking(code):
        names = {label: gettext(FACTS[name]) for name, label in FACTS_NEEDED.items()}
        return names | {name: kind_label(kind, code) for kind, name in KINDS_IN_DOUBTS.items()}


def place_words(place: Place) -> str:
    """Return where something stands in the file, as a person finds it; "" for nowhere known.

    >>> with language.speaking("en"):
    ...     place_words(Place(page=2, line=14)), place_words(Place(sheet="Mål", row=3, column="B"))
    ('page 2, line 14', '«Mål», row 3, column B')
    """
    parts = []
    if place.sheet:
        parts.append(f"«{place.sheet}»")
    if place.page:
        parts.append(gettext("page %(number)s", number=place.page))
    if place.line:
        parts.append(gettext("line %(number)s", number=place.line))
    if place.row:
        parts.append(gettext("row %(number)s", number=place.row))
    if place.column:
        parts.append(gettext("column %(number)s", number=place.column))
    return ", ".join(parts)


def refusal_as_json(error: PlanvevError) -> str:
    """Return why a file was not read, as it is kept with the draft."""
    if isinstance(error, DocumentRefused):
        said = {"name": error.name, "reason": error.reason, "arguments": list(error.arguments)}
    else:
        said = {"code": error.code}
    return json.dumps(said)


def refusal_words(said: str) -> str:
    """Return a kept refusal in the language of the page."""
    value = json.loads(said)
    if value.get("reason") in REFUSALS:
        error = DocumentRefused("", value["name"], value["reason"], value["arguments"])
        return refusal_in(error, language.current())
    if value.get("code") in ("server-busy", "archive-busy", "lost"):
        return gettext("The file could not be read just now. Send it again.")
    return gettext("Something went wrong while the file was read. It has been logged.")


def edit_words(what: str) -> str:
    """Return what an edit was, "" for one that is not known."""
    return gettext(EDITS[what]) if what in EDITS else ""


def said_words(code: str) -> str:
    """Return what is said above a page, "" for a code that is none."""
    return gettext(SAID[code]) if code in SAID else ""
