"""The SHACL gate: does this data say what it must, in a form that can be trusted?"""

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
