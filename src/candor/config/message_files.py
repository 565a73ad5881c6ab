"""`candor mail parse` and `candor mail trim`: they read files and need neither an instance nor Django."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def parse(arguments: Sequence[str]) -> int:
    """`candor mail parse FILE...`"""
    files = files_in(arguments, "mail parse", "Print what Candor reads in message files, a JSON object for each.")
    from candor.mail.parsing.cli import parse_files

    return parse_files(files)


def trim(arguments: Sequence[str]) -> int:
    """`candor mail trim FILE...`"""
    files = files_in(arguments, "mail trim", "Print what is new in plain-text replies, a JSON object for each.")
    from candor.mail.parsing.cli import trim_files

    return trim_files(files)


def files_in(arguments: Sequence[str], words: str, description: str) -> list[str]:
    """The files named on the command line, in order."""
    parser = argparse.ArgumentParser(f"candor {words}", description=description)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file with one message")
    parser.add_argument("--json", action="store_true", help="print JSON, which this command does in any case")
    files: list[str] = parser.parse_args(arguments).files
    return files
