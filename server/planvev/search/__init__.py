"""Search: an index of what people look for, kept in step with the archive."""
