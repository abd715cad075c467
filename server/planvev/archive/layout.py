"""Which file holds which named graph. Pure: it looks at paths, not at files.

>>> graph_of("plans/trondheim/samfunnsdel-2009/adopted.ttl").value
'https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/adopted'
>>> graph_of("shared/actors.ttl").value
'https://w3id.org/planvev/graph/shared/actors'
>>> ontology_graph_of("codelists/goal-level.ttl").value
'https://w3id.org/planvev/graph/code/goal-level'
"""

from __future__ import annotations

from pathlib import Path, PurePath

from pyoxigraph import NamedNode

from planvev.vocab import GRAPH

DATA_FOLDERS = ("plans", "shared", "sdg")
"""The folders of a data root that hold graph files; ``sources/`` holds texts."""
CATALOGUE = "catalogue.ttl"


def graph_of(relative: PurePath | str) -> NamedNode:
    """Return the graph that a file of ``data/`` holds; relative: its path below ``data/``."""
    path = PurePath(relative).with_suffix("")
    parts = path.parts[1:] if path.parts[0] == "plans" else path.parts
    return GRAPH["/".join(parts)]


def ontology_graph_of(relative: PurePath | str) -> NamedNode:
    """Return the graph that a file of ``ontology/`` holds; relative: its path below it."""
    path = PurePath(relative).with_suffix("")
    names = {"codelists": "code", "alignments": "alignment"}
    if len(path.parts) == 1:
        return GRAPH["ontology"]
    return GRAPH["/".join((names.get(path.parts[0], path.parts[0]), *path.parts[1:]))]


def data_root_of(path: Path) -> Path | None:
    """Return the data root that a path lies in, going by the names of its folders.

    A data root holds ``plans/``, ``shared/`` and ``catalogue.ttl``.
    None where the path lies in no such tree.
    """
    resolved = path.resolve()
    if resolved.is_dir() and any((resolved / name).is_dir() for name in DATA_FOLDERS):
        return resolved
    if resolved.name == CATALOGUE:
        return resolved.parent
    for parent in (resolved, *resolved.parents):
        if parent.name in DATA_FOLDERS and parent.is_dir():
            return parent.parent
    return None
