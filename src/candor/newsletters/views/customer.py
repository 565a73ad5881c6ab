"""Newsletters in the Customer Center: one press to get one, one press to stop."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.kernel.registries.guards import Ask, allowed
from candor.newsletters import access
from candor.newsletters.actions.choosing import set_language
from candor.newsletters.actions.signing_up import Wanted, ask_for_newsletters
from candor.newsletters.actions.subscribing import MustConfirm, leave_everything, leave_list, subscribe_own, words_for
from candor.newsletters.models import Subscription
from candor.newsletters.queries import addresses_of, choices_of, language_of, offered_to, own_identifier, standing_at
from candor.privacy.public import ConsentWay, consents_of
from candor.ui.public import page


@require_safe
def newsletters(request: Request) -> HttpResponse:
    """What is offered, what goes to me, and when I agreed to it."""
    here, identifier = get_language() or "en", own_identifier(request.actor.id)
    at_main, elsewhere = standing_at(request.actor, identifier)
    choices = choices_of(at_main, offered_to(request.actor), here)
    return page(
        request,
        "newsletters/customer/newsletters.html",
        identifier=identifier,
        choices=[(each, words_for(each.list, here)) for each in choices],
        some_on=any(each.is_on for each in choices),
        is_stopped=identifier is not None and not allowed(Ask.ADVERTISE_TO, identifier.value),
        mail_languages=list(settings.LANGUAGES),
        mail_language=language_of(identifier) if identifier is not None else here,
        elsewhere=[(row, row.list.name_in(here)) for row in elsewhere],
        events=consents_of(request.actor.id or 0, by=request.actor),
    )


@require_POST
def begin(request: Request, ref: str) -> HttpResponse:
    """I agree to get this list."""
    wanted, identifier = access.list_for(request.actor, ref), own_identifier(request.actor.id)
    language = get_language() or "en"
    if identifier is None:
        messages.error(request, _("Show first that an e-mail address is yours: “My details” mails you a code."))
        return _to_mine()
    try:
        subscribe_own(wanted, identifier, language, by=request.actor)
    except MustConfirm:
        asked = Wanted(new_ref(), identifier.value, [wanted], language)
        ask_for_newsletters(asked, by=request.actor)
        messages.success(
            request, _("You had stopped all our advertising. Press the button in the mail that we just sent.")
        )
    else:
        messages.success(request, _("You get this newsletter from now on."))
    return _to_mine()


@require_POST
def end(request: Request, ref: str) -> HttpResponse:
    """I take it back."""
    found, identifier = access.list_for(request.actor, ref), own_identifier(request.actor.id)
    if identifier is not None:
        leave_list(found, identifier, ConsentWay.ACCOUNT, by=request.actor)
        messages.success(request, _("You do not get this newsletter any more."))
    return _to_mine()


@require_POST
def end_elsewhere(request: Request, reader: str) -> HttpResponse:
    """I take it back for another address of mine."""
    rows = Subscription.objects.visible_to(request.actor).select_related("list", "identifier__person")
    row = get_object_or_404(rows, ref=reader, identifier__person=request.actor.id)
    leave_list(row.list, row.identifier, ConsentWay.ACCOUNT, by=request.actor)
    messages.success(request, _("You do not get this newsletter any more."))
    return _to_mine()


@require_POST
def end_all(request: Request) -> HttpResponse:
    """No newsletter and no other advertising any more, at none of my addresses."""
    mine = addresses_of(request.actor.id)
    for each in mine:
        leave_everything(each, ConsentWay.ACCOUNT, by=request.actor)
    if mine:
        names = ", ".join(each.written for each in mine)
        messages.success(
            request, _("No newsletter and no advertising goes to %(address)s any more.") % {"address": names}
        )
    return _to_mine()


@require_POST
def language(request: Request) -> HttpResponse:
    """In which language my newsletters come."""
    identifier, wanted = own_identifier(request.actor.id), request.POST.get("language", "")
    if identifier is not None and wanted in dict(settings.LANGUAGES):
        set_language(identifier, wanted, by=request.actor)
        messages.success(request, _("The language is saved."))
    return _to_mine()


def _to_mine() -> HttpResponse:
    return HttpResponseRedirect(reverse("customer:newsletters"), status=303)
