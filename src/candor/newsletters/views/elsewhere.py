"""Sign-ups by forms on other sites. Whoever's browser brings one: it acts as nobody, and has a mail sent at most."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS
from candor.kernel.http.request import Request
from candor.newsletters import access
from candor.newsletters.actions.signing_up import Wanted, ask_for_newsletters
from candor.newsletters.actions.subscribing import words_for
from candor.newsletters.forms import ForeignForm, SignUpForm
from candor.newsletters.models import MailingList
from candor.newsletters.queries import offered_to
from candor.newsletters.rules.embedding import digest_of_words
from candor.newsletters.views.public import TEMPLATE, is_within_limits
from candor.ui.public import Stamp, page


@require_POST
def sign_up(request: Request, ref: str) -> HttpResponse:
    """What came in is asked about by mail; what cannot be used stands on our own form."""
    found, form = access.list_for(ANONYMOUS, ref), ForeignForm(request.POST)
    if not form.is_valid():
        return _ours(request, found, form, 422, _("Something was missing. Look it through and send it from here."))
    given = form.cleaned_data
    if given["words"] != digest_of_words(words_for(found, given["language"])):
        return _ours(request, found, form, 409, _("The words of this newsletter have changed. Agree to these instead."))
    if not is_within_limits(request, given["email"]):
        return _ours(
            request,
            found,
            form,
            429,
            _("Many sign-ups came from your network or for this address. Try again in an hour."),
        )
    key = f"elsewhere.{found.ref}.{clock.now():%Y%m%d%H}"
    ask_for_newsletters(Wanted(key, given["email"], [found], given["language"]), by=ANONYMOUS)
    return HttpResponseRedirect(reverse("public:newsletters-sent"), status=303)


def _ours(request: Request, found: MailingList, form: ForeignForm, status: int, why: str) -> HttpResponse:
    """Our own form with what was typed; no box is ticked."""
    language = form.cleaned_data.get("language") or "en"
    with translation.override(language):
        said = {"email": form.data.get("email", "")[:254], "stamp": Stamp.new()}
        ours = SignUpForm(offered_to(ANONYMOUS), language, initial=said)
        return page(request, TEMPLATE, status=status, form=ours, why=why)
