"""The built style sheets and scripts: which file a name stands for now.

Their names hold a hash of their content (``server/frontend/build.mjs``), so they may be
kept for ever.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from planvev.errors import ConfigError

BUILT: Final = Path(__file__).parent / "assets" / "built"
KEPT_S: Final = 365 * 24 * 3600


@cache
def manifest() -> dict[str, str]:
    """Return the built file of each name. Raises ConfigError where nothing was built."""
    path = BUILT / "manifest.json"
    try:
        names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: the site's style sheets and scripts are not built; run «make assets»"
        ) from None
    return names


def asset_url(name: str) -> str:
    """Return the URL of a style sheet or script: ``site.css``. Raises ConfigError, KeyError."""
    return f"/assets/built/{manifest()[name]}"


def is_hashed(path: str) -> bool:
    """Return whether the file of a URL's path never changes."""
    return path.startswith("/assets/built/")
