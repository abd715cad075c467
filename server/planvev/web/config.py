"""What the web application is told when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import planvev
from planvev.vocab import BASE
from planvev.web.language import DEFAULT


@dataclass(frozen=True)
class WebConfig:
    """Plain values; where they come from is the caller's business.

    base_iri: under which things are minted, ends in a slash. Times in seconds, sizes in bytes,
    0 for no limit. union_default_graph: whether a query that names no dataset asks all graphs, as
    the engine is set; it is published. service_allowed: endpoints that SERVICE may ask.
    body_bytes_max, upload_bytes_max: of requests without and with a token. read_only: whether the
    backend takes no changes. limits: settings that bound a request, by name, for publishing (see
    ``web.limits``). language: of the pages, for who has chosen none (see ``web.language``).
    accessibility_url: of the declaration. feedback_address: where people write to; both may be
    empty.
    release: version of the software, shown and sent.
    """

    base_iri: str = BASE
    query_timeout_s: float = 30.0
    page_timeout_s: float = 5.0
    query_bytes_max: int = 65_536
    body_bytes_max: int = 1_048_576
    upload_bytes_max: int = 20_971_520
    union_default_graph: bool = True
    service_allowed: tuple[str, ...] = ()
    read_only: bool = False
    limits: Mapping[str, float] = field(default_factory=dict)
    language: str = DEFAULT
    accessibility_url: str = ""
    feedback_address: str = ""
    release: str = planvev.__version__
