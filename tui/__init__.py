"""The terminal interface: shows what the core computes and holds no mathematics."""

import gc

gc.set_threshold(50_000)
"""Modules being loaded are no garbage: walking through all of them every 700 objects took a fifth of the start."""
