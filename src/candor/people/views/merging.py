"""Merging two records of one person or organisation, watching it, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.access_log import looked_at
from candor.kernel.http.middleware import ask_again
from candor.kernel.http.request import Request
from candor.people import access, queries
from candor.people.actions import merging, unmerging
from candor.people.actions.identifiers import Refused
from candor.people.actors import role_of
from candor.people.forms.merging import MergeForm
from candor.people.models import UNDER_WAY, Merge, MergeState
from candor.people.queries.merging import differing, known_of, left_to_restore, pair_of, what_follows
from candor.people.rules.merging import objection
from candor.people.views.common import see_address
from candor.people.views.forms import sent
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
MergeAction = Callable[..., Merge]


@dataclass(frozen=True, slots=True)
class Kind:
    """Where the pages of people and of organisations differ."""

    of: str
    list_page: str
    merge: MergeAction
    find: Callable[..., queries.Listing]

    def page_of(self, record: Any) -> str:
        return reverse(f"tech:{self.of}", args=[record.ref])

    def preview_of(self, stayed: Any, former: Any) -> str:
        return reverse(f"tech:merge-{self.of}", args=[stayed.ref, former.ref])


PERSON = Kind("person", "tech:people", merging.merge_people, queries.people_found)
ORGANISATION = Kind("organisation", "tech:organisations", merging.merge_organisations, queries.organisations_found)


@require_safe
def choose_person(request: Request, ref: str) -> HttpResponse:
    """Which record is of the same person?"""
    return _choose(request, PERSON, access.changeable_person(request.actor, ref))


@require_safe
def choose_organisation(request: Request, ref: str) -> HttpResponse:
    return _choose(request, ORGANISATION, access.changeable_organisation(request.actor, ref))


@get_or_post
def merge_person(request: Request, ref: str, person_ref: str) -> HttpResponseBase:
    """Both side by side; sent, the second becomes part of the first, who may get an address to sign in with by it."""
    stayed = access.changeable_person(request.actor, ref)
    former = access.changeable_person(request.actor, person_ref)
    if request.method == "POST" and access.has_account(stayed) and (first := ask_again(request, "tech")):
        return first
    for person in (stayed, former):
        looked_at(person.pk, about=person, by=request.actor, role=role_of(request))
    return _merge(request, PERSON, stayed, former)


@get_or_post
def merge_organisation(request: Request, ref: str, organisation_ref: str) -> HttpResponse:
    stayed = access.changeable_organisation(request.actor, ref)
    return _merge(request, ORGANISATION, stayed, access.changeable_organisation(request.actor, organisation_ref))


@require_safe
def merge(request: Request, ref: str) -> HttpResponse:
    """How far a merge, or taking one back, has come."""
    found = access.visible_merge(request.actor, ref)
    return page(
        request,
        "people/tech/merge_progress.html",
        merge=found,
        under_way=found.state in UNDER_WAY,
        left=left_to_restore(found),
        kind=_kind_of(found),
    )


@require_POST
def undo(request: Request, ref: str) -> HttpResponse:
    """Make two records of one again."""
    found = access.changeable_merge(request.actor, ref)
    try:
        undone = unmerging.undo_merge(found, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see_address(_kind_of(found).page_of(found.stayed))
    if undone.state != MergeState.UNDONE:
        return see_address(reverse("tech:merge", args=[ref]))
    messages.success(request, undone_in_words(undone))
    return see_address(_kind_of(undone).page_of(undone.former))


def undone_in_words(undone: Merge) -> str:
    """What was restored, and what stays where somebody put it since."""
    names = {"former": undone.former, "name": undone.stayed, "number": undone.kept}
    words = _("%(former)s has a record of their own again. What came in since the merge stays with %(name)s.") % names
    if undone.kept:
        words += " " + _("%(number)s entries were changed since and are left as they are.") % names
    return words


def _choose(request: Request, kind: Kind, record: Any) -> HttpResponse:
    typed = request.GET.get("q", "")[:100].strip()
    listing = kind.find(typed, by=request.actor) if typed else None
    others = [row for row in listing.rows if row.ref != record.ref] if listing else []
    return page(
        request,
        "people/tech/merge_choose.html",
        kind=kind,
        record=record,
        typed=typed,
        others=others,
        preview=lambda row: kind.preview_of(record, row),
    )


def _merge(request: Request, kind: Kind, stayed: Any, former: Any) -> HttpResponse:
    pair = pair_of(stayed, former)
    form = MergeForm(request.POST or None, differing=differing(stayed, former), both_sign_in=pair.sign_in_ends)
    done: list[Merge] = []

    def act(clean: dict[str, Any]) -> None:
        wanted = merging.Wanted(form.choices, ends_sign_in=clean.get("ends_sign_in", False))
        done.append(kind.merge(stayed, former, wanted, by=request.actor))

    # Two records that agree in everything leave a form without fields, which Django takes for not sent.
    form.is_bound = request.method == "POST"
    if not sent(request, form, act):
        return page(
            request,
            "people/tech/merge_preview.html",
            status=422 if request.method == "POST" else 200,
            kind=kind,
            stayed=stayed,
            former=former,
            form=form,
            objection=objection(pair),
            follows=what_follows(former),
            known=known_of([stayed, former]) if kind is PERSON else {},
        )
    return _merged(request, kind, done[0])


def _merged(request: Request, kind: Kind, done: Merge) -> HttpResponse:
    if done.state == MergeState.RUNNING:
        return see_address(reverse("tech:merge", args=[done.ref]))
    messages.success(request, _("The two are one record now. You can take this back for 30 days."))
    return see_address(kind.page_of(done.stayed))


def _kind_of(found: Merge) -> Kind:
    return PERSON if found.person is not None else ORGANISATION
