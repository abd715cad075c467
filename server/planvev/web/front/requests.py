"""The head of a request as the server gives it, checked; its WSGI environ (PEP 3333)."""

from __future__ import annotations

import ipaddress
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Protocol

from planvev.web.front.config import Network
from planvev.web.front.disconnection import DISCONNECTED, Disconnection
from planvev.web.front.spool import FileWrapper

FIELD_BYTES_MAX: Final = 16_384
"""The longest header, all its fields together. Nobody has honest ones as long; and most of them
are looked at more than once."""
_MALFORMED: Final = re.compile("[\x00-\x1f\x7f\ufffd]")
_HOST: Final = re.compile(
    r"(?:[\w\-.~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+(?::[0-9]{0,5})?"
    r"|\[[0-9A-Fa-f:.]+\](?::[0-9]{0,5})?",
    re.ASCII,
)
"""RFC 3986 § 3.2.2 and 3.2.3, but for IPvFuture."""
_FORWARDED: Final = ("forwarded", "x-forwarded-", "x-real-ip")
_SCHEMES: Final = ("http", "https")


class HeaderMap(Protocol):
    """The server's headers. Fields whose values are not ASCII are not in it."""

    def items(self) -> list[tuple[str, str]]:
        """Return all fields, names in lower case."""
        ...

    def get_all(self, name: str) -> list[str]:
        """Return the fields of one name."""
        ...


class Scope(Protocol):
    """What RSGI says of a request. path is decoded, broken UTF-8 replaced; addresses are a:p."""

    method: str
    path: str
    query_string: str
    http_version: str
    scheme: str
    authority: str | None
    client: str
    server: str
    headers: HeaderMap


class MalformedRequest(ValueError):
    """A request whose head contradicts itself or names a path that cannot be."""


class FieldTooLarge(ValueError):
    """A request with a header that is longer than what is read here."""


class UnknownCoding(ValueError):
    """A request whose body is in a transfer coding other than chunked."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body. client: address that the request comes from, proxies aside."""

    method: str
    scheme: str
    host: str
    path: str
    query: str
    client: str
    client_port: str
    server: str
    http_version: str
    fields: dict[str, str]

    def header(self, name: str) -> str:
        """Return a request header, its fields joined; "" where there is none."""
        return self.fields.get(name, "")


def read_head(scope: Scope, trusted: Sequence[Network]) -> Head:
    """Check the head of a request and take it out of the server's objects.

    trusted: proxies whose word on client and scheme is taken. Raises MalformedRequest,
    FieldTooLarge, UnknownCoding.
    """
    path = scope.path
    if _MALFORMED.search(path):
        raise MalformedRequest("The path is not percent-encoded UTF-8 text.")
    items = scope.headers.items()
    host = _host(scope, items)
    client, _, port = scope.client.rpartition(":")
    client = client.strip("[]")
    scheme = scope.scheme
    believed = is_trusted(client, trusted)
    fields = _fields(items, believed)
    _check_framing(fields)
    if believed:
        scheme = forwarded_scheme(fields.get("x-forwarded-proto", ""), scheme)
        client, port = forwarded_client(fields.get("x-forwarded-for", ""), client, port, trusted)
    return Head(
        scope.method,
        scheme,
        host,
        path if path.startswith("/") else f"/{path}",
        scope.query_string,
        client,
        port,
        scope.server,
        scope.http_version,
        fields,
    )


def _host(scope: Scope, items: Iterable[tuple[str, str]]) -> str:
    """Return the one host that a request names (RFC 9112 § 3.2); "" in HTTP/1.0, where none is."""
    hosts = [value for name, value in items if name == "host"]
    if len(hosts) > 1:
        raise MalformedRequest("The request names more than one host.")
    if scope.authority and hosts and scope.authority.lower() != hosts[0].lower():
        raise MalformedRequest("The request line and the Host header name different hosts.")
    host = hosts[0] if hosts else scope.authority or ""
    if not host and scope.http_version in ("1", "1.0"):
        return ""
    if not _HOST.fullmatch(host):
        raise MalformedRequest("The request names no host, or none that can be.")
    return host


def _check_framing(fields: dict[str, str]) -> None:
    """Refuse a body that others may see end elsewhere (request smuggling, RFC 9112 § 11.2)."""
    coding = fields.get("transfer-encoding")
    if coding is None:
        return
    if coding.strip().lower() != "chunked":
        raise UnknownCoding("Bodies are read as they are or chunked, in no other coding.")
    if "content-length" in fields:
        raise MalformedRequest("The request names a length, and says that its body is chunked.")


def _fields(items: Iterable[tuple[str, str]], believed: bool) -> dict[str, str]:
    """Join the fields of each name.

    Names with an underscore are left out, since CGI's names would mix them up with those that
    have a hyphen; what others than trusted proxies say of forwarding, too.
    """
    fields: dict[str, str] = {}
    for name, value in items:
        if "_" in name or (not believed and name.startswith(_FORWARDED)):
            continue
        if name in fields:
            joint = "; " if name == "cookie" else ", "
            fields[name] = f"{fields[name]}{joint}{value}"
        else:
            fields[name] = value
    for name, value in fields.items():
        if len(value) > FIELD_BYTES_MAX:
            raise FieldTooLarge(f"«{name[:100]}» is longer than {FIELD_BYTES_MAX} bytes.")
    return fields


def share_of(address: str) -> str:
    """Return whose share of the server a client's requests come out of.

    That is its address; of IPv6 the network of 64 bits, of which anybody has all addresses.

    >>> share_of("192.0.2.1"), share_of("2001:db8::1:2:3")
    ('192.0.2.1', '2001:db8::/64')
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    """Tell whether an address is one of the trusted proxies'."""
    if not trusted:
        return False
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


def forwarded_client(
    forwarded_for: str, address: str, port: str, trusted: Sequence[Network]
) -> tuple[str, str]:
    """Return address and port of the last client that is not a trusted proxy.

    A word that is no address ends the search, so that nobody can be who they like.

    >>> proxies = [ipaddress.ip_network("10.0.0.0/8")]
    >>> forwarded_client("6.6.6.6, 1.2.3.4, 10.0.0.2", "10.0.0.1", "80", proxies)
    ('1.2.3.4', '0')
    """
    for said in reversed([part.strip() for part in forwarded_for.split(",")]):
        if not is_trusted(address, trusted):
            break
        try:
            address, port = str(ipaddress.ip_address(said.strip("[]"))), "0"
        except ValueError:
            break
    return address, port


def forwarded_scheme(forwarded_proto: str, scheme: str) -> str:
    """Return the scheme that the nearest proxy was asked with."""
    said = forwarded_proto.rpartition(",")[2].strip().lower()
    return said if said in _SCHEMES else scheme


def environ_of(head: Head, body: bytes, disconnected: Disconnection) -> dict[str, Any]:
    """Return the WSGI environ of a whole request.

    disconnected: set when the client has gone, or the server wants the thread back; the
    application finds it under ``planvev.disconnected``.
    """
    server, _, port = head.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _as_wsgi(head.path),
        "QUERY_STRING": _as_wsgi(head.query),
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.0" if head.http_version == "1" else f"HTTP/{head.http_version}",
        "REMOTE_ADDR": head.client,
        "REMOTE_PORT": head.client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": head.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
        DISCONNECTED: disconnected,
    }
    for name, value in head.fields.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif name not in ("content-length", "transfer-encoding", "host"):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    if head.host:
        environ["HTTP_HOST"] = head.host
    if body or "content-length" in head.fields or "transfer-encoding" in head.fields:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _as_wsgi(text: str) -> str:
    """Return text as PEP 3333 has it: UTF-8 bytes, one character each."""
    return text if text.isascii() else text.encode().decode("latin-1")
