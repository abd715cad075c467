"""planvev: a municipality's plans as one linked, checked, queryable graph."""

__version__ = "0.1.0.dev0"
