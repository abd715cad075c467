"""Who may write what: tokens, roles, and the log of what was done with them."""
