"""What links between plans come to: coverage, red threads, plans compared. Pure."""
