"""The graph files: where each named graph stands on disk, and how it is read."""
