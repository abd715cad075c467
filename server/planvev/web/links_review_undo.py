"""What a person decided last, and what takes it back. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planvev.linking.links import Outcome
from planvev.linking.records import NewDecision
from planvev.web.statements import Binding


@dataclass(frozen=True)
class Undoable:
    """Decisions that were taken in one go. outcomes: by link, in the order of their IRIs.

    own: links that were recorded by the same go: as another type than the suggested one.
    """

    outcomes: dict[str, Outcome]
    own: frozenset[str] = frozenset()

    @property
    def first(self) -> str:
        """The link that waits again once this is undone."""
        return next(iter(link for link in self.outcomes if link not in self.own))

    @property
    def outcome(self) -> Outcome | None:
        """What was decided, None where it was not the same of all; of another type: approved."""
        chosen = [self.outcomes[link] for link in self.own] or list(self.outcomes.values())
        return chosen[0] if len(set(chosen)) == 1 else None

    @property
    def count(self) -> int:
        """How many links wait again."""
        return len(self.outcomes) - len(self.own)

    def decisions(self) -> list[NewDecision]:
        """Return what takes them back: what was recorded by them is withdrawn."""
        return [
            NewDecision(link, Outcome.WITHDRAWN if link in self.own else Outcome.REOPENED)
            for link in self.outcomes
        ]


def undoable(rows: Iterable[Binding], since: str) -> Undoable | None:
    """Return what a person decided last and has not undone; None where there is nothing.

    rows: of ``links_review_queries.decided_by``, the latest first. since: the time before which
    nothing is undone.
    """
    seen: set[str] = set()
    time = ""
    outcomes: dict[str, Outcome] = {}
    own: set[str] = set()
    for row in rows:
        link, when = row["link"]["value"], row["time"]["value"]
        code = row["outcome"]["value"].rpartition("/")[2]
        if when < since or (time and when != time):
            break
        if link in seen:
            continue
        seen.add(link)
        if code not in (Outcome.APPROVED, Outcome.REJECTED):
            continue
        time = when
        outcomes[link] = Outcome(code)
        if row.get("made", {}).get("value") == when:
            own.add(link)
    if not outcomes or len(own) == len(outcomes):
        return None
    return Undoable(dict(sorted(outcomes.items())), frozenset(own))
