"""From merit to money; knows nothing of how a park was scored."""
