"""What the privacy engine's own tables hold about people. Published texts are the organisation's, and nobody's data."""

from __future__ import annotations

from candor.kernel.registries.personal_data import Row, business, declare, technical
from candor.privacy.models import NoticeVersion

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
