"""The interface in a browser: a guarded server around textual-serve; needs the extra ``web``."""
