"""Files of links: which format is meant, how each is written, how each is read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Final

from planvev.errors import InputError
from planvev.ingest.export.sources import GraphTexts
from planvev.ingest.formats import detect
from planvev.ingest.sheets.guarding import guarded
from planvev.linking.corpus import Corpus
from planvev.linking.exchange import Item
from planvev.linking.listing import COLUMNS, LinkFilter, LinkRow, record
from planvev.linking.rdf_files import link_texts, quads, read_rdf, turtle
from planvev.linking.sheets import links_workbook, read_links
from planvev.linking.sssom import read_sssom, sssom_text
from planvev.rdf.formats import N_QUADS, N_TRIPLES, TRIG, TURTLE
from planvev.vocab import BASE

WRITTEN: Final = ("sssom", "xlsx", "ttl", "nq", "csv", "json")
READ: Final = ("sssom", "xlsx", "ttl", "nq")
_ENDINGS: Final = {
    ".tsv": "sssom",
    ".xlsx": "xlsx",
    ".ttl": "ttl",
    ".nq": "nq",
    ".nt": "nt",
    ".trig": "trig",
}
_RDF: Final = {"ttl": TURTLE, "nq": N_QUADS, "nt": N_TRIPLES, "trig": TRIG}
_TABLE: Final = tuple(column for column in COLUMNS if column != "decisions")
SETS: Final = f"{BASE}mapping-set/"
"""How the IRIs of mapping sets begin."""


def format_of(name: str) -> str:
    """Return the format that a file's name says. Raises InputError for one that says none."""
    for ending, format_ in _ENDINGS.items():
        if name.lower().endswith(ending):
            return format_
    known = ", ".join(_ENDINGS)
    raise InputError(f"{name}: the name does not say what the file is; it ends in {known}.")


def write_links(
    rows: Sequence[LinkRow],
    format_: str,
    texts: GraphTexts,
    wanted: LinkFilter | None = None,
    language: str = "nb",
) -> bytes:
    """Return links in one of WRITTEN. texts: of the graphs that they stand in."""
    match format_:
        case "sssom":
            plan = (wanted or LinkFilter()).plan.partition("/id/")[2] or "all"
            return sssom_text(rows, f"{SETS}{plan}", language).encode()
        case "xlsx":
            return links_workbook(rows, language)
        case "ttl":
            return turtle(link_texts(texts, (row.link.iri for row in rows)))
        case "nq":
            return quads(link_texts(texts, (row.link.iri for row in rows)))
        case "csv":
            return csv_table(rows, language)
        case _:
            records = [record(row, language) for row in rows]
            return (json.dumps(records, ensure_ascii=False, indent=2) + "\n").encode()


def csv_table(rows: Iterable[LinkRow], language: str = "nb") -> bytes:
    """Return links as CSV with a line for each; no cell is a formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(_TABLE)
    for row in rows:
        told = record(row, language)
        cells = ("" if told[column] is None else str(told[column]) for column in _TABLE)
        writer.writerow([guarded(cell) for cell in cells])
    return file.getvalue().encode()


def read_file(
    content: bytes, name: str, corpus: Corpus, format_: str = "", language: str = "nb"
) -> list[Item]:
    """Read a file of links. format_: one of READ, "" to go by the name. language: of comments.

    Raises InputError, LinkFileRefused, BadContent, and DocumentRefused for a spreadsheet that is
    none.
    """
    chosen = format_ or format_of(name)
    if chosen == "sssom":
        return read_sssom(content)
    if chosen == "xlsx":
        detect(content, name, "xlsx")
        return read_links(content, name, corpus, language)
    return read_rdf(content, _RDF[chosen])
