"""What is generated from the map of personal data, so that it is true by itself and never kept by hand.

The files in `docs/reference` show the product as it comes; `candor check` compares them byte by byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from candor.privacy.documents.entries import Said
from candor.privacy.documents.export_schema import export_schema
from candor.privacy.documents.notice_annex import notice_annex
from candor.privacy.documents.record import Clients, Recipients, record_of_processing

RECORD = "record-of-processing"

DOWNLOADS: Mapping[str, Callable[[Said, Clients, Recipients], str]] = {
    RECORD: record_of_processing,
    "notice-annex": lambda said, _clients, recipients: notice_annex(said, recipients),
}
"""What the office takes along with the owner's entries and its clients in it, by the name of the file."""


def generated() -> Mapping[str, str]:
    """The documents by the names of their files."""
    return {
        "record-of-processing.md": record_of_processing(),
        "notice-annex.md": notice_annex(),
        "export-schema.json": export_schema(),
    }
