"""One writer's account of what it asked for, what it was told, and what must be there after that.

Entry number k adds one to a counter that stands in two graphs, and writes itself into a third: so
in every version of the data both counters are the same, and equal to the number of entries. Where
they are not, half a write was seen.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field

from planvev.archive.archive import Archive
from promises.serving import Reply, Server

NOT_DONE = (429, 503, 504, 507)
"""What a server may say of a write that it could not do; nothing has changed then."""


@dataclass
class Ledger:
    """name: of the writer, its own. Entries by number, by what came of them."""

    name: str
    done: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    unanswered: set[int] = field(default_factory=set)
    last: int = 0

    def __post_init__(self) -> None:
        self.one, self.other, self.log = (
            f"urn:promises:{self.name}:{part}" for part in ("one", "other", "log")
        )
        self.counter = f"urn:promises:{self.name}"

    def open(self, server: Server, token: str) -> None:
        """Set both counters to 0."""
        zero = f"<{self.counter}> <urn:n> 0"
        text = (
            f"INSERT DATA {{ GRAPH <{self.one}> {{ {zero} }} GRAPH <{self.other}> {{ {zero} }} }}"
        )
        assert server.update(text, token).status == 200

    def write(self, server: Server, token: str) -> Reply | None:
        """Make the next entry; return the answer, None where there was none."""
        self.last = number = self.last + 1
        try:
            reply = server.update(self._entry(number), token)
        except ConnectionRefusedError:
            self.refused.add(number)
            return None
        except (OSError, http.client.HTTPException):
            self.unanswered.add(number)
            return None
        if reply.status == 200:
            self.done.add(number)
        else:
            assert reply.status in NOT_DONE, reply.text
            self.refused.add(number)
        return reply

    def _entry(self, number: int) -> str:
        one, other, log, counter = self.one, self.other, self.log, self.counter
        return f"""
        DELETE {{ GRAPH <{one}> {{ <{counter}> <urn:n> ?n }}
                  GRAPH <{other}> {{ <{counter}> <urn:n> ?n }} }}
        INSERT {{ GRAPH <{one}> {{ <{counter}> <urn:n> ?m }}
                  GRAPH <{other}> {{ <{counter}> <urn:n> ?m }}
                  GRAPH <{log}> {{ <{counter}:{number}> <urn:n> ?m }} }}
        WHERE {{ GRAPH <{one}> {{ <{counter}> <urn:n> ?n }} BIND(?n + 1 AS ?m) }}"""

    @property
    def question(self) -> str:
        """A SELECT of both counters and the number of entries."""
        return f"""SELECT ?a ?b (COUNT(?entry) AS ?entries) {{
          GRAPH <{self.one}> {{ <{self.counter}> <urn:n> ?a }}
          GRAPH <{self.other}> {{ <{self.counter}> <urn:n> ?b }}
          OPTIONAL {{ GRAPH <{self.log}> {{ ?entry <urn:n> ?m }} }}
        }} GROUP BY ?a ?b"""

    def check_read(self, rows: list[list[str]], at_least: int) -> int:
        """Fail where the answer to the question is of half a write, or of too old a version.

        at_least: how many entries were acknowledged before it was asked. Returns how many it saw.
        """
        assert len(rows) == 1, rows
        one, other, entries = map(int, rows[0])
        assert one == other == entries, f"half a write: {rows}"
        assert entries >= at_least, f"{entries} entries, {at_least} were acknowledged before"
        return entries

    def check_archive(self, archive: Archive) -> None:
        """Fail where an archive does not hold what it must, or holds what it must not."""
        entries = self.entries_in(archive)
        assert self.done <= entries, f"acknowledged and lost: {self.done - entries}"
        assert not entries & self.refused, f"refused and there: {entries & self.refused}"
        assert entries <= self.done | self.unanswered
        values = {
            triple.object.value for g in (self.one, self.other) for triple in archive.triples(g)
        }
        assert values == {str(len(entries))}, f"half a write: {values}, {len(entries)} entries"

    def entries_in(self, archive: Archive) -> set[int]:
        """Return the numbers of the entries that an archive holds."""
        if self.log not in archive.manifest().graphs:
            return set()
        subjects = (triple.subject.value for triple in archive.triples(self.log))
        return {int(subject.rpartition(":")[2]) for subject in subjects}
