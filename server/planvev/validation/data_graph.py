"""Composing the data graph: what is validated, and what must be known to validate it.

The data graph is the submitted graphs, the ontology and codelists, the other graphs of the same
plan, the shared graphs, and the plans that are referred to. A file inside a data root is the graph
that its path says. A file elsewhere is tried in the context of the default data root: its plan is
read from its content, and it takes the place of the plan's graph that describes most of the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from planvev.archive.checkout import other_graphs
from planvev.archive.files import (
    GraphFile,
    SourceFile,
    data_files,
    ontology_files,
    read_graph_file,
    read_pinned_sources,
)
from planvev.archive.layout import (
    CATALOGUE,
    DATA_FOLDERS,
    data_root_of,
    graph_of,
    ontology_graph_of,
)
from planvev.archive.manifest import DEFAULT
from planvev.errors import InputError, SourceError
from planvev.rdf.formats import format_of_extension
from planvev.resources import ontology_root
from planvev.validation.ours import UNNAMED, is_our_file
from planvev.validation.structure import DERIVED
from planvev.vocab import GRAPH, PV, RDF

ONTOLOGY = "planvev.ttl"
_POINTS_TO_PLAN = (PV.partOf, PV.about, PV.linkSource, PV.decides)


@dataclass(frozen=True)
class Submission:
    """What is validated together, and its context. sources: source texts by SHA-256."""

    submitted: tuple[GraphFile, ...]
    context: tuple[GraphFile, ...]
    sources: Mapping[str, SourceFile]


@dataclass
class _Group:
    """Files that can stand in one dataset: of one data root, no graph twice."""

    root: Path
    files: dict[NamedNode, GraphFile] = field(default_factory=dict)


def compose(paths: Sequence[Path], default_root: Path) -> list[Submission]:
    """Read the files and folders, and add to each what it must be seen with.

    default_root: the data root that files outside any data root are tried in. Returns one
    submission per data root, more where two files claim the same graph.
    Raises SourceError for a file that does not parse, a path that is missing, a folder without
    RDF; SourceMismatch for a source text that is not the pinned one.
    """
    groups: list[_Group] = []
    for path in rdf_files(paths):
        root, file = _read(path, default_root)
        group = next((g for g in groups if g.root == root and file.graph not in g.files), None)
        if group is None:
            group = _Group(root)
            groups.append(group)
        group.files[file.graph] = file
    return [_submission(group, default_root) for group in groups]


def rdf_files(paths: Iterable[Path]) -> list[Path]:
    """List the RDF files that the paths name, folders with all that is below them.

    Raises SourceError for a path that does not exist, and for a folder without RDF files.
    """
    files: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise SourceError("there is no such file or folder", path)
        found = [path] if path.is_file() else _files_of_folder(path)
        if not found:
            raise SourceError(
                "there is no RDF file (.ttl, .nt, .jsonld, .rdf) in this folder", path
            )
        for file in found:
            files.setdefault(file.resolve(), file)
    if not files:
        raise InputError("Name at least one file or folder to validate.")
    return list(files.values())


def _files_of_folder(folder: Path) -> list[Path]:
    """List the graph files of a folder: of a data root and of the ontology only what is loaded."""
    if data_root_of(folder) == folder.resolve():
        return [file for file, _ in data_files(folder)]
    if (folder / ONTOLOGY).is_file():
        return [file for file, _ in ontology_files(folder)]
    found = (f for f in folder.rglob("*") if format_of_extension(f.suffix.removeprefix(".")))
    return sorted(file for file in found if file.is_file())


def _read(path: Path, default_root: Path) -> tuple[Path, GraphFile]:
    """Read a file; return the data root that it belongs to and its content as a graph."""
    resolved = path.resolve()
    for folder in resolved.parents[:2]:
        if (folder / ONTOLOGY).is_file():
            graph = ontology_graph_of(resolved.relative_to(folder))
            return default_root.resolve(), read_graph_file(path, graph)
    root = _root_of(resolved)
    if root is not None:
        return root, read_graph_file(path, graph_of(resolved.relative_to(root)))
    file = read_graph_file(path, GRAPH[f"submitted/{path.stem}"])
    graph = _graph_by_content(file, default_root)
    return default_root.resolve(), GraphFile(path, graph, file.triples, file.sha256)


def _root_of(path: Path) -> Path | None:
    """Return the data root of a graph file, if it lies where a data root keeps graph files."""
    root = data_root_of(path)
    if root is None or not (root / "plans").is_dir():
        return None
    parts = path.relative_to(root).parts
    in_place = {"plans": len(parts) >= 4, CATALOGUE: True}
    return root if in_place.get(parts[0], parts[0] in DATA_FOLDERS) else None


def _graph_by_content(file: GraphFile, root: Path) -> NamedNode:
    """Return the graph that a file outside any data root stands for.

    The plan is what the file's elements belong to, or the instrument that it describes. The graph
    is the one of that plan that the file is a version of; where it is none, it has the file's name.
    """
    stem = file.path.stem
    plan = _plan_of(file, _plan_folders(root))
    version = _version_of(file, plan, root)
    if version is not None:
        return version
    if plan is not None:
        return GRAPH[f"{plan}/{stem}"]
    for folder in ("shared", "sdg"):
        if (root / folder / f"{stem}.ttl").is_file():
            return GRAPH[f"{folder}/{stem}"]
    return GRAPH[stem] if f"{stem}.ttl" == CATALOGUE else file.graph


def _version_of(file: GraphFile, plan: str | None, root: Path) -> NamedNode | None:
    """Return the graph that a file is a version of, whatever the file is called.

    plan: the plan whose graphs are looked at; None for the shared graphs. The graph shares the most
    subjects with a class; else it has the file's name; else it says the most of the same things.
    """
    graphs = [
        read_graph_file(path, graph)
        for path, graph in data_files(root)
        if _plan_of_graph(graph) == plan
    ]
    for said in (_described, _said):
        own = said(file)
        shared = {graph.graph: len(own & said(graph)) for graph in graphs}
        most = max(shared, key=lambda graph: shared[graph], default=None)
        if most is not None and shared[most]:
            return most
        named = next((g for g in shared if g.value.rpartition("/")[2] == file.path.stem), None)
        if named is not None:
            return named
    return None


def _described(file: GraphFile) -> set[object]:
    """Return the subjects that a file gives a class."""
    return {triple.subject for triple in file.triples if triple.predicate == RDF.type}


def _said(file: GraphFile) -> set[object]:
    """Return what a file says something of, by which property, and in which language."""
    return {
        (t.subject, t.predicate, t.object.language if isinstance(t.object, Literal) else None)
        for t in file.triples
    }


def _plan_of(file: GraphFile, folders: Sequence[str]) -> str | None:
    """Return the plan that a file is about, as the last two parts of its IRI: ``body/plan``."""
    for triple in file.triples:
        subject, node = triple.subject, triple.object
        if triple.predicate == PV.partOf and isinstance(node, NamedNode):
            return _last_two(node.value)
        is_plan = triple.predicate == RDF.type and node == PV.PlanInstrument
        if is_plan and isinstance(subject, NamedNode):
            return _last_two(subject.value)
    pointing = (t.object for t in file.triples if t.predicate in _POINTS_TO_PLAN)
    subjects = (t.subject for t in file.triples)
    for node in (*pointing, *subjects):
        if isinstance(node, NamedNode):
            for folder in _folders_in(node.value, frozenset(folders)):
                return folder
    return None


def _last_two(iri: str) -> str:
    return "/".join(iri.rstrip("/").split("/")[-2:])


def _plan_folders(root: Path) -> list[str]:
    """List the plans of a data root as ``body/plan``."""
    return sorted(f"{p.parent.name}/{p.name}" for p in root.glob("plans/*/*") if p.is_dir())


def _folders_in(iri: str, folders: frozenset[str]) -> Iterator[str]:
    """Yield the plan folders whose ``body/plan`` stands among the parts of an IRI's path."""
    parts = iri.split("/")
    for pair in pairwise(parts):
        if "/".join(pair) in folders:
            yield "/".join(pair)


def _submission(group: _Group, default_root: Path) -> Submission:
    """Add the context to the files of one group; to a checkout, the source texts of data/ too."""
    folders = frozenset(_plan_folders(group.root))
    listed = {g: path for path, g in data_files(group.root) if g not in group.files}
    own = {plan for graph in group.files if (plan := _plan_of_graph(graph)) in folders}
    context = _read_where(listed, lambda plan: plan is None or plan in own)
    referred = _referred((*group.files.values(), *context), folders) - own
    context += _read_where(listed, lambda plan: plan in referred)
    checked_out = other_graphs(group.root)
    submitted, others = _as_in_the_archive(group, checked_out, whole=not listed)
    known = {file.graph for file in (*submitted, *others)}
    terms = [read_graph_file(path, graph) for path, graph in ontology_context()]
    return Submission(
        tuple(submitted),
        (*context, *others, *(file for file in terms if file.graph not in known)),
        (read_pinned_sources(default_root) if checked_out is not None else {})
        | read_pinned_sources(group.root),
    )


def _as_in_the_archive(
    group: _Group, others: Mapping[Path, str] | None, *, whole: bool
) -> tuple[list[GraphFile], list[GraphFile]]:
    """Return what is submitted, and what else a checkout holds: the same as the archive's gate.

    others: files of a checkout beside its data root, by path their graphs' keys; None for no
    checkout. whole: whether all files of the data root are submitted; then those beside it are too.
    """
    submitted = list(group.files.values())
    if others is None:
        return submitted, []
    files = [
        read_graph_file(path, UNNAMED if graph == DEFAULT else NamedNode(graph))
        for path, graph in others.items()
        if not graph.startswith(DERIVED)
    ]
    if not whole:
        return submitted, files
    # The ontology that is missing comes from this release; an empty graph of it is as good as none.
    submitted += [file for file in files if file.triples]
    # What only the release says is no fault of the data.
    released = {
        graph: read_graph_file(path, graph) for path, graph in ontology_files(ontology_root())
    }
    beside = [
        file
        for file in submitted
        if not is_our_file(file)
        or (file.graph in released and {*file.triples} == {*released[file.graph].triples})
    ]
    return [file for file in submitted if file not in beside], beside


def _plan_of_graph(graph: NamedNode) -> str | None:
    """Return ``body/plan`` of a plan's graph; None for shared graphs and the catalogue."""
    parts = graph.value.removeprefix(GRAPH.iri).split("/")
    return "/".join(parts[:2]) if len(parts) >= 3 else None


def _read_where(
    listed: Mapping[NamedNode, Path], chosen: Callable[[str | None], bool]
) -> list[GraphFile]:
    """Read the graphs whose plan (None for shared graphs) is chosen."""
    return [
        read_graph_file(path, graph)
        for graph, path in listed.items()
        if chosen(_plan_of_graph(graph))
    ]


def _referred(graphs: Iterable[GraphFile], folders: frozenset[str]) -> set[str]:
    """Return the plans that the graphs point to: link ends, predecessors, wholes."""
    nodes = {
        triple.object.value
        for graph in graphs
        for triple in graph.triples
        if isinstance(triple.object, NamedNode)
    }
    return {folder for node in nodes for folder in _folders_in(node, folders)}


def ontology_context() -> list[tuple[Path, NamedNode]]:
    """List the ontology and its codelists, which every data graph holds, without alignments."""
    files = ontology_files(ontology_root())
    return [(path, graph) for path, graph in files if path.parent.name != "alignments"]
