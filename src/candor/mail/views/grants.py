"""The provider that lets us into a mailbox: its app, leaving for it, coming back, and giving the permission back.

Leaving answers with a page that forwards by a header, not with a redirect: browsers apply `form-action 'self'` to the
redirects of a form too (ADR 0012).
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel import clock
from candor.kernel.http.request import Request
from candor.mail import access
from candor.mail.actions import grants as actions
from candor.mail.grant_warnings import warning_of
from candor.mail.imap.connection import Access, Unreadable, try_out
from candor.mail.models import Fault, Mailbox, MailGrant
from candor.mail.oauth import NotGranted
from candor.mail.provider_forms import GrantForm
from candor.mail.words import GRANT_ALARMS, TROUBLES
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: Request, ref: str) -> HttpResponse:
    """The app by which Candor asks the provider, and how the permission stands."""
    chosen = access.grant(request.actor, ref)
    form = GrantForm(request.POST or None, grant=chosen)
    if not form.is_valid():
        return _page(request, chosen, form)
    actions.set_up(chosen, form.details(), by=request.actor)
    messages.success(request, _("The provider is saved."))
    return _to(chosen.mailbox)


@require_POST
def leave(request: Request, ref: str) -> HttpResponse:
    """Go to the provider to allow the reading of the mailbox."""
    chosen = access.grant(request.actor, ref)
    if not chosen.is_set_up:
        messages.error(request, _("Say first by which app Candor asks the provider."))
        return _to(chosen.mailbox)
    address = actions.depart(chosen, _browser(request), by=request.actor)
    answer = page(request, "mail/tech/to_provider.html", address=address, grant=chosen)
    answer.headers["Refresh"] = f"0; url={address}"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@require_safe
def come_back(request: Request) -> HttpResponse:
    """Where the provider sends the browser. It uses up the state, in the session that left with it (ADR 0012)."""
    chosen = actions.expected_back(_browser(request), request.GET.get("state", ""), by=request.actor)
    if chosen is None:
        messages.error(request, _("That way back has been used or is too old. Nothing was changed. Connect again."))
        return HttpResponseRedirect(reverse("tech:mailboxes"), status=303)
    try:
        actions.come_back(chosen, _browser(request), request.GET.dict(), by=request.actor)
    except NotGranted as refusal:
        messages.error(request, _refusal(refusal.fault))
        return _to(chosen.mailbox)
    _try_out(request, chosen.mailbox)
    return _to(chosen.mailbox)


@require_POST
def disconnect(request: Request, ref: str) -> HttpResponse:
    """Give the permission back and forget it."""
    chosen = access.grant(request.actor, ref)
    if actions.disconnect(chosen, by=request.actor):
        messages.success(request, _("The permission is given back. Mail waits on its server."))
    else:
        messages.success(
            request, _("Candor has forgotten the permission. Take it back at the provider too; mail waits there.")
        )
    return _to(chosen.mailbox)


def _try_out(request: Request, mailbox: Mailbox) -> None:
    """Whether the mailbox can be read with what the provider gave, in words."""
    try:
        folder = try_out(Access.to(mailbox))
    except Unreadable as problem:
        trouble = TROUBLES[problem.trouble]
        messages.error(request, f"{_('The provider gave its permission.')} {trouble.what} {trouble.do}")
    else:
        words = _("The mailbox is connected. Messages in the folder: %(count)d.")
        messages.success(request, words % {"count": folder.count})


def _refusal(fault: Fault) -> str:
    """Why coming back brought nothing. Who has just pressed "cancel" has withdrawn nothing."""
    if fault is Fault.WITHDRAWN:
        return _("The provider gave no permission. Nothing was changed. Connect again when you want to allow it.")
    explanation = GRANT_ALARMS[fault.value]
    return f"{explanation.what} {explanation.do}"


def _page(request: Request, chosen: MailGrant, form: GrantForm) -> HttpResponse:
    problem = warning_of(chosen, clock.now())
    return page(
        request,
        "mail/tech/mailbox_provider.html",
        status=422 if form.is_bound else 200,
        form=form,
        grant=chosen,
        mailbox=chosen.mailbox,
        warning=problem,
        says=GRANT_ALARMS[problem.alarm] if problem else None,
        redirect_uri=actions.redirect_uri(),
    )


def _browser(request: Request) -> str:
    return str(request.session.session_key or "")


def _to(mailbox: Mailbox) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("tech:mail-grant", args=[mailbox.ref]), status=303)
