"""Imports run one way, and each heavy library stands in its own corner (docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "server" / "planvev"
LAYERS = [
    {"errors", "vocab", "settings", "resources"},
    {"rdf"},
    {"archive", "access"},
    {"engine"},
    {"sparql", "validation", "ingest", "linking", "analysis", "search"},
    {"writes"},
    {"web", "cli", "__main__"},
]
CORNERS = {
    "flask": {"web"},
    "click": {"cli"},
    "granian": {"web"},
    "httpx": {"engine"},
    "tantivy": {"search"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def layer_of(part: str) -> int | None:
    return next((number for number, parts in enumerate(LAYERS) if part in parts), None)


def imports_of(module: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_own_layer_or_below(module: Path) -> None:
    own = part_of(module)
    if own == "__init__":
        return
    assert layer_of(own) is not None, f"{own} has no layer"
    for name in imports_of(module):
        if name.startswith("planvev.") and name.split(".")[1] != "__version__":
            other = layer_of(name.split(".")[1])
            assert other is not None, f"{name} has no layer"
            assert other <= layer_of(own), f"{module.name} imports {name} from above"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_flask_click_and_the_store_stay_in_their_corners(module: Path) -> None:
    for name in imports_of(module):
        library = name.split(".")[0]
        if library in CORNERS:
            assert part_of(module) in CORNERS[library], f"{module.name} imports {name}"
        if name == "pyoxigraph.Store":
            assert module.relative_to(PACKAGE).parts[:2] == ("engine", "embedded")


def test_the_layers_name_packages_that_exist_or_are_planned() -> None:
    there = {part_of(module) for module in MODULES} - {"__init__"}
    assert there <= set().union(*LAYERS)
