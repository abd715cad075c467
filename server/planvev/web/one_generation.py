"""Each answer is of one generation of the data.

A page asks several queries, and a write may come between two of them. So what the engine answers
is watched during a request: where the answers are of two generations, the page is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import Any, Final

from flask import Flask, Response, g, has_request_context, request
from flask.typing import ResponseReturnValue
from pyoxigraph import NamedNode, Triple

from planvev.engine.base import Engine, Query, Result
from planvev.errors import ArchiveError, ServerBusy
from planvev.web.site import cancellation, client, site

GENERATION: Final = "Planvev-Generation"
_ATTEMPTS: Final = 4
_LOCK_WAIT_S: Final = 2.0
_SPAN: Final = ".."
"""Between two generations, in the name of what a store holds while it is brought up to date."""


class WatchedEngine:
    """An engine that notes, for the request at hand, which generations it answered from.

    It also says whose the queries are, and gives them up when their client leaves.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def generation(self) -> str:
        """The generation that the request has seen, or else the newest, which it then has seen."""
        if not has_request_context():
            return self._engine.generation
        if not _seen():
            note_generation(self._engine.generation)
        return next(iter(_seen()))

    def query(self, query: Query) -> Result:
        """Answer a query; see ``Engine.query``."""
        if not has_request_context():
            return self._engine.query(query)
        asked = replace(
            query,
            client=query.client or client(),
            cancellation=query.cancellation or cancellation(),
        )
        result = self._engine.query(asked)
        note_generation(result.generation)
        return result

    def replace_graphs(self, graphs: Mapping[NamedNode, Sequence[Triple]]) -> None:
        """Make each graph hold exactly these triples; see ``Engine.replace_graphs``."""
        self._engine.replace_graphs(graphs)

    def close(self) -> None:
        """Do nothing: who made the engine closes it."""


class OneGenerationFlask(Flask):
    """An application that runs a request again where its answer mixes two generations.

    Where commits come so fast that it always does, the last attempt keeps them out meanwhile.
    """

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is: none of ours is asynchronous, and looking takes time."""
        return func

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the request's view; what it read is named in the response (``name_generation``).

        Raises ServerBusy where the answer would mix two generations all the same.
        """
        for _ in range(_ATTEMPTS - 1):
            answer = self._attempt()
            if len(_seen()) < 2 or request.method not in ("GET", "HEAD"):
                return answer
        with _without_commits():
            answer = self._attempt()
        if len(_seen()) > 1:
            raise ServerBusy(1, "The data change faster than they can be read.")
        return answer

    def _attempt(self) -> ResponseReturnValue:
        g.generations = {}
        return super().dispatch_request()


@contextmanager
def _without_commits() -> Iterator[None]:
    """Keep commits out while the block runs, where the lock can be had soon."""
    backend = site().backend
    with ExitStack() as stack:
        if backend:
            with suppress(ArchiveError):
                stack.enter_context(backend.archive.write_lock(_LOCK_WAIT_S))
        yield


def note_generation(generation: str) -> None:
    """Note that the answer to the request at hand was read from a generation."""
    _seen()[generation] = None


def name_generation(response: Response) -> Response:
    """Name the one generation that a response is of; one that mixes two must not be kept."""
    seen = list(_seen())
    if len(seen) == 1:
        response.headers[GENERATION] = seen[0]
    if len(seen) > 1 or any(_SPAN in generation for generation in seen):
        response.headers["Cache-Control"] = "no-store"
    return response


def _seen() -> dict[str, None]:
    """Return the generations that were noted, in order."""
    if not hasattr(g, "generations"):
        g.generations = {}
    seen: dict[str, None] = g.generations
    return seen
