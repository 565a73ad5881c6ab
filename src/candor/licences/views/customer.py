"""Licences in the Customer Center: mine and, for super customers, my organisation's."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.limits import allow
from candor.kernel.http.request import Request
from candor.licences import access, queries
from candor.licences.actions import restoring
from candor.licences.actions.activating import free_place
from candor.licences.forms import ChoiceForm, ReceiptForm
from candor.licences.models import Licence, RestoreBy
from candor.licences.views.business import as_file
from candor.licences.words import CHOICES, SHAPES, STATES
from candor.licences.words import choices_told as told
from candor.people.public import Person
from candor.ui.public import page

MOST_TRIES, AN_HOUR = 10, timedelta(hours=1)

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def licences(request: Request) -> HttpResponse:
    """What I hold, with keys, machines and dates."""
    shown = [(each, SHAPES[each.state], STATES[each.state]) for each in queries.shown_to(request.actor)]
    own = request.actor.id
    return page(request, "licences/customer/licences.html", shown=shown, own=own, choices=CHOICES)


@require_safe
def key_file(request: Request, ref: str) -> HttpResponse:
    """The key as a file, where its holder sees it."""
    access.own_licence(request.actor, ref)
    shown = queries.shown_to(request.actor, ref)[0]
    if shown.key is None:
        raise Http404
    return as_file(shown.key, shown.licence)


@require_POST
def free_machine(request: Request, ref: str, machine: str) -> HttpResponse:
    """A machine that is gone shall not keep its place."""
    licence = access.own_licence(request.actor, ref)
    if free_place(access.machine_of(licence, machine), by=request.actor):
        messages.success(request, _("The place is free. You can activate another machine now."))
    return to_mine()


@get_or_post
def choose(request: Request, ref: str) -> HttpResponse:
    """What shall be able to restore it, should my data be erased."""
    licence = _my_own(request, ref)
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = choose_for(licence, form, request)
        if code:
            return page(request, "licences/customer/receipt.html", found=licence, code=code)
        messages.success(request, _("Your choice is noted."))
        return to_mine()
    shown = {"found": licence, "choice": queries.choice_of(licence), "choices_told": told(), "form": form}
    return page(request, "licences/customer/choose.html", status=422 if form.is_bound else 200, **shown)


@get_or_post
def restore(request: Request) -> HttpResponse:
    """Have a licence back by the code of its receipt."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "licences/customer/restore.html", status=422 if form.is_bound else 200, form=form)
    if not allow(("licence-receipt", request.actor.id or 0), MOST_TRIES, AN_HOUR):
        form.add_error(None, _("That were many tries. Try again in an hour, or ask us."))
        return page(request, "licences/customer/restore.html", status=429, form=form)
    if try_to_restore(request, form, request.person) is None:
        return page(request, "licences/customer/restore.html", status=422, form=form)
    return to_mine()


def choose_for(licence: Licence, form: ChoiceForm, request: Request) -> str:
    """Note the choice; the code of a receipt, which nobody sees again, or ""."""
    match form.cleaned_data["restore_by"]:
        case RestoreBy.RECEIPT:
            return restoring.make_receipt(licence, by=request.actor)
        case RestoreBy.NAME:
            restoring.keep_name(licence, form.until, by=request.actor)
        case _:
            restoring.keep_nothing(licence, by=request.actor)
    return ""


def try_to_restore(request: Request, form: ReceiptForm, person: Person) -> Licence | None:
    """The licence behind the code, now this person's; None with the reason in the form."""
    try:
        licence = restoring.restore_by_receipt(form.cleaned_data["code"], person, by=request.actor)
    except restoring.NoSuchReceipt:
        form.add_error("code", _("No licence waits for this code. Check it letter by letter."))
    except restoring.StillHeld:
        form.add_error("code", _("Somebody holds this licence: there is nothing to restore."))
    else:
        messages.success(request, _("The licence is restored, with a new key."))
        return licence
    return None


def to_mine() -> HttpResponse:
    return HttpResponseRedirect(reverse("customer:licences"), status=303)


def _my_own(request: Request, ref: str) -> Licence:
    """A licence of the person themselves: a company's is not erased with anybody."""
    licence = access.own_licence(request.actor, ref)
    if licence.organisation_id is not None:
        raise Http404
    return licence
