"""`python -m candor WORDS`, the same as the `candor` command."""

import sys

from candor.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
