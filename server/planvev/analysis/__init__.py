"""What links between plans come to: coverage, the red thread of a goal, two plans compared. Pure."""
