"""Sending again at once what waits for its next turn."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from candor.kernel.http.request import Request
from candor.mail import access
from candor.mail.actions import retrying

LONGEST_DOMAIN = 253


@require_POST
def try_mail_now(request: Request, ref: str) -> HttpResponse:
    """Try this mail again at once."""
    mail = access.outbox_message(request.actor, ref)
    if retrying.try_now(mail, by=request.actor):
        messages.success(request, _("The mail is tried again now."))
    else:
        messages.info(request, _("This mail does not wait for another try any more."))
    return HttpResponseRedirect(reverse("tech:outbox-message", args=[ref]), status=303)


@require_POST
def try_domain_now(request: Request) -> HttpResponse:
    """Try everything again at once that waits for one domain."""
    tried = retrying.try_domain_now(request.POST.get("domain", "")[:LONGEST_DOMAIN].lower(), by=request.actor)
    told = ngettext("%(num)d mail is tried again now.", "%(num)d mails are tried again now.", tried)
    messages.success(request, told % {"num": tried})
    return HttpResponseRedirect(f"{reverse('tech:mail')}?show=deferred", status=303)
