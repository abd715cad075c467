"""The page of one code: what it means, how much uses it, and what that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template, request

from planvev.errors import ResourceNotFound
from planvev.vocab import SKOS
from planvev.web import queries
from planvev.web.citing_view import citable, citing_box
from planvev.web.description import Description, Ref, Text, add_names, rows, statements_of
from planvev.web.language import gettext
from planvev.web.lists import page_asked
from planvev.web.pages_of import page_numbers
from planvev.web.site import site
from planvev.web.statements import Binding, Statement, Statements, Value
from planvev.web.tables import links
from planvev.web.thing_queries import page_query
from planvev.web.thing_view import thing_view, title_of
from planvev.web.urls import ONTOLOGY_IRI

USES_A_PAGE: Final = 100
_ORDERS: Final = (SKOS.hasTopConcept, SKOS.topConceptOf, SKOS.member, SKOS.narrower, SKOS.broader)
"""What a codelist says of its own codes; no use of them."""


@dataclass(frozen=True)
class Use:
    """A statement that uses a code. role: the property that it is the value of."""

    thing: Ref
    role: Ref


def uses_of(bindings: Sequence[Binding], iri: str) -> tuple[list[Statement], int]:
    """Return the statements of ``queries.code_uses``, and how many there are in all."""
    total = next((int(row["total"]["value"]) for row in bindings if "total" in row), 0)
    value = Value("uri", iri)
    found = [
        Statement(row["g"]["value"], row["s"]["value"], row["p"]["value"], value)
        for row in bindings
        if "s" in row
    ]
    return found, total


def code_page(iri: str) -> str:
    """Return the page of a code, in at most three queries. Raises ResourceNotFound, BadRequest."""
    engine, urls, timeout_s = site().engine, site().urls, site().config.page_timeout_s
    number = page_asked()
    own = statements_of(rows(engine, queries.own_statements(iri), timeout_s))
    offset = (number - 1) * USES_A_PAGE
    found = rows(engine, queries.code_uses(iri, _ORDERS, USES_A_PAGE, offset), timeout_s)
    using, total = uses_of(found, iri)
    if not own and not total:
        raise ResourceNotFound(iri)
    statements = Statements([*own, *using])
    description = Description(iri, urls, statements, total, engine.generation, frozenset(own))
    add_names(engine, description, timeout_s)
    path = urls.path_of(iri) or "/"
    lists = [description.ref(scheme) for scheme in statements.iris(iri, SKOS.inScheme)]
    return render_template(
        "collection_code.html",
        view=thing_view(description, {}),
        iri=iri,
        above=[Ref(ONTOLOGY_IRI, Text(gettext("The terms in use")), "/ontology"), *lists],
        uses=[Use(description.ref(s.subject), description.ref(s.predicate)) for s in using],
        total=total,
        pages=page_numbers(number, total, USES_A_PAGE, path, request.args),
        citing=citing_box(citable(description, title_of(description, iri), lists), path),
        page_query=page_query(description),
        history_url=urls.history_path(iri) if site().backend else None,
        table_links=links(path),
        alternates=[*urls.alternates(path), *links(path)],
    )
