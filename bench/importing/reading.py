"""One file read as ``planvev import`` reads it, in a process of its own, timed and weighed."""

from __future__ import annotations

import multiprocessing
import resource
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from bench.importing.elements import Counted
from planvev.archive.files import read_source
from planvev.errors import DocumentRefused, PlanvevError
from planvev.ingest.account import Use, account_for_draft
from planvev.ingest.confined import draft_in_subprocess
from planvev.ingest.draft import Draft, Kind
from planvev.ingest.formats import detect
from planvev.ingest.pipeline import make_draft
from planvev.ingest.text.accounting import account_for
from planvev.ingest.text.profile import find_profile, read_profile
from planvev.ingest.text.recognise import recognise

SECONDS_MAX: Final = 120.0
"""After which a reading is ended and counts as failed."""


@dataclass(frozen=True)
class Blocks:
    """What became of a document's blocks; lost: characters that are in none."""

    used: int = 0
    furniture: int = 0
    unplaced: int = 0
    lost: int = 0

    @property
    def all(self) -> int:
        """How many blocks there are."""
        return self.used + self.furniture + self.unplaced

    @property
    def placed(self) -> float:
        """Share of the blocks that a row holds or that are furniture."""
        return 1 - self.unplaced / self.all if self.all else 1.0


@dataclass
class Reading:
    """What was found in a file. memory_mib: the most, beyond what the process begins with.

    failure: why nothing was found, as a person is told; reason: the code of a refusal.
    """

    file: Path
    format: str = ""
    seconds: float = 0.0
    memory_mib: float = 0.0
    elements: list[Counted] = field(default_factory=list)
    blocks: Blocks = field(default_factory=Blocks)
    mentions: int = 0
    failure: str = ""
    reason: str = ""


def read_apart(read: Callable[[Path], Reading], path: Path) -> Reading:
    """Read a file in a process of its own and return what came of it, failures too."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_read_and_send, args=(read, path, there))
    begun = time.perf_counter()
    child.start()
    there.close()
    try:
        if here.poll(SECONDS_MAX):
            reading: Reading = here.recv()
        else:
            reading = Reading(path, failure=f"ended after {SECONDS_MAX:.0f} s")
    except EOFError:
        reading = Reading(path, failure="the process ended without an answer")
    finally:
        child.kill()
        child.join()
        here.close()
    reading.seconds = reading.seconds or time.perf_counter() - begun
    return reading


def _read_and_send(read: Callable[[Path], Reading], path: Path, there: Connection) -> None:
    before = _most_memory_kib()
    begun = time.perf_counter()
    try:
        reading = read(path)
    except DocumentRefused as error:
        reading = Reading(path, failure=str(error), reason=error.reason)
    except PlanvevError as error:
        reading = Reading(path, failure=str(error))
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        reading = Reading(path, failure=f"{type(error).__name__}: {error} ({place})")
    reading.seconds = time.perf_counter() - begun
    reading.memory_mib = (_most_memory_kib() - before) / 1024
    there.send(reading)
    there.close()


def _most_memory_kib() -> int:
    """Return the most that this process, or one that it waited for, has held."""
    return max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


def read_by_rules(path: Path) -> Reading:
    """Read a file without hints. Raises DocumentRefused."""
    content = path.read_bytes()
    draft = make_draft(content, path.name)
    reading = _reading_of_draft(path, draft)
    reading.format = detect(content, path.name)
    return reading


def read_confined(path: Path) -> Reading:
    """Read a file as the command line does what strangers send. Raises DocumentRefused."""
    return _reading_of_draft(path, draft_in_subprocess(path.read_bytes(), path.name))


def _reading_of_draft(path: Path, draft: Draft) -> Reading:
    places = {row.id: place for place, row in enumerate(draft.rows)}
    account = account_for_draft(draft)
    inside = sum(
        len("".join(draft.document.text_of(block).split())) for block in draft.document.blocks
    )
    return Reading(
        path,
        elements=[
            Counted(row.kind.value, row.text, row.number, row.level, places.get(row.parent))
            for row in draft.rows
        ],
        blocks=Blocks(
            account.count(Use.USED),
            account.count(Use.FURNITURE),
            account.count(Use.UNPLACED),
            len("".join(draft.document.text.split())) - inside,
        ),
        mentions=sum(row.kind is Kind.MENTION for row in draft.rows),
    )


def read_by_profile(name: str, sources: Path, path: Path) -> Reading:
    """Read a text with the profile that people made for it. Raises SourceError."""
    extraction = recognise(read_source(path), read_profile(find_profile(name, sources)))
    places = {element.path: place for place, element in enumerate(extraction.elements)}
    account = account_for(extraction)
    return Reading(
        path,
        "text",
        elements=[
            Counted(
                element.kind,
                element.text or element.label or "",
                element.notation or "",
                str(element.properties.get("goalLevel", "")),
                places.get(element.parent),
            )
            for element in extraction.elements
        ],
        blocks=Blocks(len(extraction.elements), len(extraction.furniture), len(account.unowned), 0),
    )
