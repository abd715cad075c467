"""Bring the catalogues of translations up to date with the sources: ``make messages``.

Each source belongs to one catalogue (``translations/areas.toml``). A text that is new comes without
a translation, which is then to be written into the .po file; one that is used no more goes. English
translates itself. With names of areas, only their catalogues are written.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parent / "planvev" / "web"
CATALOGUES = WEB / "translations"
LANGUAGES = ("nb", "nn", "en")
_KEYWORDS = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "marked": None}
_METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
_NOT_KEPT = ('"POT-', '"PO-', '"Generated-', '"Last-', '"Project-', '"Report-', '"Language-Team')
"""Fields of the header that say nothing, or something else each time."""
_OPTIONS = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}


def areas() -> dict[str, list[str]]:
    """Return the patterns of each area, in the order in which they count."""
    return tomllib.loads((CATALOGUES / "areas.toml").read_text(encoding="utf-8"))


def area_of(path: Path) -> str:
    """Return the area that a source belongs to."""
    name = path.relative_to(WEB).as_posix()
    return next(
        area
        for area, patterns in areas().items()
        if any(pattern == "**" or fnmatch(name, pattern) for pattern in patterns)
    )


def sources(area: str) -> Iterator[Path]:
    """Yield the sources of an area, in order."""
    for path in sorted(WEB.rglob("*")):
        if path.suffix in _METHODS and "assets" not in path.parts and area_of(path) == area:
            yield path


def extracted(area: str) -> Catalog:
    """Return the texts of an area's sources."""
    catalogue = Catalog(project="planvev", charset="utf-8")
    for path in sources(area):
        with path.open("rb") as source:
            for _, message, comments, context in extract(
                _METHODS[path.suffix],
                source,
                keywords=_KEYWORDS,
                comment_tags=("Translators:",),
                options=_OPTIONS,
            ):
                catalogue.add(
                    message,
                    locations=[(path.relative_to(WEB).as_posix(), None)],
                    auto_comments=comments,
                    context=context,
                )
    return catalogue


def path_of(area: str, language: str) -> Path:
    """Return where a catalogue is kept."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{area}.po"


def updated(area: str, language: str) -> bytes:
    """Return a catalogue as it has to be: its texts, with what translations there are."""
    path = path_of(area, language)
    catalogue = Catalog(locale=language, charset="utf-8")
    if path.exists():
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language)
    catalogue.update(extracted(area), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    if language == "en":
        for message in catalogue:
            if message.id:
                message.string = message.id
    fresh = Catalog(
        locale=language,
        charset="utf-8",
        header_comment=f"# planvev: {area}, {language}.",
        fuzzy=False,
    )
    for message in catalogue:
        if message.id:
            fresh.add(
                message.id,
                message.string,
                locations=message.locations,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    body = BytesIO()
    write_po(body, fresh, width=100, omit_header=False, sort_output=True, include_lineno=False)
    lines = body.getvalue().decode("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(_NOT_KEPT)]
    return "".join(kept).encode("utf-8")


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts that have no translation, or not one for each number."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]


def main(wanted: list[str]) -> int:
    """Write the catalogues; say what lacks a translation. Returns the exit code."""
    lacking = 0
    for area in areas():
        if wanted and area not in wanted:
            continue
        for language in LANGUAGES:
            path = path_of(area, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(updated(area, language))
            with path.open("rb") as source:
                missing = untranslated(read_po(source, locale=language))
            lacking += len(missing)
            sys.stdout.writelines(f"{path}: no translation of {one!r}\n" for one in missing)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
