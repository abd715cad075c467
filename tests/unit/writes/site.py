"""A small archive to write to: one sound plan, the ontology, links and their decisions.

``PLANVEV_TEST_SIZE=large`` runs the sizes that are promised; without it they are smaller.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from pyoxigraph import RdfFormat

from planvev.access.roles import Principal, Role
from planvev.archive.archive import Archive
from planvev.archive.canonical import canonicalize
from planvev.archive.files import data_files, ontology_files, pinned_sources
from planvev.archive.system import System
from planvev.resources import ontology_root
from planvev.sparql.preconditions import Preconditions
from planvev.vocab import GRAPH
from planvev.writes import LocalRunner, Request, Runner, Writer
from planvev.writes.loading import Loaded, load_files
from unit.validation.small_plan import PLAN, PREFIXES, write_data_root

ADOPTED = GRAPH["eksempel/plan-2026/adopted"].value
REGISTER = GRAPH["eksempel/plan-2026/register"].value
ASSESSMENT = GRAPH["eksempel/plan-2026/assessment"].value
LINKS = GRAPH["eksempel/plan-2026/links"].value
DECISIONS = GRAPH["eksempel/plan-2026/decisions"].value
DERIVED_LINKS = GRAPH["derived/links/eksempel/plan-2026"].value
LINK = f"{PLAN}/link/1"
FILE_OF_LINKS = f"""{PREFIXES}
<{PLAN}/link/1> a pv:Link ;
    pv:linkSource <{PLAN}/strategy/1.1> ;
    pv:linkTarget <http://metadata.un.org/sdg/11> ;
    pv:linkType <https://w3id.org/planvev/code/link-type/contributesTo> ;
    pv:linkBasis <https://w3id.org/planvev/code/link-basis/machineSuggestion> ;
    prov:wasAttributedTo <https://w3id.org/planvev/id/organisation/leseren> ;
    prov:generatedAtTime "2026-01-01T00:00:00Z"^^xsd:dateTime .
"""
UPDATE_PREFIXES = """\
PREFIX code: <https://w3id.org/planvev/code/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX pv: <https://w3id.org/planvev/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


class QuickSystem(System):
    """Writes without syncing: these tests do not pull plugs."""

    def sync(self, descriptor: int, path: Path) -> None:
        """Leave it to the system."""


def size(small: int, large: int) -> int:
    """Return the size of a test: small by default, large where that is asked for."""
    return large if os.environ.get("PLANVEV_TEST_SIZE") == "large" else small


def request(
    role: Role = Role.ADMIN, preconditions: Preconditions | None = None, id_: str | None = None
) -> Request:
    """Return a request of somebody with a role."""
    principal = Principal("test", role)
    return Request(
        "test", id=id_, permit=principal.require, preconditions=preconditions or Preconditions()
    )


def canonical(turtle: str) -> bytes:
    """Return the canonical text of a graph in Turtle."""
    return canonicalize(turtle.encode(), RdfFormat.TURTLE)


def decision(number: int, outcome: str = "approved", link: str = LINK) -> str:
    """Return the update that decides on a link."""
    return f"""{UPDATE_PREFIXES}
INSERT DATA {{ GRAPH <{DECISIONS}> {{
  <{link}/decision/{number}> a pv:Decision ; pv:decides <{link}> ;
    pv:outcome <https://w3id.org/planvev/code/decision-outcome/{outcome}> ;
    prov:wasAssociatedWith <https://w3id.org/planvev/id/organisation/leseren> ;
    prov:endedAtTime "2026-02-01T00:00:{number % 60:02d}Z"^^xsd:dateTime .
}} }}"""


class Site:
    """An archive with a plan in it, and a writer. data: the data root it was loaded from."""

    def __init__(self, folder: Path, runner_of: Callable[[Archive], Runner] = LocalRunner) -> None:
        self.data = folder / "data"
        self.archive = Archive(folder / "state", system=QuickSystem())
        self.runner = runner_of(self.archive)
        self.writer = Writer(self.archive, self.runner, sources=pinned_sources(self.data))

    def files(self) -> Mapping[object, Path]:
        """Return the files of the data root and of the ontology by graph."""
        listed = [*data_files(self.data), *ontology_files(ontology_root())]
        return {graph: path for path, graph in listed}

    def load(self, *, force: bool = False) -> Loaded:
        """Load the files."""
        return load_files(self.archive, self.writer, self.files(), force=force)

    def digest(self) -> str:
        """Return a digest of every file of the archive but the lock."""
        digest = hashlib.sha256()
        for path in sorted(self.archive.state.rglob("*")):
            if path.is_file() and path.name != "lock":
                digest.update(str(path.relative_to(self.archive.state)).encode())
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def lines(self, graph: str) -> list[str]:
        """Return the canonical lines of a graph."""
        return self.archive.text(graph).decode().splitlines()


def make_template(folder: Path) -> Path:
    """Make a data root and load it; to be copied for each test."""
    root = write_data_root(folder / "data")
    (root / "plans/eksempel/plan-2026/links.ttl").write_text(FILE_OF_LINKS, encoding="utf-8")
    Site(folder).load()
    return folder


def copy_template(template: Path, folder: Path) -> Path:
    """Copy a loaded site."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return folder
