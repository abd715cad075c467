"""The W3C's SPARQL 1.1 tests, asked of a running server over plain HTTP."""
