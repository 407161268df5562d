"""The terminal interface: shows what the core computes and holds no mathematics."""
