"""From criteria to merit; knows nothing of money."""
