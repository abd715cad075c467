"""Which data are served, and how much: from the archive's manifest, which costs no query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from planvev.archive.manifest import DEFAULT
from planvev.web import queries
from planvev.web.description import rows
from planvev.web.one_generation import note_generation
from planvev.web.site import site


@dataclass(frozen=True)
class DataState:
    """One generation. graphs: triples of each named graph by its IRI; unnamed: of the unnamed one.

    modified: when it was committed, as xsd:dateTime, empty where that is not known.
    """

    generation: str
    graphs: Mapping[str, int]
    unnamed: int = 0
    modified: str = ""

    @property
    def triples(self) -> int:
        """How many triples all graphs have together."""
        return sum(self.graphs.values()) + self.unnamed


def data_state() -> DataState:
    """Return the state at the newest generation, which the answer at hand is then of."""
    here = site()
    if here.backend is None:
        found = rows(here.engine, queries.graphs(), here.config.page_timeout_s)
        sizes = {row["g"]["value"]: int(row["triples"]["value"]) for row in found}
        return DataState(here.engine.generation, sizes)
    manifest = here.backend.archive.manifest()
    note_generation(str(manifest.generation))
    sizes = {graph: entry.triples for graph, entry in manifest.graphs.items()}
    unnamed = sizes.pop(DEFAULT, 0)
    return DataState(str(manifest.generation), sizes, unnamed, date_time(manifest.time))


def date_time(time: datetime) -> str:
    """Return a time in UTC as xsd:dateTime, to the second."""
    return f"{time:%Y-%m-%dT%H:%M:%S}Z"
