"""The site: SPARQL endpoint, linked-data documents, pages. Flask lives only here."""

from planvev.web.app import create_app
from planvev.web.config import WebConfig
from planvev.web.site import Backend

__all__ = ["Backend", "WebConfig", "create_app"]
