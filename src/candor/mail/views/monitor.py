"""The mail monitor and the quarantine list."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel import instance
from candor.kernel.http.request import Request
from candor.mail import access, queries, words
from candor.mail.actions import quarantine as actions
from candor.mail.actions.outbox import queue_mail
from candor.mail.checks import told_of
from candor.mail.grant_warnings import grant_warnings
from candor.mail.models import Mailbox, RawMessage, RawState, TemplateClass
from candor.mail.views.framed import in_sandbox
from candor.mail.views.tabs import tabs
from candor.people.public import primary_email
from candor.ui.public import page


@require_safe
def monitor(request: Request) -> HttpResponse:
    """What waits, what was sent, what did not arrive, and whether the mailboxes are read."""
    overview = queries.overview(request.actor)
    shown = request.GET.get("show", "")
    view = shown if shown in queries.VIEWS else "all"
    mails = queries.outbox_page(request.actor, view, request.GET.get("after", ""))
    boxes = list(Mailbox.objects.visible_to(request.actor).order_by("name", "id"))
    return page(
        request,
        "mail/tech/monitor.html",
        tabs=tabs(request, overview.quarantined),
        overview=overview,
        view=view,
        deferrals=queries.deferrals(request.actor) if overview.trying_again else [],
        alarms=[box for box in boxes if box.trouble and box.paused_at is None],
        grant_warnings=grant_warnings(request.actor),
        may_retry=request.actor.may("mail.quarantine.replay"),
        mails=mails,
        boxes=[(box, words.TROUBLES.get(box.trouble)) for box in boxes],
        words=words,
        is_demo=settings.INSTANCE.demo,
        has_server=bool(settings.INSTANCE.smtp),
        may_change=request.actor.may("mail.mailbox.change"),
    )


@require_safe
def outbox_message(request: Request, ref: str) -> HttpResponse:
    """One mail of ours: where it stands, and what it says where that is no secret."""
    mail = access.outbox_message(request.actor, ref)
    text = mail.text if access.may_read_text(mail) else ""
    has_both = bool(text and mail.html)
    return page(
        request,
        "mail/tech/outbox_message.html",
        mail=mail,
        words=words,
        may_retry=request.actor.may("mail.quarantine.replay"),
        text=text,
        has_both=has_both,
        as_plain=not has_both or "plain" in request.GET,
    )


@require_safe
def outbox_html(request: Request, ref: str) -> HttpResponse:
    """Its form with formatting, for the sandboxed frame on its page. What is a secret, or has no such form, is not."""
    mail = access.outbox_message(request.actor, ref)
    if not mail.html or not access.may_read_text(mail):
        raise Http404
    return in_sandbox(mail.html)


@require_POST
def send_test_mail(request: Request) -> HttpResponse:
    """Queue a mail to whoever asks, to see that sending works."""
    address = primary_email(request.person)
    if not address:
        messages.error(request, _("You have no e-mail address that a test could go to."))
        return _to("tech:mail")
    with transaction.atomic():
        mail = queue_mail(
            "mail/mail/connection_test",
            to=address,
            language=request.person.language or instance.current().language,
            about=request.person,
            context={},
            kind=TemplateClass.CONTRACT,
            by=request.actor,
        )
    messages.success(request, _("A test mail to %(address)s waits to be sent.") % {"address": address})
    return _to("tech:outbox-message", mail.ref)


@require_safe
def received(request: Request) -> HttpResponse:
    """What came in, and what it became."""
    return page(
        request,
        "mail/tech/received.html",
        tabs=tabs(request),
        received=queries.received_page(request.actor, request.GET.get("after", "")),
        words=words,
    )


@require_safe
def quarantine(request: Request) -> HttpResponse:
    """The messages that wait for a person, with the reason."""
    return page(
        request,
        "mail/tech/quarantine.html",
        tabs=tabs(request),
        waiting=queries.quarantine_page(request.actor, request.GET.get("after", "")),
        words=words,
        may_open=request.actor.may("mail.quarantine.replay"),
    )


@require_safe
def quarantined_message(request: Request, ref: str) -> HttpResponse:
    """One of them: why it waits, what can be done, and its text."""
    raw = access.quarantined_message(request.actor, ref)
    return page(
        request,
        "mail/tech/quarantined_message.html",
        raw=raw,
        explanation=words.REASONS[raw.reason],
        checks=told_of(raw),
        is_judged=raw.reason in actions.JUDGED,
        text=queries.shown_as_text(raw),
    )


@require_POST
def replay(request: Request, ref: str) -> HttpResponse:
    """Handle the message once more."""
    raw = access.quarantined_message(request.actor, ref)
    return _tell(request, actions.replay(raw, by=request.actor))


@require_POST
def let_through(request: Request, ref: str) -> HttpResponse:
    """Handle the message although it was held back."""
    raw = access.quarantined_message(request.actor, ref)
    return _tell(request, actions.let_through(raw, by=request.actor))


def _tell(request: Request, raw: RawMessage) -> HttpResponse:
    if raw.state == RawState.QUARANTINED:
        still = _("It is still in quarantine.")
        messages.warning(request, f"{still} {words.REASONS[raw.reason].what}")
        return _to("tech:quarantined", raw.ref)
    became = words.BECAME.get(raw.became_word, words.RAW_STATES[raw.state])
    messages.success(request, _("The message left the quarantine: %(what)s.") % {"what": became})
    return _to("tech:quarantine")


def _to(name: str, *parts: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=parts), status=303)
