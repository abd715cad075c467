"""Links between plans, and what is derived from records of them."""
