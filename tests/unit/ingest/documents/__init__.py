"""Documents that the tests of ingest make: a plan as data, written as Word and printed as PDF."""
