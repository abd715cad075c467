"""What is told of a plan in our words, because its text was not had (docs/decisions/0027)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from planvev.vocab import DCT, PV
from planvev.web.addresses import page_name
from planvev.web.description import Description, Ref, Text
from planvev.web.statements import Statements

_NO_TEXT_OF_A_PLAN: Final = (PV.Target, PV.Challenge, PV.Mention, PV.Link, PV.Decision)


def is_paraphrase(statements: Statements, iri: str) -> bool:
    """Return whether an element of a plan stands here in our words: it has a source and no text."""
    return bool(
        statements.iris(iri, PV.partOf)
        and statements.iris(iri, DCT.source)
        and not statements.value(iri, PV.text)
        and not statements.is_a(iri, *_NO_TEXT_OF_A_PLAN)
    )


def sources(description: Description, iri: str) -> list[Ref]:
    """Return the sources that a thing names, web pages by short names."""
    return told_apart(
        [source(description, one) for one in description.statements.iris(iri, DCT.source)]
    )


def source(description: Description, iri: str) -> Ref:
    """Return one source; a web page that nothing here names is named by its address, shortened."""
    ref = description.ref(iri)
    unnamed = ref.external and ref.text.text == iri
    return replace(ref, text=Text(page_name(iri))) if unnamed else ref


def paraphrased_after(description: Description, iri: str) -> list[Ref]:
    """Return the sources of a paraphrase; none for what has a wording of its own."""
    return sources(description, iri) if is_paraphrase(description.statements, iri) else []


def all_paraphrased_after(description: Description) -> list[Ref]:
    """Return the sources of a paraphrase, or of those that a plan is made of, each once."""
    statements = description.statements
    parts = [s.subject for s in statements.to(description.iri) if s.predicate == PV.partOf.value]
    found = {
        one.iri: one
        for iri in (description.iri, *parts)
        for one in paraphrased_after(description, iri)
    }
    return told_apart([found[iri] for iri in sorted(found)])


def told_apart(refs: list[Ref]) -> list[Ref]:
    """Give web pages whose short names are the same longer ones."""
    times = Counter(ref.text.text for ref in refs)
    return [
        replace(ref, text=Text(page_name(ref.iri, 2))) if times[ref.text.text] > 1 else ref
        for ref in refs
    ]
