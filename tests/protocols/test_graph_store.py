"""The Graph Store Protocol over HTTP, beyond what the W3C's tests ask.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/ § 4 and § 5
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from promises.serving import Reply, Server, bearer, graph_path, token_for
from protocols.asking import media_type

GRAPH = "http://example.org/graphs/a"
OURS = "https://w3id.org/planvev/graph/"
SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class Store:
    """A graph store, and a token that may change all of it."""

    def __init__(self, server: Server, token: str) -> None:
        self._server = server
        self._token = token

    def __call__(
        self, method: str, path: str, body: bytes | str | None = None, **headers: str
    ) -> Reply:
        """Send a request; a body is Turtle where no other type is named."""
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
        if body is not None and "Content_Type" not in headers:
            sent["Content-Type"] = "text/turtle"
        return self._server.ask(path, method, body, {**bearer(self._token), **sent})

    def text(self, path: str) -> str:
        """Return a graph as N-Triples."""
        reply = self("GET", path, Accept="application/n-triples")
        assert reply.status == 200, reply.text
        return reply.text

    def tag(self, path: str) -> str:
        """Return a graph's entity tag."""
        return self("HEAD", path).headers["etag"]


@pytest.fixture(scope="module")
def writer(server: Server, state: Path) -> Store:
    return Store(server, token_for(state))


@pytest.fixture
def store(writer: Store) -> Iterator[Store]:
    """Return the store; what the tests make is gone after each."""
    yield writer
    for path in (graph_path(GRAPH), "/graph/a/b"):
        assert writer("DELETE", path).status in (204, 404)
    assert writer("DELETE", "/graph-store?default").status == 204


PATH = graph_path(GRAPH)
EITHER = pytest.mark.parametrize("path", [PATH, "/graph/a/b"], ids=["indirect", "direct"])


# --- PUT, DELETE ---


@EITHER
def test_a_graph_is_made_replaced_and_removed(store: Store, path: str) -> None:
    assert store("GET", path).status == 404
    made = store("PUT", path, "<urn:s> <urn:p> 1 .")
    assert (made.status, made.body) == (201, b"")
    replaced = store("PUT", path, "<urn:s> <urn:p> 2 .")
    assert (replaced.status, replaced.body) == (204, b"")
    assert "location" not in replaced.headers
    assert '"2"' in store.text(path)
    assert '"1"' not in store.text(path)
    assert store("DELETE", path).status == 204
    for method in ("GET", "HEAD", "DELETE"):
        assert store(method, path).status == 404


def test_a_path_and_the_iri_that_it_stands_for_are_one_graph(store: Store) -> None:
    assert store("PUT", "/graph/a/b", "<c> <> 1 .").headers["location"] == f"{OURS}a/b"
    assert store.text(graph_path(f"{OURS}a/b")) == store.text("/graph/a/b")
    assert store.text("/graph/a/b").startswith(f"<{OURS}a/c> <{OURS}a/b> ")


def test_terms_come_back_as_they_were_put(store: Store) -> None:
    lines = [
        '<urn:s> <urn:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        '<urn:s> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#byte> .',
        '<urn:s> <urn:p> "Hei"@NB-no .',
    ]
    text = "\n".join(lines) + "\n"
    assert store("PUT", PATH, text, Content_Type="application/n-triples").status == 201
    assert store.text(PATH) == text


def test_relative_iris_are_resolved_against_the_graphs_own(store: Store) -> None:
    store("PUT", PATH, "<> <#p> <b> . </c> <../d> <?e> .")
    assert store.text(PATH) == (
        "<http://example.org/c> <http://example.org/d> <http://example.org/graphs/a?e> .\n"
        "<http://example.org/graphs/a> <http://example.org/graphs/a#p> "
        "<http://example.org/graphs/b> .\n"
    )


def test_in_the_unnamed_graph_relative_iris_have_no_base(store: Store) -> None:
    refused = store("PUT", "/graph-store?default", "<a> <urn:p> 1 .")
    assert refused.status == 400
    assert refused.json()["line"] == 1


def test_an_empty_graph_is_there(store: Store) -> None:
    assert store("PUT", PATH, "").status == 201
    assert store.text(PATH) == ""
    assert store("PUT", PATH, "").status == 204
    assert store("DELETE", PATH).status == 204
    assert store("DELETE", PATH).status == 404


# --- The unnamed graph ---


def test_the_unnamed_graph_is_always_there_so_writing_it_makes_nothing(store: Store) -> None:
    path = "/graph-store?default"
    for method in ("PUT", "POST", "DELETE", "DELETE"):
        reply = store(method, path, None if method == "DELETE" else "<urn:s> <urn:p> 1 .")
        assert (reply.status, "location" in reply.headers) == (204, False)
    assert store.text(path) == ""


def test_the_tag_of_the_unnamed_graph_matches_when_it_is_empty_too(store: Store) -> None:
    path = "/graph-store?default"
    empty = store.tag(path)
    assert empty == f'"{SHA256_OF_NOTHING}.ttl"'
    assert store("PUT", path, "<urn:s> <urn:p> 1 .", If_None_Match="*").status == 412
    assert store("PUT", path, "<urn:s> <urn:p> 1 .", If_Match=empty).status == 204
    assert store("PUT", path, "<urn:s> <urn:p> 2 .", If_Match=empty).status == 412
    assert '"1"' in store.text(path)


# --- POST ---


def test_a_post_adds_and_a_post_to_no_graph_makes_it(store: Store) -> None:
    assert store("POST", PATH, "<urn:s> <urn:p> 1 .").status == 201
    assert store("POST", PATH, "<urn:s> <urn:p> 2 .").status == 204
    assert store("POST", PATH, "<urn:s> <urn:p> 2 .").status == 204
    assert store.text(PATH).count("\n") == 2


def test_blank_nodes_of_what_is_added_are_new(store: Store) -> None:
    for _ in range(2):
        store("POST", PATH, "_:same <urn:p> 1 .")
    assert store.text(PATH).count("\n") == 2


def test_a_post_without_content_is_204_and_makes_no_graph(store: Store) -> None:
    for path in (PATH, "/graph/a/b", "/graph-store"):
        reply = store("POST", path, "")
        assert (reply.status, "location" in reply.headers) == (204, False)
    assert store("GET", PATH).status == 404
    assert store("POST", PATH, "", If_Match="*").status == 412


def test_a_post_to_the_store_makes_a_graph_and_says_its_name_and_where_it_is(store: Store) -> None:
    made = store("POST", "/graph-store", "<> <urn:p> <part> .")
    assert made.status == 201
    name = made.headers["location"]
    assert name.startswith(f"{OURS}new/")
    here = made.headers["link"].partition(">")[0].removeprefix("<")
    assert made.headers["link"] == f'<{here}>; rel="edit"'
    wanted = f"<{name}> <urn:p> <{OURS}new/part> .\n"
    for path in (here, graph_path(name), urlsplit(name).path.removeprefix("/planvev")):
        assert store.text(path) == wanted
    assert store("DELETE", here).status == 204


def test_two_posts_to_the_store_make_two_graphs(store: Store) -> None:
    made = [store("POST", "/graph-store", "<urn:s> <urn:p> 1 .") for _ in range(2)]
    names = {reply.headers["location"] for reply in made}
    assert len(names) == 2
    for name in names:
        assert store("DELETE", graph_path(name)).status == 204


def test_the_link_to_a_graph_with_letters_outside_ascii_leads_there(store: Store) -> None:
    graph = "http://example.org/grønt?a=b&c=d"
    made = store("PUT", graph_path(graph), "<urn:s> <urn:p> 1 .")
    assert made.headers["location"] == "http://example.org/gr%C3%B8nt?a=b&c=d"
    here = made.headers["link"].partition(">")[0].removeprefix("<")
    assert here == f"/graph-store?graph={quote(graph, safe='')}"
    assert store("DELETE", here).status == 204


def form(*parts: tuple[str, str, str]) -> tuple[bytes, str]:
    """Return a multipart body and its type. parts: file name, Content-Type line or "", content."""
    lines = []
    for name, content_type, content in parts:
        lines.append(f'--x\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n')
        lines.append(
            f"{content_type}\r\n\r\n{content}\r\n" if content_type else f"\r\n{content}\r\n"
        )
    return "".join([*lines, "--x--\r\n"]).encode(), "multipart/form-data; boundary=x"


@pytest.mark.parametrize("path", [PATH, "/graph/a/b", "/graph-store"])
def test_the_parts_of_a_form_are_merged(store: Store, path: str) -> None:
    body, content_type = form(
        ("a.ttl", "Content-Type: text/turtle; charset=utf-8", "_:b <urn:p> 1 ."),
        ("b.nt", "Content-Type: application/n-triples", "_:b <urn:p> <urn:o> .\n"),
    )
    made = store("POST", path, body, Content_Type=content_type)
    assert made.status == 201
    here = made.headers["link"].partition(">")[0].removeprefix("<")
    subjects = {line.split()[0] for line in store.text(here).splitlines()}
    assert len(subjects) == 2  # a blank node of one document is none of the other's
    assert store("DELETE", here).status == 204


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("", "<urn:s> <urn:p> 1 .", 400),
        ("Content-Type: image/png", "<urn:s> <urn:p> 1 .", 415),
        ("Content-Type: text/turtle", "<urn:s> <urn:p>", 400),
    ],
)
def test_a_part_that_is_wrong_is_named_and_nothing_is_written(
    store: Store, content_type: str, content: str, status: int
) -> None:
    body, whole = form(
        ("a.ttl", "Content-Type: text/turtle", "<urn:s> <urn:p> 1 ."),
        ("wrong.ttl", content_type, content),
    )
    refused = store("POST", PATH, body, Content_Type=whole)
    assert refused.status == status
    assert "wrong.ttl" in refused.json()["detail"]
    assert store("GET", PATH).status == 404


# --- GET, HEAD ---


@EITHER
def test_head_says_of_a_graph_what_get_does(store: Store, path: str) -> None:
    store("PUT", path, "<urn:s> <urn:p> 1, 2, 3 .")
    for accept in ("text/turtle", "application/n-triples", "application/ld+json"):
        whole, head = (store(method, path, Accept=accept) for method in ("GET", "HEAD"))
        assert (head.status, head.body, media_type(head)) == (200, b"", accept)
        for name in ("content-length", "content-type", "etag", "vary", "cache-control"):
            assert head.headers[name] == whole.headers[name]
        assert head.headers["content-length"] == str(len(whole.body))


@pytest.mark.parametrize("query", ["", "?graph=", "?graph=a", "?graph=/a", "?default=x",
                                   "?default&graph=urn:a", "?graph=urn:a&graph=urn:b"])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_a_request_that_names_no_one_graph_is_400(store: Store, query: str, method: str) -> None:
    body = "<urn:s> <urn:p> 1 ." if method == "PUT" else None
    assert store(method, f"/graph-store{query}", body).status == 400


# --- What is asked of the graph before ---


def test_a_write_is_done_only_to_the_graph_that_its_tag_names(store: Store) -> None:
    store("PUT", PATH, "<urn:s> <urn:p> 1 .")
    tag = store.tag(PATH)
    assert store("PUT", PATH, "<urn:s> <urn:p> 2 .", If_Match=tag).status == 204
    assert store.tag(PATH) != tag
    for method in ("PUT", "POST", "DELETE"):
        body = None if method == "DELETE" else "<urn:s> <urn:p> 3 ."
        refused = store(method, PATH, body, If_Match=tag)
        assert (refused.status, refused.code) == (412, "precondition-failed")
    assert '"2"' in store.text(PATH)
    assert store("DELETE", PATH, If_Match=store.tag(PATH)).status == 204


def test_a_tag_of_any_format_names_the_graph(store: Store) -> None:
    store("PUT", PATH, "<urn:s> <urn:p> 1 .")
    tag = store("GET", PATH, Accept="application/ld+json").headers["etag"]
    assert store("DELETE", PATH, If_Match=f'"x", {tag}').status == 204


def test_a_graph_is_made_only_where_there_is_none(store: Store) -> None:
    assert store("PUT", PATH, "<urn:s> <urn:p> 1 .", If_Match="*").status == 412
    assert store("PUT", PATH, "<urn:s> <urn:p> 1 .", If_None_Match="*").status == 201
    assert store("PUT", PATH, "<urn:s> <urn:p> 2 .", If_None_Match="*").status == 412
    assert store("PUT", PATH, "<urn:s> <urn:p> 2 .", If_Match="*").status == 204
    assert store("PUT", PATH, "<urn:s> <urn:p> 2 .", If_Match="no tag").status == 400


# --- What is not taken ---


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/trig", "application/n-quads", "application/json", "image/png",
     "text/turtle; charset=iso-8859-1"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_type_that_is_not_read_is_415(store: Store, method: str, content_type: str) -> None:
    refused = store(method, PATH, "<urn:s> <urn:p> 1 .", Content_Type=content_type)
    assert (refused.status, refused.code) == (415, "unsupported-media-type")
    if "charset" not in content_type:
        assert "text/turtle" in refused.headers["accept"]  # RFC 9110 § 15.5.16
    assert store("GET", PATH).status == 404


def test_content_that_does_not_parse_is_400_with_its_place(store: Store) -> None:
    refused = store("PUT", PATH, "<urn:s> <urn:p> 1 .\n<urn:s> <urn:p>")
    assert (refused.status, refused.code) == (400, "bad-content")
    assert refused.json()["line"] == 2
    assert store("GET", PATH).status == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_without_a_token_nothing_is_written_or_looked_at(server: Server, method: str) -> None:
    for path in (PATH, "/graph/a/b", "/graph-store?default", "/graph-store?graph=no-iri"):
        refused = server.ask(path, method, b"<no turtle", {"Content-Type": "text/turtle"})
        assert (refused.status, refused.code) == (401, "unauthorized")
        assert refused.headers["www-authenticate"].startswith("Bearer")
