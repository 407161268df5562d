"""What is asked of a whole study beyond one ranking and one portfolio: why, what else, and how far to trust it."""
