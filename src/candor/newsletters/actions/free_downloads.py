"""Downloads that cost nothing as a sale (Art. 13(2) 2002/58/EC): off until the owner takes that on, and only then told.

The form says who may write to its sender, and has a box to object. That counts for nothing before the owner of the
mailbox has pressed for the files behind the mailed link, where the same words and the same box stand once more: the
address may have been typed by anybody, and mail scanners follow links.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from candor.catalogue.public import DownloadRequest
from candor.kernel import clock
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.newsletters.actions.selling import Sale, note_order
from candor.newsletters.models import Basis, FreeDownloads, ToldAtDownload
from candor.people.public import Identifier, IdentifierKind

TURN = "newsletters.free-downloads"
WAITS = timedelta(days=7)
"""As long as the mailed link lives."""


def counted_since() -> FreeDownloads | None:
    """The owner's word, where free downloads count now. One query."""
    return FreeDownloads.objects.filter(since__isnull=False).first()


@transaction.atomic
def let_count(*, by: Actor) -> None:
    """From now on they count, of those who are told so from now on. Saying so twice changes nothing."""
    one_at_a_time(TURN)
    if counted_since() is None:
        _say({"since": clock.now()}, by)


@transaction.atomic
def let_count_no_more(*, by: Actor) -> None:
    """Nothing goes out by such a right any more, and none of them revives. Saying so twice changes nothing."""
    one_at_a_time(TURN)
    if counted_since() is not None:
        _say({"since": None}, by)


def note_told(request: DownloadRequest, told: str, language: str, *, objects: bool) -> None:
    """The form said so when it was filled in; within its transaction."""
    if told:
        ToldAtDownload.objects.create(
            request=request, told=told, language=language, objects_to_it=objects, shown_at=clock.now()
        )


def told_before(request: DownloadRequest) -> ToldAtDownload | None:
    """What waits for the press behind the link, where downloads have counted ever since it was told."""
    row, counts = ToldAtDownload.objects.filter(request=request).first(), counted_since()
    if row is None or counts is None or counts.since is None or row.shown_at < counts.since:
        return None
    row.request = request
    return row


def note_taken(told: ToldAtDownload, words: list[str], *, objects: bool) -> None:
    """The owner of the mailbox pressed for the files beside these words; within its transaction. Once only."""
    request = told.request
    locked = ToldAtDownload.objects.select_for_update(of=("self",)).filter(pk=told.pk)
    if not locked.exists():
        return
    identifier = Identifier.objects.select_related("person").filter(
        person=request.person_id, kind=IdentifierKind.EMAIL, value=request.email
    )
    found = identifier.first()
    if found is not None and found.person.erased_at is None:
        product = request.release.product_id
        sale = Sale(found, told.language, [product], request.ref, words, Basis.FREE, told.shown_at)
        note_order(sale, objects=objects, by=Actor(ActorKind.CUSTOMER, found.person_id))
    locked.delete()


def forget_told() -> int:
    """Delete what nobody pressed for while the link lived."""
    return ToldAtDownload.objects.filter(shown_at__lt=clock.now() - WAITS).delete()[0]


def _say(values: dict[str, object], by: Actor) -> None:
    row, _is_new = FreeDownloads.objects.update_or_create(pk=1, defaults={**values, "changed_at": clock.now()})
    record("newsletters.free_downloads.said", row, by=by, on=row.since is not None)
