"""Drafts between their store and the pages: as values, and read from files behind the page.

A file is read in the write lane's worker, and a thread here waits for it, so that the page can say
meanwhile that it is being read. What a server that was stopped was reading is lost, and said so.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from traceback import clear_frames
from typing import Any, Final

from planvev.access.drafts import DraftInfo, Drafts
from planvev.errors import PlanvevError
from planvev.ingest.checking import check_draft
from planvev.ingest.draft import Draft, PlanFacts
from planvev.ingest.serial import draft_as_json, draft_from_json
from planvev.ingest.slugs import slug
from planvev.web.import_words import refusal_as_json

READING_MAX: Final = 3
"""Files that one person may have read at once."""
PLAN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
LOST: Final = json.dumps({"code": "lost"})
_DOCUMENT: Final = "document"
_BODY_KINDS: Final = re.compile(
    r"\b(kommune|fylkeskommune|kommuna|tjielte|suohkan|fylke|municipality)\b", re.IGNORECASE
)
_log: Final = logging.getLogger(__name__)


@dataclass
class Readings:
    """The files that are being read, by draft, with whose they are and since when."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _since: dict[str, tuple[str, float]] = field(default_factory=dict)

    def seconds(self, draft_id: str) -> float | None:
        """Return for how long a file has been read, None where it is not."""
        with self._lock:
            found = self._since.get(draft_id)
        return None if found is None else time.monotonic() - found[1]

    def has_room(self, owner: str) -> bool:
        """Return whether another file of a person may be read."""
        with self._lock:
            return self._count(owner) < READING_MAX

    def start(self, drafts: Drafts, info_id: str, owner: str, make: Callable[[], Draft]) -> bool:
        """Read a file in a thread, and put what comes of it into the store.

        False where as many of that person's are being read as may be: it is not read then.
        """
        with self._lock:
            if self._count(owner) >= READING_MAX:
                return False
            self._since[info_id] = (owner, time.monotonic())
        thread = threading.Thread(
            target=self._run, args=(drafts, info_id, make), name="planvev-import", daemon=True
        )
        thread.start()
        return True

    def _count(self, owner: str) -> int:
        return sum(whose == owner for whose, _ in self._since.values())

    def _run(self, drafts: Drafts, draft_id: str, make: Callable[[], Draft]) -> None:
        try:
            draft = make()
            check_draft(draft)
            document, rest = as_texts(draft)
            drafts.fill(draft_id, document, rest, "read", suggested_plan(draft.facts))
        except PlanvevError as error:
            self._refuse(drafts, draft_id, error)
            let_go(error)
        except Exception:
            _log.exception("a file could not be read")
            self._refuse(drafts, draft_id, PlanvevError("unforeseen"))
        finally:
            with self._lock:
                self._since.pop(draft_id, None)

    def _refuse(self, drafts: Drafts, draft_id: str, error: PlanvevError) -> None:
        try:
            drafts.refuse(draft_id, refusal_as_json(error))
        except PlanvevError:
            _log.exception("a refusal could not be kept")


def let_go(error: BaseException) -> None:
    """Empty the frames that an error went through: of a refused file they hold it several times.

    They hold the error too, so that they would all stay until the collector of cycles comes.
    """
    met: list[BaseException | None] = [error]
    for each in met:
        if each is not None:
            clear_frames(each.__traceback__)
            met += [other for other in (each.__context__, each.__cause__) if other not in met]


def as_texts(draft: Draft) -> tuple[str, str]:
    """Return a draft as it is kept: the document, and all the rest."""
    value = draft_as_json(draft)
    document = value.pop(_DOCUMENT)
    return _json(document), _json(value)


def draft_of(drafts: Drafts, info: DraftInfo) -> tuple[Draft, str, bool, bool]:
    """Return a draft, what its last edit was, and whether it can be undone and done again."""
    content = drafts.content(info)
    value: dict[str, Any] = json.loads(content.rest)
    value[_DOCUMENT] = json.loads(content.document)
    return draft_from_json(value), content.what, content.undo, content.redo


def suggested_plan(facts: PlanFacts) -> str:
    """Return a short address for a plan of these facts, "" where they do not say enough.

    >>> suggested_plan(PlanFacts("Kommuneplanens samfunnsdel", "Å kommune", "samfunnsdel", "",
    ... "2026"))
    'a/samfunnsdel-2026'
    """
    body = slug(_BODY_KINDS.sub(" ", facts.body)) or slug(facts.body)
    name = slug(" ".join((facts.instrument_type or facts.title, facts.start_year)))
    plan = f"{body}/{name}"
    return plan if PLAN.fullmatch(plan) else ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
