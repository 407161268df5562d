"""Charts: each a description that is drawn only when its bytes are asked for."""
