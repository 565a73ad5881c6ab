"""The page behind the link in each newsletter: what the address gets, and the way to stop it.

Looking changes nothing, whoever looks: scanners of mail follow links and run scripts. A press acts at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel import tokens
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.http.request import Request
from candor.kernel.registries.guards import Ask, allowed
from candor.newsletters import links
from candor.newsletters.actions.subscribing import Ended, leave_everything, leave_list
from candor.newsletters.actions.undoing import UNDO, secret_to_undo, undo
from candor.newsletters.models import MailingList
from candor.newsletters.queries import standing_of
from candor.people.public import Identifier
from candor.privacy.public import ConsentWay
from candor.ui.public import page

Known = Callable[..., HttpResponse]
"""A view that is given the address behind the link, and the list whose issue it came with."""


def of_known(view: Known) -> Callable[..., HttpResponse]:
    """Look up whose link it is. One that is not ours does not exist; for a forgotten address there is nothing to do."""

    @wraps(view)
    def looked_up(request: Request, key: str, **further: str) -> HttpResponse:
        linked = links.behind(key)
        if linked is None:
            raise Http404
        if linked.identifier is None:
            return page(request, "newsletters/public/unknown.html")
        return view(request, linked.identifier, linked.list, key=key, **further)

    return looked_up


@require_safe
@of_known
def mine(request: Request, identifier: Identifier, came_with: MailingList | None, key: str) -> HttpResponse:
    """What the address gets."""
    choices = standing_of(identifier, get_language() or "en")
    first = [each for each in choices if each.list == came_with]
    others = [each for each in choices if each.list != came_with]
    return page(
        request,
        "newsletters/public/mine.html",
        address=identifier.written,
        key=key,
        first=first,
        others=others,
        is_stopped=not allowed(Ask.ADVERTISE_TO, identifier.value),
    )


@require_POST
@of_known
def everything(request: Request, identifier: Identifier, _came_with: MailingList | None, key: str) -> HttpResponse:
    """No newsletter and no other advertising any more."""
    ended = leave_everything(identifier, ConsentWay.LINK, by=owner(identifier))
    return _to_confirmation(identifier, ended, key)


@require_POST
@of_known
def one_list(
    request: Request, identifier: Identifier, _came_with: MailingList | None, key: str, ref: str
) -> HttpResponse:
    """Out of one list."""
    found = MailingList.objects.filter(ref=ref).first()
    if found is None:
        raise Http404
    return _to_confirmation(identifier, leave_list(found, identifier, ConsentWay.LINK, by=owner(identifier)), key)


@require_safe
@of_known
def ended(
    request: Request, identifier: Identifier, _came_with: MailingList | None, key: str, secret: str
) -> HttpResponse:
    """Confirms the address, says what stays, and offers to take the press back."""
    token = tokens.find_link(UNDO, secret)
    may_undo = token is not None and token.subject_id == identifier.pk
    return page(
        request,
        "newsletters/public/ended.html",
        address=identifier.written,
        key=key,
        secret=secret,
        may_undo=may_undo,
        left=standing_of(identifier, get_language() or "en"),
        is_stopped=not allowed(Ask.ADVERTISE_TO, identifier.value),
    )


@require_POST
@of_known
def take_back(
    request: Request, identifier: Identifier, _came_with: MailingList | None, key: str, secret: str
) -> HttpResponse:
    """The press was a mistake."""
    undo(identifier, secret, by=owner(identifier))
    return HttpResponseRedirect(reverse("public:newsletters-mine", args=[key]), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@of_known
def one_click(request: Request, identifier: Identifier, came_with: MailingList | None, key: str) -> HttpResponse:
    """What a mail program sends (RFC 8058): everything ends by one POST. Who only looks is shown the page."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("public:newsletters-mine", args=[key]))
    leave_everything(identifier, ConsentWay.ONE_CLICK, by=owner(identifier))
    return HttpResponse(status=204)


def _to_confirmation(identifier: Identifier, what: Ended, key: str) -> HttpResponse:
    secret = secret_to_undo(identifier, what)
    return HttpResponseRedirect(reverse("public:newsletters-ended", args=[key, secret]), status=303)


def owner(identifier: Identifier) -> Actor:
    """Whoever holds the link acts as the owner of the mailbox that it was sent to."""
    return Actor(ActorKind.CUSTOMER, identifier.person_id)
