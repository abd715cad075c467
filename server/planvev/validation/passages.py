"""What SHACL cannot see: whether the quotes are what the source texts say.

Every check works on characters: code points of the pinned text, end exclusive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from planvev.archive.files import SourceFile
from planvev.validation.index import GraphIndex
from planvev.validation.report import Severity, ValidationResult
from planvev.vocab import CODE, OA, PV, SHAPES

COMPONENT: Final = SHAPES.SourceTextConstraintComponent.value
"""Names these checks in reports, beside the constraint components of SHACL."""

WORDING: Final = CODE["passage-role/wording"].value
REPEATED: Final = CODE["passage-role/repeated"].value
QUOTATION: Final = CODE["passage-role/quotation"].value
FIELD: Final = CODE["passage-role/field"].value

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "unknownSource": (
        "Kildeteksten med SHA-256 {0} finnes ikke blant kildene. Legg filen i sources og "
        "sjekksummen i SHA256SUMS, eller vis til en kilde som finnes.",
        "The source text with SHA-256 {0} is not among the sources. Put the file into sources and "
        "its checksum into SHA256SUMS, or point to a source that is there.",
    ),
    "quoteIsInSource": (
        "Sitatet stemmer ikke med kilden: ved tegn {0} står det «{1}», ikke «{2}». Rett "
        "sitatet eller tegnplassen.",
        "The quote is not what the source says: at character {0} it has «{1}», not «{2}». Mend the "
        "quote or the position.",
    ),
    "textIsWording": (
        "Teksten (pv:text) er ikke det tekststedene gir. Tekststedene gir «{0}» der teksten "
        "har «{1}». Rett teksten, tekststedene eller listen over delte ord.",
        "The text (pv:text) is not what its passages yield. They yield «{0}» where the text "
        "has «{1}». Mend the text, the passages or the list of words cut at line ends.",
    ),
    "textIsQuoted": (
        "Teksten (pv:text) står ikke i det som er sitert: «{0}». Rett teksten eller tekststedet.",
        "The text (pv:text) does not stand in what is quoted: «{0}». Mend the text or the passage.",
    ),
    "repeatedIsText": (
        "Gjentakelsen lyder annerledes enn elementets tekst: «{0}». Er det ikke samme tekst, "
        "hører tekststedet til et annet element.",
        "The repetition reads otherwise than the element's text: «{0}». If it is not the same "
        "text, the passage belongs to another element.",
    ),
    "dehyphenatedWordIsCut": (
        "Ordet «{0}» står ikke delt med bindestrek i tekststedene. Rett ordet eller fjern det.",
        "The word «{0}» does not stand cut by a hyphen in the passages. Mend the word, or remove "
        "it.",
    ),
    "quotationIsInElement": (
        "Funnet siterer noe som ikke står i elementet det gjelder. Rett tegnplassen, eller la "
        "funnet gjelde elementet der sitatet står.",
        "The finding quotes what does not stand in the element that it is about. Mend the "
        "position, or make the finding about the element where the quote stands.",
    ),
    "wordingsDoNotOverlap": (
        "Ordlyden overlapper ordlyden til <{0}> ved tegn {1}–{2}. Hvert tegn hører til ett "
        "element: flytt en av grensene.",
        "The wording overlaps the wording of <{0}> at characters {1}–{2}. Each character belongs "
        "to one element: move one of the limits.",
    ),
}
"""Each rule with its message, nb and en; the shape that reports it is PassageShape-<rule>."""


@dataclass(frozen=True)
class Slice:
    """A passage: a contiguous part of one source. start, end: code points, end exclusive."""

    iri: str
    owner: str
    source: str
    role: str
    order: int
    start: int
    end: int
    exact: str
    cut_words: tuple[str, ...]


def check_passages(index: GraphIndex, sources: Mapping[str, SourceFile]) -> list[ValidationResult]:
    """Compare all passages with the source texts; sources: by SHA-256.

    A passage that lacks a part, or whose numbers are none, is left to the shapes.
    """
    slices = list(_slices(index))
    by_owner: dict[str, list[Slice]] = defaultdict(list)
    for each in slices:
        by_owner[each.owner].append(each)
    for owned in by_owner.values():
        owned.sort(key=lambda each: (each.order, each.start))
    results = [*_check_sources(slices, sources), *_check_overlaps(index, slices)]
    for owner, owned in by_owner.items():
        results += _check_text(index, owner, owned)
        results += _check_quotations(index, owner, owned, by_owner)
    return results


def fold(text: str) -> str:
    r"""Make every run of white space one space, and drop it at the ends.

    >>> fold(" grad en\n tidligere ")
    'grad en tidligere'
    """
    return " ".join(text.split())


def join_cut_words(text: str, words: Iterable[str]) -> tuple[str, list[str]]:
    """Join the listed words where a hyphen and a space cut them; text: folded.

    Returns the text and the words that were not found cut.

    >>> join_cut_words("og forsknings- institusjonene", ["forskningsinstitusjonene"])
    ('og forskningsinstitusjonene', [])
    """
    missing = []
    for word in words:
        cuts = "|".join(
            rf"{re.escape(word[:at])}- ?{re.escape(word[at:])}" for at in range(1, len(word))
        )
        text, count = re.subn(rf"\b(?:{cuts})\b", word, text) if cuts else (text, 0)
        if not count:
            missing.append(word)
    return text, missing


def first_difference(one: str, other: str, around: int = 20) -> tuple[int, str, str]:
    """Return where two texts first differ, and what each has there; around: characters shown.

    >>> first_difference("et lavenergisamfunn i 2020", "et lavenergisamfund i 2020", 4)
    (18, '…mfunn i 2…', '…mfund i 2…')
    """
    pairs = enumerate(zip(one, other, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    start, end = max(0, at - around), at + around + 1

    def shown(text: str) -> str:
        return "…" * (start > 0) + text[start:end] + "…" * (end < len(text))

    return at, shown(one), shown(other)


def _slices(index: GraphIndex) -> Iterator[Slice]:
    """Yield the complete passages, in the order of their owners' names."""
    for owner in index.having(PV.passage):
        for iri in index.values(owner, PV.passage):
            found = _slice(index, owner, iri)
            if found is not None:
                yield found


def _slice(index: GraphIndex, owner: str, iri: str) -> Slice | None:
    """Read one passage; None where a part is missing or is no number."""
    selectors = index.values(iri, OA.hasSelector)
    exact = next((t for s in selectors if (t := index.value(s, OA.exact)) is not None), None)
    start, end = (
        next((n for s in selectors if (n := _number(index.value(s, p))) is not None), None)
        for p in (OA.start, OA.end)
    )
    source, role = _iri(index, iri, OA.hasSource), index.value(iri, PV.passageRole)
    if exact is None or start is None or end is None or source is None or role is None:
        return None
    order = _number(index.value(iri, PV.passageOrder)) or 0
    words = tuple(index.values(iri, PV.dehyphenatedWord))
    return Slice(iri, owner, source, role, order, start, end, exact, words)


def _iri(index: GraphIndex, subject: str, predicate: NamedNode) -> str | None:
    """Return the first object that is an IRI; a literal in its place is left to the shapes."""
    terms = index.terms(subject, predicate)
    return next((term.value for term in terms if isinstance(term, NamedNode)), None)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\+?[0-9]+", text) else None


def _check_sources(
    slices: Iterable[Slice], sources: Mapping[str, SourceFile]
) -> Iterator[ValidationResult]:
    """Cut each passage out of its source; an unknown source is reported once per owner's plan."""
    unknown: dict[str, Slice] = {}
    for each in slices:
        digest = each.source.rpartition("/")[2]
        source = sources.get(digest)
        if source is None:
            first = unknown.setdefault(each.source, each)
            if first is each:
                yield _result("unknownSource", each.iri, NamedNode(each.source), digest)
            continue
        found = source.text[each.start : each.end]
        if found != each.exact:
            at, *texts = first_difference(found, each.exact)
            yield _result("quoteIsInSource", each.iri, Literal(each.exact), each.start + at, *texts)


def _check_overlaps(index: GraphIndex, slices: Iterable[Slice]) -> Iterator[ValidationResult]:
    """Report each wording that begins before another element's of the same plan has ended.

    Two plans may be read from one document.
    """
    placed = sorted(
        (
            (index.value(each.owner, PV.partOf) or "", each)
            for each in slices
            if each.role == WORDING
        ),
        key=lambda pair: (pair[0], pair[1].source, pair[1].start, pair[1].end),
    )
    furthest: Slice | None = None
    before: tuple[str, str] | None = None
    for plan, each in placed:
        if furthest is None or before != (plan, each.source):
            furthest, before = each, (plan, each.source)
            continue
        if each.start < furthest.end and each.owner != furthest.owner:
            end = min(each.end, furthest.end)
            yield _result(
                "wordingsDoNotOverlap",
                each.iri,
                NamedNode(furthest.iri),
                furthest.owner,
                each.start,
                end,
            )
        if each.end > furthest.end:
            furthest = each


def _check_text(
    index: GraphIndex, owner: str, owned: Sequence[Slice]
) -> Iterator[ValidationResult]:
    """Compare an element's text with its wording slices, and with its repetitions."""
    text = index.value(owner, PV.text)
    if text is None:
        return
    wording = [each for each in owned if each.role == WORDING]
    if wording:
        words = [word for each in wording for word in each.cut_words]
        joined, missing = join_cut_words(fold(" ".join(w.exact for w in wording)), words)
        for word in missing:
            yield _result("dehyphenatedWordIsCut", wording[0].iri, Literal(word), word)
        if joined != text:
            _, *texts = first_difference(joined, text)
            yield _result("textIsWording", owner, Literal(text), *texts)
    elif owned and not any(fold(text).casefold() in fold(q.exact).casefold() for q in owned):
        yield _result("textIsQuoted", owner, Literal(text), fold(owned[0].exact))
    for each in owned:
        if each.role == REPEATED:
            again, _ = join_cut_words(fold(each.exact), each.cut_words)
            if again.removesuffix(".") != fold(text).removesuffix("."):
                yield _result("repeatedIsText", each.iri, Literal(each.exact), again)


def _check_quotations(
    index: GraphIndex, owner: str, owned: Sequence[Slice], by_owner: Mapping[str, Sequence[Slice]]
) -> Iterator[ValidationResult]:
    """Check that what a finding quotes stands in the element that it is about.

    A field stands beside the element, in a document that has fields.
    """
    element = _iri(index, owner, PV.about)
    if element is None:
        return
    places = [each for each in by_owner.get(element, ()) if each.role not in (QUOTATION, FIELD)]
    for each in owned:
        inside = each.role == FIELD or any(
            place.source == each.source and place.start <= each.start and each.end <= place.end
            for place in places
        )
        if not inside:
            yield _result("quotationIsInElement", each.iri, NamedNode(element))


def _result(
    rule: str, focus: str, value: NamedNode | Literal, *details: object
) -> ValidationResult:
    """Make a result in the form that the shapes' results have."""
    nb, en = (text.format(*details) for text in MESSAGES[rule])
    return ValidationResult(
        severity=Severity.VIOLATION,
        focus_node=focus,
        source_shape=SHAPES[f"PassageShape-{rule}"].value,
        source_constraint_component=COMPONENT,
        messages={"nb": nb, "en": en},
        value=value,
    )
