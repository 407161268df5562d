"""``python -m decision`` is the same program as ``parkfund``."""

from decision.cli import main

if __name__ == "__main__":
    main()
