"""Imports: a file read in the write lane's worker, a draft held against the graph, a commit.

What a stranger's file makes of a parser happens in a process that may be killed. The commit goes
through the one way that all writes go.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from planvev.archive.canonical import parse_canonical, serialize_canonical
from planvev.archive.manifest import Manifest
from planvev.errors import QueryDied, QueryTimeout
from planvev.ingest.confined import (
    as_refusal,
    draft_job,
    encode_request,
    encode_table,
)
from planvev.ingest.differences import Difference
from planvev.ingest.draft import Draft
from planvev.ingest.findings import described_actors
from planvev.ingest.graphs import (
    Existing,
    PlanGraphs,
    graph_of_plan,
    graph_of_source,
    plan_graphs,
    require_plan_iri,
)
from planvev.ingest.hints import Hints
from planvev.ingest.limits import SECONDS_MAX
from planvev.ingest.serial import draft_from_json
from planvev.validation.report import ValidationReport
from planvev.vocab import GRAPH, ID, PROV, PV, RDF
from planvev.writes.writer import Request, Runner, Writer, Written

_SUFFIXES: Final = ("adopted", "register", "assessment", "links")
_AGENTS: Final = frozenset({PV.Actor, PROV.Organization, PROV.Agent, PROV.SoftwareAgent})
_SHARED: Final = GRAPH["shared/"].value
"""Graphs whose actors an import may name."""


@dataclass(frozen=True)
class Preview:
    """What a commit would do. report: None where nothing would change. lost: findings by IRI."""

    made: PlanGraphs
    report: ValidationReport | None

    @property
    def difference(self) -> Difference:
        """What the import changes of the plan that is there."""
        return self.made.difference

    @property
    def conforms(self) -> bool:
        """Whether it may be committed."""
        return self.report is None or self.report.conforms


def draft_in_worker(
    runner: Runner,
    content: bytes,
    name: str,
    format_: str | None = None,
    hints: Hints | None = None,
) -> Draft:
    """Read a file in a worker of the write lane. Raises DocumentRefused, ServerBusy."""
    return _run(runner, encode_request(content, name, format_, hints), name)


def table_in_worker(runner: Runner, draft: Draft, content: bytes, name: str) -> Draft:
    """Apply an edited table to its draft, in a worker of the write lane. Raises as draft_in_worker.

    A table comes from a stranger too.
    """
    return _run(runner, encode_table(draft, content, name), name)


def _run(runner: Runner, request: bytes, name: str) -> Draft:
    try:
        output = runner.run(draft_job, request, timeout_s=SECONDS_MAX)
    except (QueryTimeout, QueryDied) as error:
        raise as_refusal(error, name) from None
    return draft_from_json(json.loads(output))


def existing_plan(writer: Writer, plan: str) -> Existing:
    """Return what the archive has of a plan, and what an import needs to know of the rest."""
    archive = writer.archive

    def read(manifest: Manifest) -> Existing:
        graphs: dict[str, list[Triple]] = {}
        prefix = graph_of_plan(plan, "")
        for graph in manifest.graphs:
            suffix = graph.removeprefix(prefix)
            if graph.startswith(prefix) and (
                suffix in _SUFFIXES or suffix.startswith("translation-")
            ):
                graphs[suffix] = list(parse_canonical(archive.text_of(manifest, graph)))
        others = [
            triple
            for graph in manifest.graphs
            if (graph.startswith(_SHARED) and not graph.startswith(GRAPH["shared/source/"].value))
            or (graph.endswith("/register") and not graph.startswith(prefix))
            for triple in parse_canonical(archive.text_of(manifest, graph))
        ]
        described = frozenset(
            triple.subject.value
            for triple in others
            if triple.predicate == RDF.type
            and triple.object in _AGENTS
            and isinstance(triple.subject, NamedNode)
        )
        sources = frozenset(writer.sources.pinned) | _sources(manifest)
        return Existing(graphs, described, described_actors(others), sources)

    return archive.read(read)


def _sources(manifest: Manifest) -> frozenset[str]:
    prefix = graph_of_source("")
    return frozenset(
        graph.removeprefix(prefix) for graph in manifest.graphs if graph.startswith(prefix)
    )


def preview_import(writer: Writer, draft: Draft, plan: str, request: Request) -> Preview:
    """Say what taking a draft in as a plan would change, and whether it conforms. Changes nothing.

    plan: its IRI. Raises InputError for an IRI that is none of a plan, Forbidden, and what a write
    raises.
    """
    require_plan_iri(plan)
    made = plan_graphs(draft, plan, existing_plan(writer, plan))
    written = writer.commit_graphs(_texts(made), request, texts=_quoted(draft, made), dry_run=True)
    return Preview(made, written.report)


def commit_import(writer: Writer, draft: Draft, plan: str, request: Request) -> Written:
    """Take a draft in as a plan: all its graphs as one generation, with the text that they quote.

    Raises ValidationFailed with the report where it does not conform, and as ``preview_import``.
    """
    require_plan_iri(plan)
    made = plan_graphs(draft, plan, existing_plan(writer, plan))
    return writer.commit_graphs(_texts(made), request, texts=_quoted(draft, made))


def linked_ends(writer: Writer) -> list[tuple[str, str]]:
    """Return the links of all plans in the archive, each with each of its ends; IRIs."""
    archive = writer.archive

    def read(manifest: Manifest) -> list[tuple[str, str]]:
        return [
            (str(triple.subject).strip("<>"), triple.object.value)
            for graph in manifest.graphs
            if graph.endswith(("/links", "/links-recorded"))
            for triple in parse_canonical(archive.text_of(manifest, graph))
            if triple.predicate in (PV.linkSource, PV.linkTarget)
            and isinstance(triple.object, NamedNode)
        ]

    return archive.read(read)


def _quoted(draft: Draft, made: PlanGraphs) -> tuple[str, ...]:
    """Return the draft's text, where the graphs refer to it: a workbook of ours quotes others."""
    node = ID[f"source/{made.source.sha256}"]
    quoted = any(triple.object == node for triples in made.graphs.values() for triple in triples)
    return (draft.document.text,) if quoted else ()


def _texts(made: PlanGraphs) -> dict[str, bytes | None]:
    return {graph: serialize_canonical(triples) for graph, triples in made.graphs.items()}
