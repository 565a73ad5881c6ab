"""The page of choices behind a link in each newsletter: lists and language of one address, without signing in.

It shows the least that serves: the address with most of it left out, no name, no other data. Looking changes nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel import tokens
from candor.kernel.actor import ANONYMOUS
from candor.kernel.http.request import Request
from candor.newsletters.actions.choosing import save_choices
from candor.newsletters.actions.undoing import UNDO, secret_to_undo, undo
from candor.newsletters.forms import ChoicesForm
from candor.newsletters.models import MailingList
from candor.newsletters.queries import language_of, offered_to, standing_of
from candor.newsletters.rules.masking import masked
from candor.newsletters.views.leaving import of_known, owner
from candor.people.public import Identifier
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
@of_known
def choices(request: Request, identifier: Identifier, _came_with: MailingList | None, key: str) -> HttpResponse:
    """Which lists, and in which language."""
    standing = [each.list for each in standing_of(identifier, get_language() or "en")]
    lists = [*standing, *(each for each in offered_to(ANONYMOUS) if each not in standing)]
    form = ChoicesForm(lists, standing, language_of(identifier), request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        shown = {"address": masked(identifier.value), "key": key, "form": form}
        return page(request, "newsletters/public/choices.html", status=status, **shown)
    given = form.cleaned_data
    saved = save_choices(identifier, lists, given["lists"], given["language"], by=owner(identifier))
    secret = secret_to_undo(identifier, saved.ended, saved.language)
    address = reverse("public:newsletters-choices-saved", args=[key, secret])
    return HttpResponseRedirect(f"{address}?asked={saved.asked}" if saved.asked else address, status=303)


@require_safe
@of_known
def saved(
    request: Request, identifier: Identifier, _came_with: MailingList | None, key: str, secret: str
) -> HttpResponse:
    """What stands now, and the way back."""
    token = tokens.find_link(UNDO, secret)
    return page(
        request,
        "newsletters/public/choices_saved.html",
        address=masked(identifier.value),
        key=key,
        secret=secret,
        standing=standing_of(identifier, get_language() or "en"),
        mail_language=dict(settings.LANGUAGES).get(language_of(identifier), ""),
        is_asked=bool(request.GET.get("asked")),
        may_undo=token is not None and token.subject_id == identifier.pk,
    )


@require_POST
@of_known
def take_back(
    request: Request, identifier: Identifier, _came_with: MailingList | None, key: str, secret: str
) -> HttpResponse:
    """The press was a mistake."""
    undo(identifier, secret, by=owner(identifier))
    return HttpResponseRedirect(reverse("public:newsletters-choices", args=[key]), status=303)
