"""Who may touch which licence. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.catalogue.public import Edition
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import PreparedByRef
from candor.kernel.http.request import Request
from candor.kernel.registries.restricted import Restricted
from candor.licences.models import ISSUE, Activation, Licence, LicenceKey, Restoration
from candor.people.public import Person, role_of

_ROWS = Licence.objects.select_related("edition__product", "person", "organisation")
READABLE = PreparedByRef(_ROWS.visible_to)
OWN = PreparedByRef(lambda actor: _ROWS.visible_to(actor).held_by(actor))


def readable_licence(actor: Actor, ref: str) -> Licence:
    """One that the actor may see, or 404, which tells staff of a restriction that hides it."""
    found = READABLE.seen_by(actor, ref)
    if found is not None:
        return found
    if Licence.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def workable_licence(actor: Actor, ref: str) -> Licence:
    """One that the member of staff may change, or 404."""
    if not (actor.is_staff and actor.may(ISSUE)):
        raise Http404
    return readable_licence(actor, ref)


def own_licence(actor: Actor, ref: str) -> Licence:
    """One that the actor holds or looks after for their organisation, or 404."""
    return OWN.or_404(actor, ref)


def key_of(licence: Licence, revision: int) -> LicenceKey:
    """A version of its key, or 404."""
    found = LicenceKey.objects.filter(licence=licence, revision=revision).first()
    if found is None:
        raise Http404
    return found


def machine_of(licence: Licence, ref: str) -> Activation:
    """A machine of the licence, or 404."""
    found = Activation.objects.filter(licence=licence, ref=ref).first()
    if found is None:
        raise Http404
    return found


def kept_name(actor: Actor, ref: str) -> Restoration:
    """What was kept to restore a licence by, for staff who may issue licences, or 404."""
    if not (actor.is_staff and actor.may(ISSUE)):
        raise Http404
    found = Restoration.objects.standing().select_related("licence__edition").filter(ref=ref, restore_by="name").first()
    if found is None:
        raise Http404
    return found


def person_meant(actor: Actor, ref: str) -> Person | None:
    """The person of the reference; None where none is given. One whom the actor may not see is a 404."""
    if not ref:
        return None
    found = Person.objects.visible_to(actor).filter(ref=ref[:16]).first()
    if found is None:
        raise Http404
    return found


def edition_meant(actor: Actor, ref: str) -> Edition | None:
    """The edition of the reference; None where none is given. One that is not sold any more is a 404."""
    if not ref:
        return None
    found = Edition.objects.visible_to(actor).active().select_related("product").filter(ref=ref[:16]).first()
    if found is None:
        raise Http404
    return found


def note_look(request: Request, licence: Licence) -> None:
    """Record that the signed-in member of staff was shown the person's licence (mission B10)."""
    if licence.person_id is not None:
        looked_at(licence.person_id, about=licence, by=request.actor, role=role_of(request))
