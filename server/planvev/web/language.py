"""The language of a page: which one it is, and what the site's own words are in it.

The words of the code and of the templates are English; the catalogues under ``translations/``
(gettext, one file a language and area) have them in bokmål, nynorsk and English. What a graph
says is never translated here.

The language is kept in a context variable and not in Flask, so that what makes sentences is plain
code that is tested without a request. A page sets it first (``use``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES: Final = ("nb", "nn", "en")
DEFAULT: Final = "nb"
OWN_NAMES: Final = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
COOKIE: Final = "lang"
CATALOGUES: Final = Path(__file__).parent / "translations"
_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def current() -> str:
    """Return the language of the page at hand: one of LANGUAGES."""
    return _current.get()


def use(language: str) -> None:
    """Make all that follows in this context speak a language; one of LANGUAGES."""
    _current.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language while the block runs."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def choose(asked: str, remembered: str, default: str = DEFAULT) -> str:
    """Return the language of a request: of ``?lang=``, of the cookie, or of the installation.

    >>> choose("", "nn"), choose("en", "nn"), choose("de", "")
    ('nn', 'en', 'nb')
    """
    return next((one for one in (asked, remembered) if one in LANGUAGES), default)


@cache
def catalogue(language: str) -> Translations:
    """Return the translations into a language, of all areas."""
    merged = Translations()
    for path in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        merged.merge(Translations(compiled, domain=path.stem))
    return merged


def looked_up(message: str) -> str:
    """Return a text in the language at hand as the catalogue has it, its places still open."""
    text: str = catalogue(current()).ugettext(message)
    return text


def looked_up_for(one: str, many: str, number: int) -> str:
    """Return the text for one or for many as the catalogue has it, its places still open."""
    text: str = catalogue(current()).ungettext(one, many, number)
    return text


def gettext(message: str, **values: Any) -> str:
    """Return a text in the language at hand; values: for its ``%(name)s`` places.

    >>> with speaking("en"):
    ...     gettext("%(number)s of %(all)s", number=2, all=5)
    '2 of 5'
    """
    text: str = catalogue(current()).ugettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """Return the text for one or for many, with ``%(num)s`` for the number."""
    text: str = catalogue(current()).ungettext(one, many, number)
    return text % {"num": number, **values}


def pgettext(context: str, message: str, **values: Any) -> str:
    """Return a text that means something else in another context."""
    text: str = catalogue(current()).upgettext(context, message)
    return text % values if values else text


def marked(message: str) -> str:
    """Return a text as it is: it stands where no page is made, and is translated when it is shown.

    The catalogues know it by this call.
    """
    return message
