"""Writing down what a person wrote to sales: a correspondence begins, or goes on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.models import StoredFile
from candor.kernel.uploads import delete_but, stored_meanwhile
from candor.mail.public import Mailbox
from candor.people.public import Membership, Organisation, Person
from candor.privacy.public import Written, look_for_request

KIND = "business.correspondence"
LONGEST_SUBJECT, LONGEST_TEXT = 250, 500_000
"""Characters, as in a case."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A stored file on its way into a mail; `content_id` is what the mail's HTML calls it."""

    file: StoredFile
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail on its way in. `address` is where it came from."""

    text: str
    address: str
    quoted: str = ""
    html: str = ""
    files: Sequence[NewFile] = ()
    written_at: datetime | None = None
    is_automatic: bool = False
    is_proven: bool = False
    """Whether it shows that it comes from the person whose address it names."""


@transaction.atomic
def begin(person: Person, subject: str, new: NewMail, mailbox: Mailbox | None, *, by: Actor) -> SalesMail:
    """A person writes to sales. Nobody is answered by itself, and nobody is added."""
    now = clock.now()
    found = Correspondence.objects.create(
        person=person,
        organisation=only_organisation(person),
        mailbox=mailbox,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT] or _("No subject"),
        is_sender_verified=new.is_proven,
        waits_since=now,
        last_at=now,
        created_at=now,
    )
    record("business.correspondence.begun", found, by=by, person=person.pk)
    return _write(found, new, by)


@transaction.atomic
def go_on(found: Correspondence, new: NewMail, *, by: Actor) -> SalesMail:
    """The person writes again: it waits for us once more, unless a machine wrote."""
    found = Correspondence.objects.select_for_update().get(pk=found.pk)
    now = clock.now()
    found.last_at, found.is_sender_verified = now, found.is_sender_verified or new.is_proven
    if not new.is_automatic:
        found.waits_since, found.done_at = found.waits_since or now, None
    found.save(update_fields=["last_at", "is_sender_verified", "waits_since", "done_at"])
    return _write(found, new, by)


def only_organisation(person: Person) -> Organisation | None:
    """Theirs, when they belong to exactly one: with several nobody may guess which the mail is about."""
    present = Membership.objects.filter(person=person.pk, ended_on=None).select_related("organisation")[:2]
    return present[0].organisation if len(present) == 1 else None


def _write(found: Correspondence, new: NewMail, by: Actor) -> SalesMail:
    now = clock.now()
    mail = SalesMail.objects.create(
        correspondence=found,
        address=new.address,
        text=new.text[:LONGEST_TEXT],
        quoted=(new.text[LONGEST_TEXT:] + new.quoted)[:LONGEST_TEXT],
        html=new.html,
        is_automatic=new.is_automatic,
        written_at=min(new.written_at or now, now),
        created_at=now,
    )
    keep_files(mail, new.files)
    record("business.mail.received", mail, by=by, correspondence=found.pk)
    if not new.is_automatic:
        look_for_request(Written(found, found.person, found.subject, mail.text, mail.written_at))
    search.changed(KIND, found.pk)
    return mail


def keep_files(mail: SalesMail, files: Sequence[NewFile]) -> None:
    """Hang the files on the mail."""
    SalesFile.objects.bulk_create(
        SalesFile(mail=mail, file=each.file, content_id=each.content_id[:255], is_inline=each.is_inline)
        for each in files
    )


def stored(uploads: Sequence[UploadedFile[Any]]) -> AbstractContextManager[list[StoredFile]]:
    """The uploads as stored files for the block; those that no mail holds at its end are deleted.

    Raises FileTooLarge.
    """
    return stored_meanwhile(uploads, _delete_unused)


def _delete_unused(files: Sequence[StoredFile]) -> None:
    if files:
        delete_but(set(SalesFile.objects.filter(file__in=files).values_list("file", flat=True)), files)
