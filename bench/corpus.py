"""Generate a corpus of plans: ``python -m bench.corpus --municipalities 300 --out FOLDER``.

FOLDER then holds ``data/``, a data root (one Turtle file per named graph, and the source texts),
``corpus.nq``, the same quads in one file, and ``manifest.json``. One seed gives one corpus, byte
for byte; the first municipalities of a larger corpus are those of a smaller one, so that a query
about one plan asks the same of each size. About 13,000 triples for the first municipality, 4,400
for each of the others on average: 1, 30 and 300 municipalities are ×1, ×10 and ×100.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from rich.progress import track

from bench.generate import named
from bench.generate.draft import Names, PlanDraft
from bench.generate.graphs import LANGUAGE, PROJECT, PlanGraphs
from bench.generate.links import LinkGraph
from bench.generate.plans import (
    LAW,
    LAW_SECTIONS,
    THEMES_OF_PLANS,
    PlanFacts,
    draft_follow_up,
    draft_samfunnsdel,
)
from bench.generate.terms import (
    BASE,
    A,
    GraphSink,
    Term,
    iri,
    name,
    plain,
    text,
    thing,
    typed,
)
from bench.generate.words import Vocabulary, Writer, slug, town_name

DEFAULT_SEED: Final = 2009
FIRST_YEAR: Final = 2022
"""First year of the first municipality's overarching plan."""
Elements = list[tuple[str, Term]]


@dataclass(frozen=True)
class Corpus:
    """Where a corpus stands and what it has. sha256: of corpus.nq."""

    folder: Path
    municipalities: int
    seed: int
    triples: int
    graphs: int
    sha256: str

    @property
    def data(self) -> Path:
        """The data root."""
        return self.folder / "data"

    @property
    def dump(self) -> Path:
        """All quads as N-Quads."""
        return self.folder / "corpus.nq"


def plan_iri(path: str) -> str:
    """Return the IRI of a plan; path: body and plan, with a slash between."""
    return f"{BASE}id/{path}"


def scale_of(index: int, rng: random.Random) -> float:
    """Return how large a municipality's plans are: 1 as the plan that was read, mean 0.3."""
    if index == 0:
        return 1.0
    return min(1.0, max(0.12, rng.lognormvariate(-1.32, 0.55)))


class Generator:
    """Writes municipality after municipality; keeps no more than one of them in memory."""

    def __init__(
        self, folder: Path, seed: int, scale: float, dump: TextIO, stack: ExitStack
    ) -> None:
        self._data = folder / "data"
        self._seed = seed
        self._scale = scale
        self._dump = dump
        self._vocabulary = Vocabulary()
        self._actors, self._groups = named.actors(), named.groups()
        self._neighbour: Elements = []
        self.triples = 0
        self.graphs = 0
        self._catalogue = self._shared("catalogue", stack)
        self._organisations = self._shared("shared/organisations", stack)
        self._shared_actors = self._shared("shared/actors", stack)
        named.write_actors(self._shared_actors)
        named.write_groups(self._shared("shared/groups", stack))
        _write_law(self._shared("shared/law", stack))
        self._organisations.block(
            PROJECT,
            [(A, name("prov", "Organization")), (name("rdfs", "label"), text("planvev"))],
        )
        (self._data / "sources").mkdir(parents=True)
        self._sums = stack.enter_context((self._data / "sources/SHA256SUMS").open("w"))

    def _shared(self, graph: str, stack: ExitStack) -> GraphSink:
        """Open a graph that all municipalities share; it is closed and counted at the end."""
        sink = GraphSink(self._data / f"{graph}.ttl", graph, self._dump)
        stack.callback(self._close, sink)
        return sink

    def _close(self, sink: GraphSink) -> None:
        sink.close()
        self.triples += sink.triples
        self.graphs += 1

    def municipality(self, index: int) -> None:
        """Write one municipality and its plans. index: from 0."""
        # A generator of its own for each, so that a corpus begins like every smaller one.
        rng = random.Random(f"{self._seed}/{index}")  # noqa: S311 - no secret hangs on it
        town = town_name(index)
        names = Names(town, slug(town), self._actors, self._groups)
        self._body(names)
        scale = scale_of(index, rng) * self._scale
        start = FIRST_YEAR + (index % 4)
        facts = PlanFacts("samfunnsdel", f"{town}: samfunnsdel", start, start + 12)
        writer = Writer(self._vocabulary, rng)
        above = PlanDraft(rng, writer, names, f"samfunnsdel-{start}")
        draft_samfunnsdel(above, scale, facts.end)
        elements: Elements = [
            (each.kind, iri(f"{above.base}{each.path}")) for each in above.elements
        ]
        following = [
            self._follow_up(number, rng, names, scale, start, elements)
            for number in range(2 if scale > 0.3 else 1)
        ]

        def link(links: LinkGraph) -> None:
            links.to_global_goals()
            links.to_neighbour(self._neighbour)
            for plan in following:
                links.sets_frame_for(plan)

        self._plan(above, facts, rng, link)
        self._neighbour = elements

    def _follow_up(
        self,
        number: int,
        rng: random.Random,
        names: Names,
        scale: float,
        start: int,
        above: Elements,
    ) -> Term:
        """Write a plan that follows the overarching one up; the first is one of actions."""
        kind = "handlingsdel" if number == 0 else "temaplan"
        year = start + 1 + number
        theme = rng.choice(THEMES_OF_PLANS)
        folder = f"{kind}-{year}" if number == 0 else f"{kind}-{theme}-{year}"
        facts = PlanFacts(kind, f"{names.town}: {folder}", year, year + (3 if number == 0 else 8))
        draft = PlanDraft(rng, Writer(self._vocabulary, rng), names, folder)
        draft_follow_up(draft, scale, facts.end, actions=number == 0)
        self._plan(draft, facts, rng, lambda links: links.to_plan_above(above))
        return draft.iri

    def _plan(
        self,
        draft: PlanDraft,
        facts: PlanFacts,
        rng: random.Random,
        link: Callable[[LinkGraph], None],
    ) -> None:
        """Write a plan's source text and its four graphs."""
        self._source(draft)
        graphs = PlanGraphs(draft, rng)
        for graph in ("adopted", "register", "assessment", "links"):
            path = self._data / "plans" / draft.path / f"{graph}.ttl"
            sink = GraphSink(path, f"{draft.path}/{graph}", self._dump, draft.base)
            if graph == "adopted":
                graphs.write_adopted(sink, facts)
            elif graph == "register":
                graphs.write_register(sink, facts)
            elif graph == "assessment":
                graphs.write_assessment(sink, facts)
            else:
                link(LinkGraph(draft, graphs, rng, sink))
            self._close(sink)

    def _body(self, names: Names) -> None:
        """Write the municipality and its council."""
        self._organisations.block(
            thing(names.slug),
            [
                (A, name("cv", "PublicOrganisation")),
                (A, name("org", "Organization")),
                (A, name("pv", "Actor")),
                (name("rdfs", "label"), text(f"{names.town} kommune (oppdiktet)")),
                (name("pv", "actorKind"), iri(f"{BASE}code/actor-kind/municipality")),
            ],
        )
        council = thing(f"actor/{names.slug}-kommunestyret")
        label = f"kommunestyret i {names.town}"
        named.write_actor(self._shared_actors, council, "municipal-body", label)

    def _source(self, draft: PlanDraft) -> None:
        """Write a source text, its checksum, and what the catalogue says of it."""
        content, digest = draft.source_text(), draft.source_digest()
        path = self._data / "sources" / f"{draft.path}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
        self._sums.write(f"{digest}  {draft.path}.txt\n")
        checksum = thing(f"source/{digest}/checksum")
        self._catalogue.block(
            thing(f"source/{digest}"),
            [
                (A, name("pv", "SourceText")),
                (A, name("prov", "Entity")),
                (name("dct", "title"), text(f"Oppdiktet plan: {draft.path}")),
                (name("dct", "language"), LANGUAGE),
                (name("pv", "characterCount"), typed(len(content), "integer")),
                (name("spdx", "checksum"), checksum),
            ],
        )
        self._catalogue.block(
            checksum,
            [
                (A, name("spdx", "Checksum")),
                (name("spdx", "algorithm"), name("spdx", "checksumAlgorithm_sha256")),
                (name("spdx", "checksumValue"), plain(digest)),
            ],
        )


def _write_law(sink: GraphSink) -> None:
    for number in LAW_SECTIONS:
        sink.block(
            thing(f"law/{LAW}/{number}"),
            [
                (A, name("eli", "LegalResourceSubdivision")),
                (name("eli", "number"), plain(number)),
                (name("rdfs", "label"), text(f"plan- og bygningsloven § {number}")),
            ],
        )


def generate(
    folder: Path, municipalities: int, seed: int = DEFAULT_SEED, scale: float = 1.0
) -> Corpus:
    """Write a corpus into a folder that does not exist or is empty. Raises FileExistsError.

    scale: makes all plans smaller or larger; for tests.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    folder.mkdir(parents=True, exist_ok=True)
    dump = folder / "corpus.nq"
    with dump.open("w", encoding="utf-8", newline="\n") as file, ExitStack() as stack:
        generator = Generator(folder, seed, scale, file, stack)
        indexes = range(municipalities)
        hidden = not sys.stderr.isatty()
        for index in track(indexes, "Generating plans", disable=hidden):
            generator.municipality(index)
    with dump.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    corpus = Corpus(folder, municipalities, seed, generator.triples, generator.graphs, digest)
    _manifest(folder).write_text(
        json.dumps(
            {
                "municipalities": municipalities,
                "seed": seed,
                "triples": corpus.triples,
                "graphs": corpus.graphs,
                "sha256": digest,
            },
            indent=2,
        )
        + "\n"
    )
    return corpus


def corpus_at(folder: Path, municipalities: int, seed: int = DEFAULT_SEED) -> Corpus:
    """Return the corpus in a folder; generate it where the folder has none.

    Raises ValueError where the folder has another corpus.
    """
    manifest = _manifest(folder)
    if not manifest.is_file():
        return generate(folder, municipalities, seed)
    kept = json.loads(manifest.read_text())
    if (kept["municipalities"], kept["seed"]) != (municipalities, seed):
        raise ValueError(f"{folder} holds another corpus: {kept}")
    return Corpus(folder, municipalities, seed, kept["triples"], kept["graphs"], kept["sha256"])


def _manifest(folder: Path) -> Path:
    """Return the file that is written last, and so says that a corpus is whole."""
    return folder / "manifest.json"


def main() -> None:
    """Generate a corpus as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--municipalities", type=int, default=300)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--out", type=Path, required=True, help="a folder that is new or empty")
    options = parser.parse_args()
    corpus = generate(options.out, options.municipalities, options.seed)
    sys.stdout.write(f"{corpus.triples} triples in {corpus.graphs} graphs: {corpus.folder}\n")


if __name__ == "__main__":
    main()
