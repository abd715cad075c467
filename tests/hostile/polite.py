"""A client that asks for a page and a small query, twice a second, and notes how it is served."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass, field

from hostile.case import ask
from hostile.reading import read_body
from hostile.wire import Reply, exchange, request

ADDRESS = "127.0.0.1"
PERIOD_S = 0.5
_PATIENCE_S = 10.0
PAGES = (
    "/",
    "/doc/trondheim/samfunnsdel-2009",
    "/doc/trondheim/samfunnsdel-2009/goal/2",
    "/doc/trondheim/samfunnsdel-2009/goal/2.6",
    "/doc/trondheim/samfunnsdel-2009/goal/1",
    "/code/goal-level",
    "/ontology",
    "/sparql",
)
_QUERY = """PREFIX pv: <https://w3id.org/planvev/ontology#>
SELECT ?text { ?goal a pv:Goal ; pv:text ?text } LIMIT %d"""


@dataclass
class Asked:
    """Times of good answers, in seconds; what else came, in words."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How many of the answers were good."""
        return len(self.seconds) / max(len(self.seconds) + len(self.failures), 1)

    def quantile(self, share: float) -> float:
        """Return the time within which this share of the good answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0

    def note(self, what: str, reply: Reply) -> None:
        """Take down one answer."""
        try:
            if reply.status != 200:
                raise ValueError(reply.body[:200])
            read_body(reply)
            self.seconds.append(reply.seconds)
        except ValueError as error:
            self.failures.append(f"{what}: {reply.status} after {reply.seconds:.2f} s, {error}")


class PoliteClient:
    """Asks in two threads until it is stopped."""

    def __init__(self, port: int) -> None:
        self.pages, self.queries = Asked(), Asked()
        self._port = port
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._ask_for, args=(what,)) for what in ("page", "query")
        ]

    def start(self) -> None:
        """Begin to ask."""
        for thread in self._threads:
            thread.start()

    def forget(self) -> None:
        """Let go of what was noted so far."""
        self.pages, self.queries = Asked(), Asked()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _ask_for(self, what: str) -> None:
        due = time.monotonic()
        for number in itertools.count():
            if self._stopped.wait(max(due - time.monotonic(), 0)):
                return
            due += PERIOD_S
            asked = self.pages if what == "page" else self.queries
            path = PAGES[number % len(PAGES)]
            sent = request("GET", path) if what == "page" else ask(_QUERY % (number % 50 + 1))
            try:
                reply = exchange(self._port, sent, timeout_s=_PATIENCE_S, source=ADDRESS)
            except OSError as error:
                asked.failures.append(f"{what} {number}: {error!r}")
                continue
            asked.note(f"{path if what == 'page' else what} {number}", reply)
