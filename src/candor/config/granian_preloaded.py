"""Granian, with Candor loaded before its processes part: `python -m candor.config.granian_preloaded OPTIONS…`.

A web process that died is back without loading anything.
"""

from __future__ import annotations

import multiprocessing
from runpy import run_module

from candor.config import preloading


def main() -> None:
    """Load, and let granian read the options."""
    if preloading.CAN_SHARE:
        multiprocessing.set_start_method("fork", force=True)
        preloading.load()
    run_module("granian", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
