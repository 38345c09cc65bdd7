"""`python -m mulligan` is the command `mulligan`, for installations whose scripts are not on the path."""

from __future__ import annotations

import sys

from mulligan.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
