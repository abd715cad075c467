"""Short names of web pages, for where a source is named by its address alone."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote, urlsplit

_LAST_CHARACTERS_MAX: Final = 40


def page_name(url: str, steps_shown: int = 1) -> str:
    """Return the site of a web address and the last steps of its path; others as they are.

    >>> page_name("https://www.example.no/content/1117728523/Milj%C3%B8pakken")
    'example.no/…/Miljøpakken'
    >>> page_name("https://example.no/a/b/c", 2)
    'example.no/…/b/c'
    >>> page_name("https://example.no/plan"), page_name("https://example.no/"), page_name("urn:x")
    ('example.no/plan', 'example.no', 'urn:x')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return url
    site = parts.netloc.lower().removeprefix("www.")
    steps = [step for step in parts.path.split("/") if step]
    if not steps:
        return site
    last = unquote("/".join(steps[-steps_shown:]))
    if len(last) > _LAST_CHARACTERS_MAX:
        last = f"{last[: _LAST_CHARACTERS_MAX - 1]}…"
    return "/".join([site, *(["…"] if len(steps) > steps_shown else []), last])
