"""Work that takes longer than a page may: done in a thread, and kept in memory for who asked.

What a server that was stopped worked on is lost, and said so. Nothing is written to disk.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, cast

from flask import copy_current_request_context, current_app

from planvev.errors import PlanvevError
from planvev.web.import_drafts import let_go

KEPT_S: Final = 3600.0
OF_ONE_MAX: Final = 4
"""Works of one person that are kept: with another one, their oldest goes."""
ALL_MAX: Final = 40
_ID_BYTES: Final = 16
_log: Final = logging.getLogger(__name__)
_MAKING: Final = threading.Lock()
Result = TypeVar("Result")


@dataclass
class Work(Generic[Result]):
    """A piece of work. result: once it is done; error: where it failed; what: it is about."""

    id: str
    owner: str
    what: object
    began: float
    result: Result | None = None
    error: PlanvevError | None = None
    done: bool = False

    @property
    def seconds(self) -> int:
        """How long it has been going on, in whole seconds."""
        return int(time.monotonic() - self.began)


class Works(Generic[Result]):
    """The works of one kind, by id. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._works: dict[str, Work[Result]] = {}

    def find(self, work_id: str, owner: str) -> Work[Result] | None:
        """Return a person's work, None for one that is not there or somebody else's."""
        with self._lock:
            work = self._works.get(work_id)
        return work if work is not None and work.owner == owner else None

    def keep(self, owner: str, what: object) -> Work[Result]:
        """Keep something of a person's for which nothing is to be done yet."""
        work = Work[Result](secrets.token_urlsafe(_ID_BYTES), owner, what, time.monotonic())
        work.done = True
        with self._lock:
            self._forget(owner)
            self._works[work.id] = work
        return work

    def start(self, owner: str, what: object, make: Callable[[], Result]) -> Work[Result] | None:
        """Begin a work in a thread; None where one of that person's is being done.

        To be called within a request: the work may ask of it what a page may.
        """
        with self._lock:
            self._forget(owner)
            if any(work.owner == owner and not work.done for work in self._works.values()):
                return None
            work = Work[Result](secrets.token_urlsafe(_ID_BYTES), owner, what, time.monotonic())
            self._works[work.id] = work
        run = copy_current_request_context(self._run)
        threading.Thread(target=run, args=(work, make), name="planvev-links", daemon=True).start()
        return work

    def _forget(self, owner: str) -> None:
        late = time.monotonic() - KEPT_S
        done = [work for work in self._works.values() if work.done]
        own = [work for work in done if work.owner == owner]
        gone = [work for work in done if work.began < late]
        gone += own[: max(len(own) - OF_ONE_MAX + 1, 0)]
        gone += done[: max(len(self._works) - ALL_MAX + 1, 0)]
        for work in gone:
            self._works.pop(work.id, None)

    def _run(self, work: Work[Result], make: Callable[[], Result]) -> None:
        try:
            work.result = make()
        except PlanvevError as error:
            let_go(error)
            work.error = error
        except Exception:
            _log.exception("a work that was asked for could not be done")
            work.error = PlanvevError("unforeseen")
        finally:
            work.done = True


def works(name: str) -> Works[Result]:
    """Return the works of a kind of the application at hand."""
    key = f"planvev-works-{name}"
    with _MAKING:
        if key not in current_app.extensions:
            current_app.extensions[key] = Works[Result]()
        return cast(Works[Result], current_app.extensions[key])
