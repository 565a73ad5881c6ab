"""Who may touch which correspondence. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.business.models.sales_mail import WORK
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.kernel.http.request import Request
from candor.kernel.registries.restricted import Restricted
from candor.people.public import role_of

READABLE = PreparedByRef(
    Correspondence.objects.select_related("person", "organisation", "taken_by", "mailbox").visible_to
)


def readable_correspondence(actor: Actor, ref: str) -> Correspondence:
    """One that the actor may read, or 404, which tells staff of a restriction that hides it."""
    found = READABLE.seen_by(actor, ref)
    if found is not None:
        return found
    if Correspondence.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def workable_correspondence(actor: Actor, ref: str) -> Correspondence:
    """One that the member of staff may answer and settle, or 404: who only reads (the privacy officer) may not."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_correspondence(actor, ref)


def readable_mail(actor: Actor, ref: str) -> SalesMail:
    """A mail of a correspondence that the actor may read, or 404."""
    visible = Correspondence.objects.visible_to(actor)
    found = SalesMail.objects.select_related("correspondence__person").filter(ref=ref, correspondence__in=visible)
    mail = found.first()
    if mail is None:
        raise Http404
    return mail


def workable_mail(actor: Actor, ref: str) -> SalesMail:
    """The same, for those who may change something about it."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_mail(actor, ref)


def readable_file(actor: Actor, ref: str) -> SalesFile:
    """A file of a mail that the actor may read, by the file's reference, or 404."""
    visible = Correspondence.objects.visible_to(actor)
    found = SalesFile.objects.select_related("file", "mail__correspondence")
    held = found.filter(file__ref=ref, mail__correspondence__in=visible).first()
    if held is None:
        raise Http404
    return held


def note_look(request: Request, found: Correspondence) -> None:
    """Record that the signed-in member of staff was shown the person's mail (mission B10)."""
    looked_at(found.person_id, about=found, by=request.actor, role=role_of(request))
