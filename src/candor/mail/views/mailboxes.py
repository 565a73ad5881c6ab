"""System Configuration → Mail: the mailboxes that are read."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.kernel.registries import inbound
from candor.mail import access
from candor.mail.actions import mailboxes as actions
from candor.mail.actions.mailboxes import MailboxDetails
from candor.mail.forms import ADDRESS_TAKEN, MailboxForm
from candor.mail.grant_warnings import grant_warnings, shown_grant
from candor.mail.imap.connection import Access, Unreadable, folder_names, token_of, try_out
from candor.mail.models import Mailbox, MailGrant, SignIn, Trouble
from candor.mail.presets import PRESETS, preset_of
from candor.mail.sealing import WrongKey, unseal
from candor.mail.trials import try_reading, try_sending
from candor.mail.views.tabs import tabs
from candor.mail.words import TROUBLES
from candor.ui.public import page

EITHER = ["GET", "HEAD", "POST"]


@require_safe
def mailboxes(request: Request) -> HttpResponse:
    """All mailboxes with how reading them goes."""
    rows = list(Mailbox.objects.visible_to(request.actor).order_by("name", "id"))
    return page(
        request,
        "mail/tech/mailboxes.html",
        tabs=tabs(request),
        mailboxes=[(row, TROUBLES.get(row.trouble), _feeds(row)) for row in rows],
        grant_warnings=grant_warnings(request.actor),
    )


@require_http_methods(EITHER)
def new_mailbox(request: Request) -> HttpResponse:
    """Set up a mailbox, after trying whether it can be read."""
    form = MailboxForm(request.POST or None, preset=preset_of(request.GET.get("provider", "")))
    if not form.is_valid():
        return _form_page(request, form, None)
    details = form.details()
    trouble = None if form.cleaned_data["save_anyway"] else _tried(details, None)
    if trouble is not None:
        return _form_page(request, form, None, trouble)
    try:
        mailbox = actions.add_mailbox(details, by=request.actor)
    except actions.AddressTaken:
        return _taken(request, form, None)
    if mailbox.sign_in == SignIn.PROVIDER:
        messages.success(request, _("The mailbox is saved. Connect it with its provider now."))
        return _to_provider(mailbox)
    messages.success(request, _("The mailbox is set up. Candor reads it from now on."))
    return _to(mailbox)


@require_http_methods(EITHER)
def mailbox(request: Request, ref: str) -> HttpResponse:
    """One mailbox: how it goes, and how it is set up."""
    chosen = access.mailbox(request.actor, ref)
    form = MailboxForm(request.POST or None, mailbox=chosen)
    if not form.is_valid():
        return _form_page(request, form, chosen)
    details = form.details()
    trouble = None if form.cleaned_data["save_anyway"] else _tried(details, chosen)
    if trouble is not None:
        return _form_page(request, form, chosen, trouble)
    try:
        actions.change_mailbox(chosen, details, by=request.actor)
    except actions.AddressTaken:
        return _taken(request, form, chosen)
    messages.success(request, _("The mailbox is saved."))
    is_open = chosen.sign_in == SignIn.PROVIDER and not MailGrant.objects.given().filter(mailbox=chosen).exists()
    return _to_provider(chosen) if is_open else _to(chosen)


@require_POST
def test_mailbox(request: Request, ref: str) -> HttpResponse:
    """Try now whether the mailbox can be read and mail from it can leave, and say each step in words."""
    chosen = access.mailbox(request.actor, ref)
    is_demo = settings.INSTANCE.demo
    return page(
        request,
        "mail/tech/mailbox_trial.html",
        mailbox=chosen,
        reading=try_reading(chosen),
        sending=try_sending(chosen) if settings.INSTANCE.smtp and not is_demo else [],
        is_demo=is_demo,
    )


@require_POST
def pause_mailbox(request: Request, ref: str) -> HttpResponse:
    """Stop reading the mailbox."""
    chosen = access.mailbox(request.actor, ref)
    actions.pause_mailbox(chosen, by=request.actor)
    messages.success(request, _("The mailbox is paused. Its mail waits on its server."))
    return _to(chosen)


@require_POST
def resume_mailbox(request: Request, ref: str) -> HttpResponse:
    """Read the mailbox again."""
    chosen = access.mailbox(request.actor, ref)
    actions.resume_mailbox(chosen, by=request.actor)
    messages.success(request, _("The mailbox is read again, from where it stopped."))
    return _to(chosen)


@require_POST
def delete_mailbox(request: Request, ref: str) -> HttpResponse:
    """Forget a paused mailbox."""
    chosen = access.mailbox(request.actor, ref)
    try:
        actions.delete_mailbox(chosen, by=request.actor)
    except actions.StillRead:
        messages.error(request, _("The mailbox is being read. Pause it before you delete it."))
        return _to(chosen)
    except actions.MailWaits:
        messages.error(
            request, _("Mail of this mailbox is still under way, so it stays. Delete it when the mail has settled.")
        )
        return _to(chosen)
    messages.success(request, _("The mailbox is deleted. What came in and went out through it stays."))
    return HttpResponseRedirect(reverse("tech:mailboxes"), status=303)


def _form_page(
    request: Request, form: MailboxForm, mailbox: Mailbox | None, trouble: Trouble | None = None
) -> HttpResponse:
    return page(
        request,
        "mail/tech/mailbox.html",
        status=422 if form.is_bound else 200,
        form=form,
        mailbox=mailbox,
        standing=TROUBLES.get(mailbox.trouble) if mailbox else None,
        **shown_grant(mailbox),
        refused=TROUBLES[trouble] if trouble else None,
        presets=PRESETS,
        preset=preset_of(request.GET.get("provider", "")),
        folders=_folders(form, mailbox) if trouble is Trouble.NO_FOLDER else [],
    )


def _taken(request: Request, form: MailboxForm, mailbox: Mailbox | None) -> HttpResponse:
    """Somebody else was quicker with this address."""
    form.add_error("address", ADDRESS_TAKEN)
    return _form_page(request, form, mailbox)


def _tried(details: MailboxDetails, mailbox: Mailbox | None) -> Trouble | None:
    """What keeps the mailbox from being read, or None; one whose provider has not been asked yet is not tried."""
    if details.sign_in == SignIn.PROVIDER and not MailGrant.objects.given().filter(mailbox=mailbox).exists():
        return None
    try:
        try_out(_access(details, mailbox))
    except Unreadable as problem:
        return problem.trouble
    return None


def _folders(form: MailboxForm, mailbox: Mailbox | None) -> list[str]:
    """The folders to choose from, where the one that was typed does not exist."""
    details = form.details()
    try:
        return folder_names(_access(details, mailbox))
    except Unreadable:
        return []


def _access(details: MailboxDetails, mailbox: Mailbox | None) -> Access:
    """What was typed, with the password or the permission that is known. Raises Unreadable."""
    opened = Access(details.host, details.port, details.security, details.user, details.password, details.folder)
    if details.sign_in == SignIn.PROVIDER and mailbox is not None:
        return replace(opened, password="", token=token_of(mailbox))
    return opened if details.password or mailbox is None else replace(opened, password=_known(mailbox))


def _known(mailbox: Mailbox) -> str:
    try:
        return unseal(mailbox.password)
    except WrongKey:
        return ""


def _feeds(mailbox: Mailbox) -> str:
    """What the mailbox's mail becomes, in words."""
    for offer in inbound.destinations():
        if offer.kind == mailbox.destination_kind:
            return f"{offer.name}: {dict(offer.choices()).get(mailbox.destination_id or 0, '–')}"
    return ""


def _to(mailbox: Mailbox) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("tech:mailbox", args=[mailbox.ref]), status=303)


def _to_provider(mailbox: Mailbox) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("tech:mail-grant", args=[mailbox.ref]), status=303)
