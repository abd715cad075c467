"""The ``planvev`` command."""

from planvev.cli.main import main

__all__ = ["main"]
