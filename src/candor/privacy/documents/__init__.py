"""What is generated from the map of personal data, so that it is true by itself and never kept by hand.

The files in `docs/reference` show the product as it comes; `candor check` compares them byte by byte.
"""

from __future__ import annotations

from collections.abc import Mapping

from candor.privacy.documents.export_schema import export_schema
from candor.privacy.documents.notice_annex import notice_annex
from candor.privacy.documents.record import record_of_processing


def generated() -> Mapping[str, str]:
    """The documents by the names of their files."""
    return {
        "record-of-processing.md": record_of_processing(),
        "notice-annex.md": notice_annex(),
        "export-schema.json": export_schema(),
    }
