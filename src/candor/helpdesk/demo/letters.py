"""Letters in the demo: what is older has been read, and somebody wants their colleagues' news once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from candor.helpdesk.actions.telling_customers import change_letter_settings
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.models import Told, UnreadLetter

READ_AFTER = timedelta(days=2)
"""Whoever asks looks at the answer within some days."""

WANTS_A_DAILY_MAIL = "daniel"


def read_letters(cast: Cast, now: datetime) -> None:
    """Leave only the newest letters unread, and mail nobody of what the demo made happen."""
    UnreadLetter.objects.filter(message__written_at__lt=now - READ_AFTER).delete()
    UnreadLetter.objects.exclude(mail_at=None).update(mail_at=None)
    reader, actor = cast.people[WANTS_A_DAILY_MAIL], cast.actors[WANTS_A_DAILY_MAIL]
    change_letter_settings(reader, Told.EACH, Told.DAILY, by=actor)
