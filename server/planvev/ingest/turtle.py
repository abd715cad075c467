"""Write triples as Turtle that people read and version control compares: in the order given."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, serialize

from planvev.rdf.prefixes import prefixes_in_use


def serialize_turtle(triples: Iterable[Triple], base: str, comment: str) -> bytes:
    """Return Turtle with short IRIs below ``base``, only the prefixes in use, and a comment on top.

    comment: lines without the leading "#".
    """
    listed = list(triples)
    prefixes = prefixes_in_use(listed)
    serialized = serialize(listed, format=RdfFormat.TURTLE, prefixes=prefixes, base_iri=base)
    assert serialized is not None  # noqa: S101 - it returns bytes where it is given no output
    blocks = [line for line in serialized.decode().splitlines() if not line.startswith("@")]
    head = [f"# {line}".rstrip() for line in comment.splitlines()]
    head += ["", f"@base <{base}> ."]
    head += [f"@prefix {name}: <{iri}> ." for name, iri in prefixes.items()]
    # A blank line before each subject; objects and predicates are indented.
    body = [line if line.startswith("\t") else f"\n{line}" for line in blocks]
    return "\n".join([*head, *body, ""]).encode()
