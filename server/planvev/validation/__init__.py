"""The SHACL gate: whether data say what they must, and what to do where they do not."""

from planvev.validation.gate import validate_graphs, validate_paths
from planvev.validation.report import (
    Severity,
    ValidationReport,
    ValidationResult,
    shapes_without_focus,
)

__all__ = [
    "Severity",
    "ValidationReport",
    "ValidationResult",
    "shapes_without_focus",
    "validate_graphs",
    "validate_paths",
]
