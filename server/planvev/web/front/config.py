"""What the front is told when it is started."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import cached_property

import planvev
from planvev.access.sessions import COOKIE
from planvev.errors import ConfigError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class FrontConfig:
    """Plain values. Sizes in bytes, times in seconds; 0 turns a limit off where it says so.

    host, port: what is listened on; port 0 takes a free one.
    release: version of the software, part of every ETag.
    cache_bytes_max: memory of the response cache, 0 for no cache.
    body_bytes_max: largest request body, 0 for no limit. upload_bytes_max: the same for requests
    whose Authorization header is good, or which come to one of session_paths with the cookie of a
    session that is (Front's ``Uploads``).
    bodies_bytes_max: all bodies that are being read together, 0 for no limit.
    answer_files_bytes_max: large answers on their way to clients, on disk, 0 for no limit.
    header_bytes_max: a request's line and headers, at least 8192.
    header_read_timeout_s: until a connection must have sent a request's head; also how long a
    connection may be idle. body_read_timeout_s: until a body must have come, plus one second for
    every 64 KiB that did. send_stall_timeout_s: after which a client that takes nothing of its
    answer is dropped, 0 for never (Linux only).
    threads: requests that the application works on at once, most of which wait for something.
    page_threads: the same for pages and other documents, which it computes; waiting_max: requests
    that wait for a thread, of each kind; wait_s: how long. stop_grace_s: what running requests are
    given after SIGTERM.
    connections_max: connections at once.
    spool_dir: folder for large bodies on their way; emptied of them at the start. Where none is
    named, a temporary one.
    trusted_proxies: addresses or networks whose X-Forwarded-For and -Proto are believed.
    query_paths: where a POST may be a query that is cached. waiting_paths: how the paths begin of
    GETs that mostly wait, as for queries. language_cookie: the only cookie that
    changes an answer. session_cookie: requests that carry it are never answered from the cache, nor
    are their answers kept.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    release: str = planvev.__version__
    cache_bytes_max: int = 67_108_864
    body_bytes_max: int = 1_048_576
    upload_bytes_max: int = 20_971_520
    bodies_bytes_max: int = 268_435_456
    answer_files_bytes_max: int = 1_073_741_824
    header_bytes_max: int = 131_072
    header_read_timeout_s: float = 15.0
    body_read_timeout_s: float = 10.0
    send_stall_timeout_s: float = 30.0
    threads: int = 32
    page_threads: int = 8
    waiting_max: int = 128
    wait_s: float = 5.0
    stop_grace_s: float = 4.0
    connections_max: int = 2048
    spool_dir: str = ""
    trusted_proxies: tuple[str, ...] = ()
    query_paths: tuple[str, ...] = ("/sparql",)
    waiting_paths: tuple[str, ...] = ("/sparql", "/dumps/", "/import")
    language_cookie: str = "lang"
    session_cookie: str = COOKIE
    session_paths: tuple[str, ...] = ("/import",)

    @cached_property
    def trusted_networks(self) -> tuple[Network, ...]:
        """The trusted proxies as networks. Raises ConfigError."""
        try:
            return tuple(ipaddress.ip_network(text.strip()) for text in self.trusted_proxies)
        except ValueError as error:
            raise ConfigError(f"trusted_proxies: {error}") from None
