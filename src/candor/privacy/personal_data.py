"""What the privacy engine's own tables and stores hold about people.

Published texts are the organisation's, and nobody's data.
"""

from __future__ import annotations

from candor.kernel.registries.personal_data import Erase, Row, business, declare, declare_store, technical
from candor.privacy.models import Archive, LedgerLease, NoticeVersion
from candor.privacy.personal_data_announcements import declare_announcements
from candor.privacy.personal_data_breaches import declare_breaches
from candor.privacy.personal_data_channels import declare_channels, declare_paper_letters
from candor.privacy.personal_data_clients import declare_clients
from candor.privacy.personal_data_consents import declare_consents
from candor.privacy.personal_data_contacts import declare_contacts
from candor.privacy.personal_data_contests import declare_contests
from candor.privacy.personal_data_copies import declare_copies
from candor.privacy.personal_data_erasures import declare_erasures
from candor.privacy.personal_data_memory import declare_memory
from candor.privacy.personal_data_recipients import declare_recipients
from candor.privacy.personal_data_registers import declare_registers
from candor.privacy.personal_data_requests import declare_requests
from candor.privacy.personal_data_retention import declare_retention

declare(
    NoticeVersion,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "kind": business(),
        "version": business(),
        "language": business(),
        "text": business(),
        "what_changed": business(),
        "published_at": business(),
    },
)
declare(
    Archive,
    row=Row.NOBODY,
    fields={
        **dict.fromkeys(("id", "ref", "made_at", "seconds", "size", "content_bytes", "things"), technical()),
        **dict.fromkeys(("key", "entries", "head", "stays_until", "copied_at", "verified_at", "gone_at"), technical()),
        **dict.fromkeys(("tried_at", "trial_seconds"), technical()),
        **dict.fromkeys(("name", "folder", "copy_trouble", "read_from", "trial_trouble"), business()),
    },
)
declare(
    LedgerLease,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "holder": technical(),
        "leased_until": technical(),
        "entries": technical(),
        "head": technical(),
    },
)
# Its random references of people stay for as long as the ledger does: a restored backup is erased again by them.
declare_store(
    "ledger",
    holds="What was erased, locked and held, as random ids, enums and counts in a chain; in no backup.",
    erase=Erase.KEEP_ANONYMOUS,
    paths=["ledger"],
)
declare_registers()
declare_memory()
declare_erasures()
declare_contacts()
declare_clients()
declare_requests()
declare_channels()
declare_paper_letters()
declare_retention()
declare_copies()
declare_contests()
declare_consents()
declare_announcements()
declare_breaches()
declare_recipients()
