"""The register of recipients: who gets people's data (Art. 30(1)(d)), changed and, one day, ended."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Refused
from candor.privacy.models import Recipient, RecipientKind

TURN = "privacy.recipients"


class RecipientChanged(Exception):
    """Somebody else saved since the page was opened. Nothing was changed. `present` is the row as it is now."""

    def __init__(self, present: Recipient) -> None:
        super().__init__("the recipient was changed meanwhile")
        self.present = present


@dataclass(frozen=True, slots=True)
class RecipientWords:
    """What the register says of a recipient; the fields are those of `Recipient`."""

    name: str
    kind: RecipientKind
    purpose: str
    country: str
    groups: tuple[str, ...] = ()
    is_processor: bool = False
    gets_everything: bool = False
    transfer: str = ""
    contact_name: str = ""
    address: str = ""
    postal_address: str = ""
    language: str = ""
    feeds_from: str = ""

    @property
    def values(self) -> dict[str, object]:
        """As the row holds them."""
        return {**asdict(self), "kind": self.kind.value, "groups": list(self.groups)}


@transaction.atomic
def add_recipient(words: RecipientWords, *, by: Actor) -> Recipient:
    """Enter a recipient. Pressing twice enters one. Raises Refused where its work goes to another one already."""
    one_at_a_time(TURN)
    recent = Recipient.objects.filter(noted_by=by.id, noted_at__gt=a_moment_ago(), name=words.name, kind=words.kind)
    twin = recent.first()
    if twin is not None:
        return twin
    _refuse_taken(words, None)
    row = Recipient.objects.create(**words.values, noted_by_id=by.id, noted_at=clock.now())
    record("privacy.recipient.added", row, by=by, kind=str(row.kind))
    return row


@transaction.atomic
def enter_known(words: RecipientWords) -> Recipient:
    """Enter whom work of the house hands data to where nobody else can be meant, unless the office has entered them."""
    one_at_a_time(TURN)
    known = Recipient.objects.standing().filter(feeds_from=words.feeds_from).first()
    if known is not None:
        return known
    row = Recipient.objects.create(**words.values, noted_at=clock.now())
    record("privacy.recipient.added", row, by=JOB, kind=str(row.kind))
    return row


@transaction.atomic
def change_recipient(recipient: Recipient, version: int, words: RecipientWords, *, by: Actor) -> None:
    """Save what is said of it. The same twice changes nothing. Raises RecipientChanged, and Refused as above."""
    one_at_a_time(TURN)
    present = Recipient.objects.get(pk=recipient.pk)
    if all(getattr(present, name) == value for name, value in words.values.items()):
        return
    if present.version != version:
        raise RecipientChanged(present)
    _refuse_taken(words, present)
    Recipient.objects.filter(pk=recipient.pk).update(**words.values, version=F("version") + 1)
    record("privacy.recipient.changed", recipient, by=by)


@transaction.atomic
def end_recipient(recipient: Recipient, *, by: Actor) -> bool:
    """It gets no more data; True for the one who said so. What it has got stays on record, and so do its tasks."""
    ended = Recipient.objects.standing().filter(pk=recipient.pk).update(ended_at=clock.now(), version=F("version") + 1)
    if ended:
        record("privacy.recipient.ended", recipient, by=by)
    return bool(ended)


def _refuse_taken(words: RecipientWords, present: Recipient | None) -> None:
    """One export goes to one recipient."""
    if not words.feeds_from or (present is not None and present.ended_at is not None):
        return
    others = Recipient.objects.standing().filter(feeds_from=words.feeds_from)
    if (others.exclude(pk=present.pk) if present is not None else others).exists():
        raise Refused(_("This goes to another recipient already. Change it there first."))
