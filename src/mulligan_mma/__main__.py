"""`python -m mulligan_mma [FOLDER]`: opens mission control on the sample tracks or on another folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from mulligan_mma.app import main

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="mulligan_mma", description="Mission control for agents.")
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of track files; default: the samples")
    parser.add_argument("--journal", type=Path, help="where snapshots are kept")
    parser.add_argument("--light", action="store_true", help="write dark on light")
    arguments = parser.parse_args()
    main(arguments.folder, arguments.journal, light=arguments.light)
