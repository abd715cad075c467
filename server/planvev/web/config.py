"""What the web application is told when it is made."""

from __future__ import annotations

from dataclasses import dataclass

import planvev
from planvev.vocab import BASE


@dataclass(frozen=True)
class WebConfig:
    """Plain values; where they come from is the caller's business.

    base_iri: under which things are minted, ends in a slash. Times in seconds, sizes in bytes,
    0 for no limit. union_default_graph: whether a query that names no dataset asks all graphs, as
    the engine is set; it is published. release: version of the software, shown and sent.
    """

    base_iri: str = BASE
    query_timeout_s: float = 30.0
    page_timeout_s: float = 5.0
    query_bytes_max: int = 65_536
    body_bytes_max: int = 1_048_576
    union_default_graph: bool = True
    release: str = planvev.__version__
