"""What newsletters say on the form of a download that costs nothing, and behind its link, while it counts as a sale."""

from __future__ import annotations

from collections.abc import Sequence

from candor.catalogue.public import DownloadRequest
from candor.kernel.registries.boxes import Box, Form, Offer, Ticked
from candor.newsletters.actions import free_downloads
from candor.newsletters.actions.selling import lists_of_sale, notice_of
from candor.newsletters.models import Basis, MailingList
from candor.newsletters.offers import MOST_BOXES, OBJECTS, lists_told_at_download
from candor.newsletters.rules.sales import words_of_objection


def notice_of_download(form: Form) -> Offer:
    """What the form says, and the box by which its sender objects at once."""
    return _offer(lists_told_at_download(form), form.language)


def keep_what_was_told(ticked: Ticked) -> None:
    """It waits for the press behind the link."""
    request = ticked.about
    if isinstance(request, DownloadRequest) and ticked.told:
        digest, objects = Offer(notices=ticked.told).digest, OBJECTS in ticked.names
        free_downloads.note_told(request, digest, ticked.form.language, objects=objects)


def notice_behind_link(form: Form) -> Offer:
    """The same once more, in the language of the form, as long as these are the words that stood there."""
    request = form.about
    told = free_downloads.told_before(request) if isinstance(request, DownloadRequest) else None
    if told is None:
        return Offer()
    lists = [tie.list for tie in lists_of_sale([told.request.release.product_id])]
    offer = _offer(lists, told.language, [OBJECTS] if told.objects_to_it else ())
    return offer if offer.digest == told.told else Offer()


def note_the_download(ticked: Ticked) -> None:
    """The press behind the link: what was told counts from now on."""
    request = ticked.about
    told = free_downloads.told_before(request) if isinstance(request, DownloadRequest) else None
    if told is not None and ticked.told:
        free_downloads.note_taken(told, list(ticked.told), objects=OBJECTS in ticked.names)


def notices_at_downloads(language: str) -> list[str]:
    """What the form of a download says for each list that goes to customers. One query."""
    rows = MailingList.objects.offered().filter(for_customers=True)
    return [notice_of(each, language, Basis.FREE) for each in rows[:MOST_BOXES]]


def _offer(lists: Sequence[MailingList], language: str, ticked: Sequence[str] = ()) -> Offer:
    if not lists:
        return Offer()
    names = ", ".join(each.name_in(language) for each in lists)
    notices = [notice_of(each, language, Basis.FREE) for each in lists]
    return Offer([Box(OBJECTS, words_of_objection(names, language))], notices, ticked)
