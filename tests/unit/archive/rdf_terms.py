"""Arbitrary RDF for hypothesis: N-Triples as people may write them, and what they mean."""

from __future__ import annotations

import os
from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

LARGE = os.environ.get("PLANVEV_TEST_SIZE") == "large"
property_test = settings(
    deadline=None,
    max_examples=2_000 if LARGE else 100,
    suppress_health_check=[HealthCheck.too_slow],
)
"""No deadline: on a busy machine an example may take as long as it takes."""
XSD = "http://www.w3.org/2001/XMLSchema#"
TAGS = ["nb", "NB", "nb-NO", "NB-no", "en", "en-GB", "zh-Hant-TW", "sr-Latn", "x-Egen"]
DATATYPES = [
    f"{XSD}{name}"
    for name in (
        "integer",
        "nonNegativeInteger",
        "decimal",
        "double",
        "boolean",
        "dateTime",
        "byte",
    )
] + ["http://a/type", "http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML"]
LEXICAL_FORMS = ["007", "7", "-0", "+1", "1.50", "1.5", "1E0", "1.0e0", "true", "1", "TRUE", ""]
LEXICAL_FORMS += ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000+00:00", "no number", "1e999"]

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
weird_text = st.one_of(
    any_text,
    st.sampled_from(
        ['"', "\\", '\\"@NB', "\x00\x7f\x85\u2028", 'a"@EN-x', "\r\n", '\t# \' """', "😀"]
    ),
)


@dataclass(frozen=True)
class Written:
    """A literal: its value, and its datatype or its language tag as it is written."""

    value: str
    datatype: str | None = None
    tag: str | None = None


iris = st.builds(
    lambda name: f"http://a/{name}",
    st.text(st.sampled_from("abcæøå😀019#?&=%20~.-_@'()"), max_size=6).filter(
        lambda name: name.count("%") == name.count("%20") and name.count("#") < 2
    ),
)
blank_nodes = st.from_regex(r"_:[a-zA-Z0-9_æ]([a-z0-9.æ-]{0,4}[a-z0-9æ])?", fullmatch=True)
literals = st.one_of(
    st.builds(Written, weird_text),
    st.builds(lambda value, tag: Written(value, None, tag), weird_text, st.sampled_from(TAGS)),
    st.builds(Written, st.sampled_from(LEXICAL_FORMS), st.sampled_from(DATATYPES)),
)
triples = st.tuples(st.one_of(iris, blank_nodes), iris, st.one_of(iris, blank_nodes, literals))


def term_as_written(term: str | Written, escape: bool) -> str:
    """Return a term in N-Triples; escape: write every character of a literal as an escape."""
    if isinstance(term, str):
        return term if term.startswith("_:") else f"<{term}>"
    if escape:
        value = "".join(f"\\U{ord(character):08X}" for character in term.value)
    else:
        value = term.value.translate({ord(c): f"\\u{ord(c):04x}" for c in '"\\\n\r'})
    if term.tag:
        return f'"{value}"@{term.tag}'
    return f'"{value}"^^<{term.datatype}>' if term.datatype else f'"{value}"'


def document(rows: list[tuple[str, str, str | Written]], escape: bool = False) -> bytes:
    """Return triples as an N-Triples document, in their order."""
    lines = (" ".join(term_as_written(term, escape) for term in row) + " .\n" for row in rows)
    return "".join(lines).encode()


def meaning(row: tuple[str, str, str | Written]) -> tuple[str, str, str | Written]:
    """Return what makes two triples one: language tags without their case, strings without type."""
    subject, predicate, term = row
    if isinstance(term, Written) and term.tag:
        term = Written(term.value, None, term.tag.lower())
    return subject, predicate, term
