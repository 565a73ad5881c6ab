"""Where a span stands in a case and in all that have to do with it, before it is taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from candor.helpdesk.models import Attachment, Message, Ticket, TicketLink
from candor.kernel.actor import Actor
from candor.kernel.models import StoredFile
from candor.privacy.public import PLACEHOLDER, Place, ShownPlace, Variants, copies_of, holders_of, places_of, redacted

MESSAGE, TICKET = "helpdesk.message", "helpdesk.ticket"

KINDS = {
    MESSAGE: (_("Message"), "message-square"),
    TICKET: (_("Subject of the case"), "ticket"),
    "helpdesk.draft": (_("Draft that is not sent yet"), "save"),
    "helpdesk.groupanswer": (_("Answer to all children of a case"), "users"),
    "helpdesk.replytext": (_("Reply that could still be taken back"), "undo-2"),
    "helpdesk.laterreply": (_("Reply to be sent later"), "clock"),
    "helpdesk.timerecord": (_("Note of time or costs"), "timer"),
    "helpdesk.timeanswer": (_("Answer to time or costs"), "check"),
    "helpdesk.callback": (_("Note of a call that was promised"), "phone"),
    "kernel.storedfile": (_("Name of a file"), "paperclip"),
    "helpdesk.attachment": (_("Mark of a picture within a mail"), "image"),
    "privacy.hold": (_("Note of a legal hold"), "hand"),
    "mail.outboxmessage": (_("Mail that we sent, or that waits to be sent"), "send"),
    "mail.rawmessage": (_("Subject of a mail that came in"), "inbox"),
}
"""What a place is called, and its icon."""

COLUMNS = {
    "text": _("text"),
    "quoted": _("quoted text"),
    "html": _("as it was sent (HTML)"),
}


HOLDERS = {
    "helpdesk.attachment": (_("Message with this file"), "paperclip"),
    "helpdesk.draftfile": (_("Draft with this file"), "save"),
    "helpdesk.laterfile": (_("Reply to be sent later, with this file"), "clock"),
    "helpdesk.upload": (_("File that a program sent and no message has yet"), "file-text"),
    "mail.outboxattachment": (_("Mail that waits to be sent: it goes without the file"), "send"),
}
"""What a row that holds a file is called, and its icon."""

AROUND = 40
"""Characters shown before and behind a placeholder."""


def cases_around(ticket: Ticket) -> set[int]:
    """The case and all that are joined with it, in any number of steps: merged, linked, split off, parents, children,
    and those that one was opened after. Three queries for each step.
    """
    found: set[int] = set()
    new = {ticket.pk}
    while new:
        found |= new
        own = Ticket.objects.filter(pk__in=new).values_list("merged_into", "parent", "follows")
        pointing = Ticket.objects.filter(Q(merged_into__in=new) | Q(parent__in=new) | Q(follows__in=new))
        links = TicketLink.objects.filter(Q(ticket__in=new) | Q(other__in=new)).values_list("ticket", "other")
        seen = {number for row in [*own, *links] for number in row if number is not None}
        new = (seen | set(pointing.values_list("pk", flat=True))) - found
    return found


def shown_places(actor: Actor, variants: Variants, cases: Iterable[int]) -> list[ShownPlace]:
    """Every place in words, those in cases that the actor does not see without saying which. Two queries more."""
    places = list(places_of(variants, {TICKET: list(cases)}))
    seen = _cases_of(actor, places, variants)
    return [_shown(place, seen) for place in sorted(places, key=lambda place: (_order(place), place.number))]


def shown_holders(actor: Actor, file: StoredFile, cases: Iterable[int]) -> list[ShownPlace]:
    """Every row that holds the file or a copy; those in cases that the actor does not see without saying which."""
    holders = list(holders_of(copies_of(file, {TICKET: list(cases)}).values_list("pk", flat=True)))
    attachments = [holder.number for holder in holders if holder.kind == "helpdesk.attachment"]
    visible = Ticket.objects.visible_to(actor)
    held = Attachment.objects.filter(pk__in=attachments, message__ticket__in=visible)
    seen = {each.pk: each.message for each in held.select_related("message__ticket")}
    return [_shown_holder(holder, seen.get(holder.number)) for holder in holders]


def _shown_holder(holder: Place, message: Message | None) -> ShownPlace:
    title, icon = HOLDERS.get(holder.kind, (_("Another record of the case"), "file-text"))
    if holder.kind != "helpdesk.attachment":
        return ShownPlace(str(title), "", icon)
    if message is None:
        return ShownPlace(str(title), str(_("in a case that you do not see")), icon)
    url = f"{reverse('tech:ticket', args=[message.ticket.ref])}#m-{message.ref}"
    return ShownPlace(str(title), f"#{message.ticket.number} {message.ticket.subject}", icon, url)


@dataclass(frozen=True, slots=True)
class Seen:
    """A place in a case that the actor sees: the case's number, where it is, and what will stand there."""

    case: str
    url: str
    left: str


def _cases_of(actor: Actor, places: Sequence[Place], variants: Variants) -> dict[tuple[str, int], Seen]:
    """For messages and cases that the actor sees."""
    visible = Ticket.objects.visible_to(actor)
    numbers = {kind: [place.number for place in places if place.kind == kind] for kind in (MESSAGE, TICKET)}
    found = {}
    for message in Message.objects.filter(pk__in=numbers[MESSAGE], ticket__in=visible).select_related("ticket"):
        url = f"{reverse('tech:ticket', args=[message.ticket.ref])}#m-{message.ref}"
        left = _left_of(f"{message.text} {message.quoted}", variants)
        found[MESSAGE, message.pk] = Seen(f"#{message.ticket.number}", url, left)
    for case in visible.filter(pk__in=numbers[TICKET]):
        url = reverse("tech:ticket", args=[case.ref])
        found[TICKET, case.pk] = Seen(f"#{case.number}", url, _left_of(case.subject, variants))
    return found


def _left_of(text: str, variants: Variants) -> str:
    """The words around the first placeholder, as they will stand; "" where the span stands in the HTML alone."""
    before, mark, after = redacted(text, variants).partition(PLACEHOLDER)
    if not mark:
        return ""
    return " ".join(f"…{before[-AROUND:]}{mark}{after[:AROUND]}…".split())


def _shown(place: Place, seen: dict[tuple[str, int], Seen]) -> ShownPlace:
    title, icon = KINDS.get(place.kind, (_("Another record of the case"), "file-text"))
    there = seen.get((place.kind, place.number))
    return ShownPlace(str(title), " · ".join(_parts(place, there)), icon, there.url if there else "")


def _parts(place: Place, there: Seen | None) -> Iterator[str]:
    if there is not None:
        yield there.case
        yield from filter(None, [there.left])
    elif place.kind in {MESSAGE, TICKET}:
        yield str(_("in a case that you do not see"))
    yield ngettext("%(num)d time", "%(num)d times", sum(place.times.values())) % {"num": sum(place.times.values())}
    yield from (str(COLUMNS[column]) for column in place.times if column in COLUMNS and place.kind == MESSAGE)


def _order(place: Place) -> int:
    kinds = list(KINDS)
    return kinds.index(place.kind) if place.kind in kinds else len(kinds)
