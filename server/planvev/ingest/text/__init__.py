"""Plans given as plain text, read with a profile that holds patterns and human decisions."""
