"""SPARQL 1.1 Protocol, without I/O: requests are read here and answered elsewhere."""
