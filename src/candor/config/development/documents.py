"""The documents that are generated from the map of personal data: write them, or with --check compare byte by byte."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from candor.config.development.steps import ROOT

FOLDER = ROOT / "docs" / "reference"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("documents", description="Write the documents generated from the map.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a document is out of date")
    is_check = parser.parse_args(arguments).check
    stale = [name for name, text in generated().items() if _stored(name) != text.encode()]
    if is_check:
        for name in stale:
            print(f"docs/reference/{name} is out of date; run: candor fix")
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_bytes(generated()[name].encode())
    return 0


def generated() -> dict[str, str]:
    """The documents by file name, from the declarations alone: no database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")
    import django

    django.setup()
    from candor.privacy.public import generated_documents

    return dict(generated_documents())


def _stored(name: str) -> bytes:
    file = FOLDER / name
    return file.read_bytes() if file.is_file() else b""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
