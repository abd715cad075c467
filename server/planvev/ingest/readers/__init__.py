"""Readers: the bytes of a file to its text and blocks, one module a format of running text."""
