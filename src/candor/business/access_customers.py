"""Whom sales may look after. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from candor.business.models import FollowUp, Segment
from candor.business.models.leads import VIEW, WORK
from candor.business.rules.segments import About
from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.people.public import Organisation, Person, role_of


def seen_customer(request: Request, about: str, ref: str) -> Person | Organisation:
    """A person or organisation that the member of staff may see; a look at a person is noted (mission B10)."""
    actor = request.actor
    if not (actor.is_staff and actor.may(VIEW)):
        raise Http404
    if about == About.ORGANISATIONS:
        return get_object_or_404(Organisation.objects.visible_to(actor), ref=ref)
    person = get_object_or_404(Person.objects.visible_to(actor), ref=ref)
    looked_at(person.pk, about=person, by=actor, role=role_of(request))
    return person


def workable_customer(request: Request, about: str, ref: str) -> Person | Organisation:
    """One whom the member of staff may look after: who only reads (the privacy officer) may not."""
    if not request.actor.may(WORK):
        raise Http404
    return seen_customer(request, about, ref)


def workable_follow_up(request: Request, ref: str) -> FollowUp:
    if not (request.actor.is_staff and request.actor.may(WORK)):
        raise Http404
    rows = FollowUp.objects.visible_to(request.actor).select_related("person", "organisation", "assignee")
    return get_object_or_404(rows, ref=ref)


def visible_segment(request: Request, ref: str) -> Segment:
    """A saved choice that the member of staff may use, or 404."""
    return get_object_or_404(Segment.objects.visible_to(request.actor).select_related("by"), ref=ref)


def changeable_segment(request: Request, ref: str) -> Segment:
    if not request.actor.may(WORK):
        raise Http404
    return get_object_or_404(Segment.objects.visible_to(request.actor), ref=ref)
