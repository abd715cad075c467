"""Where the ontology, the shapes and the data stand: in the checkout, or inside the wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundle_root() -> Path:
    """Return the folder that holds ``ontology/``, ``shapes/`` and ``data/``."""
    bundled = _PACKAGE / "_bundle"
    return bundled if bundled.is_dir() else _PACKAGE.parent.parent


def ontology_root() -> Path:
    """Return the folder of the ontology, codelists, alignments and questions."""
    return bundle_root() / "ontology"


def shapes_root() -> Path:
    """Return the folder of the SHACL shapes of this release."""
    return bundle_root() / "shapes"


def data_root() -> Path:
    """Return the folder of the data that come with planvev."""
    return bundle_root() / "data"
