r"""A query as something to paste: a URL, a shell command, Python, R. Pure.

A query may hold anything: each language's own quoting keeps it a text.

>>> shell_quoted("a'b $x `y` \\n")
"'a'\\''b $x `y` \\n'"
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Snippet:
    """A way to ask the query from elsewhere."""

    name: str
    text: str


def snippets(endpoint: str, query: str, is_table: bool) -> list[Snippet]:
    """Return the query for each tool. is_table: whether it gives a table, not a graph."""
    return [
        Snippet("curl", curl(endpoint, query, is_table)),
        Snippet("Python", python(endpoint, query, is_table)),
        Snippet("R", r_language(endpoint, query, is_table)),
        Snippet("URL", f"{endpoint}?{urlencode({'query': query})}"),
    ]


def shell_quoted(text: str) -> str:
    """Return a text in single quotes, in which a shell finds nothing special."""
    return "'" + text.replace("'", "'\\''") + "'"


def curl(endpoint: str, query: str, is_table: bool) -> str:
    """Return a command for a POSIX shell."""
    accept = "text/csv" if is_table else "text/turtle"
    return (
        f"curl --silent --show-error --fail-with-body \\\n  --header 'Accept: {accept}' \\\n"
        f"  --data-urlencode {shell_quoted('query=' + query)} \\\n  {shell_quoted(endpoint)}"
    )


def python(endpoint: str, query: str, is_table: bool) -> str:
    """Return Python that asks with pandas, or gets Turtle."""
    lines = ["import io", "import urllib.parse", "import urllib.request", ""]
    if is_table:
        lines = [
            "import io",
            "import urllib.parse",
            "import urllib.request",
            "",
            "import pandas",
            "",
        ]
    accept = "text/csv" if is_table else "text/turtle"
    lines += [
        f"query = {_python_text(query)}",
        "request = urllib.request.Request(",
        f"    {json.dumps(endpoint)},",
        '    data=urllib.parse.urlencode({"query": query}).encode(),',
        f'    headers={{"Accept": "{accept}"}},',
        ")",
        "with urllib.request.urlopen(request) as answer:",
    ]
    if is_table:
        lines += ["    table = pandas.read_csv(io.BytesIO(answer.read()))", "print(table)"]
    else:
        lines += ['    print(answer.read().decode("utf-8"))']
    return "\n".join(lines)


def _python_text(text: str) -> str:
    """Return a Python literal; over several lines where nothing in the text stands against it."""
    plain = text.isprintable() or all(c.isprintable() or c == "\n" for c in text)
    if plain and "\n" in text and '"""' not in text and "\\" not in text and text[-1:] != '"':
        return f'"""{text}"""'
    return repr(text)


def r_language(endpoint: str, query: str, is_table: bool) -> str:
    """Return R that asks with httr2, and reads a table with readr."""
    accept = "text/csv" if is_table else "text/turtle"
    end = "readr::read_csv(resp_body_raw(answer))" if is_table else "cat(resp_body_string(answer))"
    return "\n".join(
        [
            "library(httr2)",
            "",
            f"query <- {json.dumps(query, ensure_ascii=False)}",
            f"answer <- request({json.dumps(endpoint)}) |>",
            "  req_body_form(query = query) |>",
            f'  req_headers(Accept = "{accept}") |>',
            "  req_perform()",
            end,
        ]
    )
