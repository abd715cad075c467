"""The index itself: documents in, hits and facets out. tantivy does the work (BM25).

Words are stemmed here, in Python, for documents and for searches by the same code; tantivy gets
stems with spaces between. Words within words are found in the list of all stems: a search for
«barnehage» also asks for «barnehageplass» and «friluftsbarnehag», with less weight.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import tantivy

from planvev.search.documents import Document
from planvev.search.query import Clause, Search, clauses
from planvev.search.words import stems_of
from planvev.vocab import PV

FACETS: Final = ("plan", "kind", "theme", "actor", "group")
_WRITER_BYTES: Final = 20_000_000
_FACET_VALUES_MAX: Final = 50
_FIELDS: Final = {"number": 12.0, "name": 5.0, "title": 4.0, "text": 2.0, "others": 0.8}
"""What a match counts, by field. name: what a thing's kind is called, with its number."""
_TIE: Final = 0.15
_KINDS: Final = {
    PV.PlanInstrument.value: 4.0,
    PV.Vision.value: 2.0,
    PV.Goal.value: 3.0,
    PV.Strategy.value: 2.0,
    PV.StrategicApproach.value: 2.0,
    PV.Actor.value: 1.5,
    PV.TargetGroup.value: 1.5,
    PV.GlossaryEntry.value: 1.5,
}
"""What being of a kind adds; a goal's level counts as a goal."""


@dataclass(frozen=True)
class Hit:
    """A document that was found. score: higher is better, comparable within one search."""

    document: Mapping[str, Any]
    score: float


@dataclass(frozen=True)
class Found:
    """What a search found. total: of all hits. facets: how many hits a value has, by facet."""

    hits: list[Hit]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    all_words: bool = True
    stems: frozenset[str] = field(default_factory=frozenset)


def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    for name in ("iri", "unit", "number"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("class", tokenizer_name="raw", index_option="basic")
    for name in ("name", "title", "text", "others"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_bytes_field("stored", stored=True, indexed=False, fast=False)
    return builder.build()


class Index:
    """An index in a folder, or in memory where there is none. For any thread to search."""

    def __init__(self, folder: Path | None = None) -> None:
        self._schema = schema()
        if folder is None:
            self._index = tantivy.Index(self._schema)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))

    def replace(
        self, units: Mapping[str, Iterable[Document]], names: Mapping[str, Iterable[str]]
    ) -> None:
        """Put the documents of units in the place of those that were there, all or none.

        names: what kinds are called, by IRI, in all languages. Raises ValueError where another
        process writes just now.
        """
        writer = self._index.writer(_WRITER_BYTES, 1)
        try:
            for unit, documents in units.items():
                writer.delete_documents_by_term("unit", unit)
                for document in documents:
                    writer.add_document(self._entry(document, names.get(document.kind, ())))
            writer.commit()
            writer.wait_merging_threads()
        finally:
            del writer
        self.reload()

    def reload(self) -> None:
        """Search what was written last from now on."""
        self._index.reload()

    def _entry(self, document: Document, kind_names: Iterable[str]) -> tantivy.Document:
        entry = tantivy.Document()
        for name in ("iri", "unit", "plan", "kind"):
            value = getattr(document, name)
            if value:
                entry.add_text(name, value)
        for name, values in (
            ("theme", document.themes),
            ("actor", document.actors),
            ("group", document.groups),
        ):
            for value in values:
                entry.add_text(name, value)
        entry.add_text("class", _class_of(document.kind))
        if document.number:
            entry.add_text("number", document.number)
        entry.add_text("name", " ".join(stems_of(" ".join([*kind_names, document.number]))))
        entry.add_text("title", " ".join(stems_of(document.title)))
        entry.add_text("text", " ".join(stems_of(document.text)))
        others = f"{document.others}\n{document.about.rpartition('/')[2]}"
        both = {*stems_of(others), *stems_of(others, "en")}
        entry.add_text("others", " ".join(sorted(both)))
        entry.add_bytes("stored", json.dumps(asdict(document), ensure_ascii=False).encode())
        return entry

    def snapshot(self) -> tantivy.Searcher:
        """Return what there is to be searched now, whatever is written later."""
        return self._index.searcher()

    def search(
        self,
        searcher: tantivy.Searcher,
        search: Search,
        stems: Sequence[str],
        limit: int,
        offset: int,
    ) -> Found:
        """Return the hits from ``offset`` on. searcher: a snapshot of this index.

        stems: all that there are, for words within words. Where no document has all the words,
        those that have some are found.
        """
        wanted = clauses(search.text, stems, search.unfinished)
        if search.text.strip() and not wanted:
            return Found([], 0, {name: [] for name in FACETS})
        occur = tantivy.Occur.Must
        found: Any = self._find(searcher, self._query(wanted, occur, search.filters), limit, offset)
        if not found.count and len(wanted) > 1:
            occur = tantivy.Occur.Should
            query = self._query(wanted, occur, search.filters)
            found = self._find(searcher, query, limit, offset)
        hits = [
            Hit(json.loads(searcher.doc(address)["stored"][0]), score)
            for score, address in found.hits[:limit]
        ]
        facets = self._facets(searcher, wanted, occur, search.filters)
        matched = frozenset(stem for clause in wanted for stem, _ in clause.stems)
        return Found(hits, found.count, facets, occur == tantivy.Occur.Must, matched)

    def _find(
        self, searcher: tantivy.Searcher, query: tantivy.Query, limit: int, offset: int
    ) -> tantivy.SearchResult:
        return searcher.search(query, limit=max(limit, 1), offset=offset, count=True)

    def _query(
        self, wanted: Sequence[Clause], occur: tantivy.Occur, filters: Mapping[str, str]
    ) -> tantivy.Query:
        parts = [(occur, self._clause(clause)) for clause in wanted]
        parts = [(tantivy.Occur.Must, tantivy.Query.boolean_query(parts))] if parts else []
        parts += [
            (tantivy.Occur.Must, self._constant(name, value, 0.0))
            for name, value in filters.items()
            if value
        ]
        parts = parts or [(tantivy.Occur.Must, tantivy.Query.all_query())]
        parts += [
            (tantivy.Occur.Should, self._constant("class", kind, weight))
            for kind, weight in _KINDS.items()
        ]
        return tantivy.Query.boolean_query(parts)

    def _clause(self, clause: Clause) -> tantivy.Query:
        """Return what one word of a search asks for: the best of its fields and stems counts."""
        query = tantivy.Query
        parts = [
            query.boost_query(query.term_query(self._schema, name, stem), weight * likeness)
            for stem, likeness in clause.stems
            for name, weight in _FIELDS.items()
            if name not in ("number", "name") or likeness == 1.0
        ]
        return query.disjunction_max_query(parts, tie_breaker=_TIE)

    def _constant(self, name: str, value: str, weight: float) -> tantivy.Query:
        term = tantivy.Query.term_query(self._schema, name, value)
        return tantivy.Query.const_score_query(term, weight)

    def _facets(
        self,
        searcher: tantivy.Searcher,
        wanted: Sequence[Clause],
        occur: tantivy.Occur,
        filters: Mapping[str, str],
    ) -> dict[str, list[tuple[str, int]]]:
        """Count the values of each facet, as if nothing was chosen of that facet itself."""
        open_facets = [name for name in FACETS if not filters.get(name)]
        counted = self._count(searcher, self._query(wanted, occur, filters), open_facets)
        for name in FACETS:
            if filters.get(name):
                others = {key: value for key, value in filters.items() if key != name}
                query = self._query(wanted, occur, others)
                counted.update(self._count(searcher, query, [name]))
        return counted

    def _count(
        self, searcher: tantivy.Searcher, query: tantivy.Query, names: Sequence[str]
    ) -> dict[str, list[tuple[str, int]]]:
        if not names:
            return {}
        asked = {name: {"terms": {"field": name, "size": _FACET_VALUES_MAX}} for name in names}
        answer = searcher.aggregate(query, asked)
        return {
            name: [(one["key"], int(one["doc_count"])) for one in answer[name]["buckets"]]
            for name in names
        }


def _class_of(kind: str) -> str:
    return PV.Goal.value if "/code/goal-level/" in kind else kind
