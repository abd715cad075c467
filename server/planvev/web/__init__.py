"""The site: SPARQL endpoint, linked-data documents, pages. Flask lives only here."""

from planvev.web.app import create_app
from planvev.web.config import WebConfig

__all__ = ["WebConfig", "create_app"]
