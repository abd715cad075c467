"""What plans are exported as, and how each format is made.

Every format is made of the same reading of the graphs (``plan.read_plan``), so the same generation
gives the same bytes, from an archive and from the files that it was made of.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Final, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from planvev.errors import InputError
from planvev.ingest.export.jsonld import plans_jsonld
from planvev.ingest.export.model import PlanModel, in_language, own_suffix
from planvev.ingest.export.networks import gexf, graphml
from planvev.ingest.export.plan import read_plan
from planvev.ingest.export.quads import every_text, n_quads, trig
from planvev.ingest.export.sources import GraphTexts, PlanIndex, collect
from planvev.ingest.export.tables import TABLES, table_csv
from planvev.rdf.formats import Format

XLSX: Final = Format(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
)
STRATML: Final = Format("stratml", "application/xml", "xml")
CSV: Final = Format("csv", "text/csv", "csv", charset=True)
JSON_LD: Final = Format("jsonld", "application/ld+json", "jsonld")
TRIG: Final = Format("trig", "application/trig", "trig")
N_QUADS: Final = Format("nq", "application/n-quads", "nq")
GRAPHML: Final = Format("graphml", "application/graphml+xml", "graphml")
GEXF: Final = Format("gexf", "application/gexf+xml", "gexf")
ZIP: Final = Format("zip", "application/zip", "zip")
FORMATS: Final = (XLSX, STRATML, CSV, JSON_LD, TRIG, N_QUADS, GRAPHML, GEXF)
LANGUAGES: Final = ("nb", "nn", "en")
Profile = Literal["goals", "strategies"]
PROFILES: Final[tuple[Profile, ...]] = ("goals", "strategies")
PARTS: Final = (1, 2)
_ALL: Final = "planvev"
_NAME_LENGTH_MAX: Final = 120
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Wish:
    """What is to be exported. format: one of FORMATS. plan: an IRI or its end, "" for all plans.

    language: of labels and headings. profile, part: of StratML. table: of CSV, one of TABLES, ""
    for both in a zip file.
    """

    format: Format
    plan: str = ""
    language: str = "nb"
    profile: Profile = "goals"
    part: int = 2
    table: str = ""

    @property
    def is_binary(self) -> bool:
        """Whether the file is none that people can read: a workbook, or a zip of several files."""
        tables = self.format is CSV and not self.table
        return self.format is XLSX or tables or (self.format is STRATML and not self.plan)

    def check(self) -> None:
        """Raise InputError that names the choices where one is not among them."""
        for name, value, choices in (
            ("language", self.language, LANGUAGES),
            ("profile", self.profile, PROFILES),
            ("part", self.part, PARTS),
            ("table", self.table or TABLES[0], TABLES),
        ):
            if value not in choices:
                listed = ", ".join(map(str, choices))
                raise InputError(f"{name}: «{str(value)[:40]}» is none of {listed}.")


@dataclass(frozen=True)
class Exported:
    """A file. name: to save it as. format: of the body, which is a zip where there are several."""

    body: bytes
    name: str
    format: Format


def export(texts: GraphTexts, wish: Wish, index: PlanIndex | None = None) -> Exported:
    """Return plans in a format; TriG and N-Quads of all plans are the whole dataset.

    Raises PlanNotFound, NotAcceptable where the format cannot say the data, InputError, and what
    reading the texts raises.
    """
    wish.check()
    index = index or PlanIndex()
    plans, stem = _plans(texts, wish, index)
    if wish.format in _QUADS:
        graphs = own_texts(texts, *next(iter(plans.items()))) if wish.plan else every_text(texts)
        return _file(stem, wish.format, _QUADS[wish.format](graphs))
    models = [read_plan(collect(texts, plan, graphs), plan) for plan, graphs in plans.items()]
    return _MAKERS[wish.format](models, stem, wish)


def own_texts(texts: GraphTexts, plan: str, declaring: Sequence[str]) -> dict[str, bytes]:
    """Return the canonical texts of a plan's graphs, and its part of those that plans share."""
    about = (f"<{plan}> ".encode(), f"<{plan}/".encode())
    own = {}
    for graph in texts.graphs():
        if own_suffix(graph, plan):
            own[graph] = texts.text(graph)
        elif graph in declaring:
            lines = texts.text(graph).splitlines(keepends=True)
            own[graph] = b"".join(line for line in lines if line.startswith(about))
    return own


def file_stem(plan: str) -> str:
    """Return the name of a plan's files, without ending.

    >>> file_stem("https://w3id.org/planvev/id/trondheim/samfunnsdel-2009")
    'samfunnsdel-2009'
    """
    return _UNSAFE.sub("-", plan.rstrip("/").rpartition("/")[2]).strip("-.")[:80] or "plan"


def _plans(
    texts: GraphTexts, wish: Wish, index: PlanIndex
) -> tuple[Mapping[str, Sequence[str]], str]:
    """Return the plans with the graphs that declare them, and what a file of them is called."""
    if not wish.plan:
        whole = wish.format in _QUADS
        return ({} if whole else index.plans(texts)), _ALL
    plan, declaring = index.find(texts, wish.plan)
    return {plan: declaring}, file_stem(plan)


def _file(stem: str, chosen: Format, body: bytes) -> Exported:
    return Exported(body, f"{stem}.{chosen.extension}", chosen)


def _zip(stem: str, files: Mapping[str, bytes]) -> Exported:
    """Return files as one, which does not tell when they were put there."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(ZipInfo(name), body, ZIP_DEFLATED)
    return _file(stem, ZIP, packed.getvalue())


def _jsonld(models: Sequence[PlanModel], stem: str, wish: Wish) -> Exported:
    return _file(stem, wish.format, plans_jsonld(models))


def _csv(models: Sequence[PlanModel], stem: str, wish: Wish) -> Exported:
    if wish.table:
        return _file(f"{stem}-{wish.table}", CSV, table_csv(models, wish.table, wish.language))
    files = {f"{stem}-{table}.csv": table_csv(models, table, wish.language) for table in TABLES}
    return _zip(stem, files)


def _network(models: Sequence[PlanModel], stem: str, wish: Wish) -> Exported:
    write = graphml if wish.format is GRAPHML else gexf
    return _file(stem, wish.format, write(models, wish.language))


def _xlsx(models: Sequence[PlanModel], stem: str, wish: Wish) -> Exported:
    from planvev.ingest import sheets  # openpyxl takes a while to import

    if wish.plan:
        return _file(stem, XLSX, sheets.plan_workbook(models[0], wish.language))
    counts = link_counts(models)
    return _file(stem, XLSX, sheets.plans_workbook(models, wish.language, counts))


def link_counts(models: Iterable[PlanModel]) -> dict[str, dict[str, tuple[int, int]]]:
    """Return how many links leave and reach each thing, by its IRI and the links' status."""
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    for model in models:
        for link in model.links:
            for iri, out, into in ((link.source, 1, 0), (link.target, 0, 1)):
                of_thing = counts.setdefault(iri, {})
                before = of_thing.get(link.status, (0, 0))
                of_thing[link.status] = (before[0] + out, before[1] + into)
    return counts


def _stratml(models: Sequence[PlanModel], stem: str, wish: Wish) -> Exported:
    """Return a plan as one file, several as one each: StratML has one plan in a file."""
    from planvev.ingest.stratml.writing import stratml_of

    files: dict[str, bytes] = {}
    for model in models:
        names = {iri: in_language(said, model.language) for iri, said in model.names.items()}
        body = stratml_of(model, wish.profile, wish.part, names)
        files[_free_name(model.iri, files)] = body
    if wish.plan:
        return _file(stem, STRATML, next(iter(files.values())))
    return _zip(f"{stem}-stratml", files)


def _free_name(plan: str, taken: Mapping[str, bytes]) -> str:
    """Return a name for a plan's file that no other has, in small or in capital letters."""
    whole = _UNSAFE.sub("-", plan.partition("/id/")[2] or plan)[:_NAME_LENGTH_MAX]
    names = chain((file_stem(plan), whole), (f"{whole}-{number}" for number in count(2)))
    used = {name.lower() for name in taken}
    return next(f"{name}.xml" for name in names if f"{name}.xml".lower() not in used)


_QUADS: Final[Mapping[Format, Callable[[Mapping[str, bytes]], bytes]]] = {
    TRIG: trig,
    N_QUADS: n_quads,
}
_MAKERS: Final[Mapping[Format, Callable[[Sequence[PlanModel], str, Wish], Exported]]] = {
    XLSX: _xlsx,
    STRATML: _stratml,
    CSV: _csv,
    JSON_LD: _jsonld,
    GRAPHML: _network,
    GEXF: _network,
}
