"""GraphML and GEXF are well-formed, say what the tables say, and are read back by networkx."""

from __future__ import annotations

import io
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import networkx as nx
import pytest
from defusedxml import ElementTree

from planvev.ingest.export.model import PlanModel
from planvev.ingest.export.networks import gexf, graphml
from planvev.ingest.export.tables import edges_of, nodes_of
from unit.ingest.export.plans import HOSTILE, SAMFUNNSDEL, read_small

Write = Callable[[Sequence[PlanModel], str], bytes]


def read_graphml(content: bytes) -> Any:
    return nx.read_graphml(io.BytesIO(content), force_multigraph=True)


def read_gexf(content: bytes) -> Any:
    return nx.read_gexf(io.BytesIO(content))


BOTH = pytest.mark.parametrize(
    ("write", "read", "relation"),
    [(graphml, read_graphml, "type"), (gexf, read_gexf, "relation")],
    ids=["graphml", "gexf"],
)


@BOTH
def test_the_samfunnsdel_comes_back(
    samfunnsdel: PlanModel, write: Write, read: Callable[[bytes], Any], relation: str
) -> None:
    network = read(write([samfunnsdel], "nb"))
    assert network.is_directed()
    assert set(network.nodes) == {
        node.id for node in nodes_of([samfunnsdel], edges_of([samfunnsdel]))
    }
    types = Counter(facts[relation] for _, _, facts in network.edges(data=True))
    assert types == Counter(edge.type for edge in edges_of([samfunnsdel]))
    goal = network.nodes[f"{SAMFUNNSDEL}/goal/2.6"]
    assert (goal["kind"], goal["level"], goal["number"]) == ("Goal", "delmal", "2.6")
    assert goal["label"].startswith("I 2020 er Trondheimsregionen")


@BOTH
def test_each_edge_has_an_id_of_its_own(
    samfunnsdel: PlanModel, write: Write, read: Callable[[bytes], Any], relation: str
) -> None:
    del read, relation
    root = ElementTree.fromstring(write([samfunnsdel], "nb"))
    ids = [edge.get("id") for edge in root.iter() if edge.tag.endswith("}edge")]
    assert len(ids) == len(set(ids)) == len(edges_of([samfunnsdel]))


@BOTH
def test_the_bytes_do_not_tell_when_they_were_written(
    samfunnsdel: PlanModel, write: Write, read: Callable[[bytes], Any], relation: str
) -> None:
    del read, relation
    content = write([samfunnsdel], "nb")
    assert write([samfunnsdel], "nb") == content
    assert b"lastmodified" not in content


@BOTH
@pytest.mark.parametrize("hostile", [*HOSTILE, "a\x00b\x1fc\ufffe", "\ud800"])
def test_a_hostile_text_is_a_text(
    write: Write, read: Callable[[bytes], Any], relation: str, hostile: str
) -> None:
    plan = read_small("<goal/1> a pv:Goal .")
    plan.items[0].text = plan.items[0].labels[""] = hostile
    network = read(write([plan], "nb"))
    goal = network.nodes[plan.items[0].iri]
    lines = hostile.replace("\r\n", "\n").replace("\r", "\n")
    assert goal["text"] == "".join(
        c if c in "\n\t" or " " <= c < "\ud800" else "\ufffd" for c in lines
    )
    assert goal["label"] == goal["text"]
    assert relation in next(iter(network.edges(data=True)))[2]


_AT_ONCE = """
import sys, threading
from planvev.ingest.export.networks import gexf, graphml
sys.setswitchinterval(1e-6)
together = threading.Barrier(8)
faults = []
def write(made):
    together.wait()
    try:
        made([], "en")
    except BaseException as fault:
        faults.append(repr(fault))
threads = [threading.Thread(target=write, args=(made,)) for made in [graphml, gexf] * 4]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(faults)
"""


def test_the_first_exports_of_a_server_may_come_at_the_same_moment() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _AT_ONCE], capture_output=True, text=True, check=False
    )
    assert (run.stdout.strip(), run.stderr) == ("[]", "")
