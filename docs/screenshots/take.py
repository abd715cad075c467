"""Take the pictures of the main pages anew: ``make screenshots``.

A server over ``data/`` is started on a free port and ended. Exit code: 1 where a picture is larger
than BYTES_MAX, 2 where there is no Chromium.
"""

from __future__ import annotations

import os
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from e2e.browser.pages import PAGES
from promises.serving import OPEN_TO_ALL, Server

FOLDER: Final = Path(__file__).parent
DATA: Final = FOLDER.parents[1] / "data"
WIDE: Final = (1280, 900)
TEXT: Final = (1040, 760)
NARROW: Final = (320, 800)
BYTES_MAX: Final = 150_000
_SIGNATURE: Final = 8
_NOT_DATA: Final = 12
"""Of a chunk of a PNG: its length, kind and checksum."""


@dataclass(frozen=True)
class Picture:
    """One picture. page: a name of PAGES. size: width and height of the window, in CSS pixels."""

    file: str
    page: str
    size: tuple[int, int] = WIDE
    scheme: str = "light"


PICTURES: Final = (
    Picture("start-wide-light", "start"),
    Picture("start-wide-dark", "start", scheme="dark"),
    Picture("start-narrow-light", "start", NARROW),
    Picture("start-narrow-dark", "start", NARROW, "dark"),
    Picture("plan", "plan"),
    Picture("reading-view", "reading-view", TEXT),
    Picture("goal", "goal", TEXT),
    Picture("goal-narrow", "goal", NARROW),
    Picture("passage", "passage", TEXT),
    Picture("instruments", "instruments"),
    Picture("search", "search"),
    Picture("query", "query-with-answer", (1040, 1150)),
)


def take(browser: Browser, url: str, picture: Picture) -> int:
    """Take one picture; return its size in bytes."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="nb-NO",
    )
    page = context.new_page()
    page.goto(url + PAGES[picture.page], wait_until="networkidle")
    path = FOLDER / f"{picture.file}.png"
    path.write_bytes(packed(page.screenshot()))
    context.close()
    return path.stat().st_size


def packed(png: bytes) -> bytes:
    """Return the same picture, its pixels compressed as far as deflate goes.

    Source: Portable Network Graphics, third edition, section 5.
    """
    chunks = list(_chunks(png))
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    kept = [(kind, data) for kind, data in chunks if kind != b"IDAT"]
    kept.insert(-1, (b"IDAT", zlib.compress(pixels, 9)))
    written = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in kept
    )
    return png[:_SIGNATURE] + b"".join(written)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = _SIGNATURE
    while place < len(png):
        length = int.from_bytes(png[place : place + 4], "big")
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + _NOT_DATA


def main() -> int:
    """Take all pictures; return the exit code."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        sys.stderr.write("no Chromium is installed (Debian: apt-get install chromium)\n")
        return 2
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "state", DATA, *OPEN_TO_ALL)
        try:
            url = f"http://127.0.0.1:{server.await_ready().port}"
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else []
            )
            sizes = {picture.file: take(browser, url, picture) for picture in PICTURES}
            browser.close()
        finally:
            server.clean_up()
    for name, size in sizes.items():
        sys.stdout.write(f"{name}.png: {size:,} bytes\n")
    return 0 if max(sizes.values()) <= BYTES_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
