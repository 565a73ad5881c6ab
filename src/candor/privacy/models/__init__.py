"""What the privacy engine keeps."""

from candor.privacy.models.ledger import LedgerLease
from candor.privacy.models.notices import NoticeKind, NoticeVersion

__all__ = ["LedgerLease", "NoticeKind", "NoticeVersion"]
