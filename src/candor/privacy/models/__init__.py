"""What the privacy engine keeps."""

from candor.privacy.models.notices import NoticeKind, NoticeVersion

__all__ = ["NoticeKind", "NoticeVersion"]
