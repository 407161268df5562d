"""Hard use: mutated files, hostile files, killed processes, full disks, broken solvers; ``make torture`` runs it.

Every part takes a seed and counts what it did; the report says how often, with what outcome, and how to repeat it.
"""
