"""RDF without I/O: formats, content negotiation, terms."""
