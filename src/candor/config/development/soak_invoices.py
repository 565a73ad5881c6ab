"""`candor soak invoices`: as many made-up invoices as one has patience for, each held against every rule there is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from candor.config.development.soak import soak

INVOICES = 5_000
PDFS = 2
TEST = "src/candor/business/tests/papers/test_soak.py"


def main(arguments: Sequence[str]) -> int:
    """Run it; 0 when no rule was broken."""
    parser = argparse.ArgumentParser(
        "candor soak invoices",
        description="Write, issue and correct invoices that nobody would think of, and validate what they become.",
    )
    parser.add_argument(
        "--invoices", type=int, default=INVOICES, metavar="N", help=f"how many to issue (default {INVOICES})"
    )
    parser.add_argument(
        "--pdfs", type=int, default=PDFS, metavar="N", help=f"of how many in a hundred to make the PDF (default {PDFS})"
    )
    asked = parser.parse_args(arguments)
    if asked.invoices < 1:
        parser.error("--invoices takes a number from 1")
    if not 0 <= asked.pdfs <= 100:
        parser.error("--pdfs takes a number from 0 to 100")
    settings = {"CANDOR_SOAK_INVOICES": str(asked.invoices), "CANDOR_SOAK_PDFS": str(asked.pdfs)}
    return soak("candor soak invoices", TEST, settings)
