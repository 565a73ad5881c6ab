"""System Configuration → Mail → Templates: the words of the mails that Candor writes by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.kernel.registries.mail_texts import all_texts
from candor.mail.actions import words as actions
from candor.mail.actions.outbox import queue_sample
from candor.mail.composing import Edition, Source
from candor.mail.mail_text_forms import MailTextForm, typed_source
from candor.mail.mail_text_pages import asked_for, listed, present, versions_of
from candor.mail.mail_text_preview import packed, preview_of, unpacked
from candor.mail.views.framed import in_sandbox
from candor.mail.views.tabs import tabs
from candor.people.public import primary_email
from candor.ui.public import fragment, is_htmx, page


@require_safe
def mail_texts(request: Request) -> HttpResponse:
    """Every mail that is written by itself, and whose words are sent in which language."""
    return page(request, "mail/tech/mail_texts.html", tabs=tabs(request), listed=listed(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
def mail_text(request: Request, letter: str, language: str) -> HttpResponse:
    """One mail in one language: its words, what may stand in them, a preview and the history."""
    edition = _found(letter, language)
    form = _form(request, edition)
    if request.method != "POST":
        return _page(request, edition, form)
    if not form.is_valid():
        return _page(request, edition, form, status=422)
    try:
        actions.change_words(edition, form.source(), by=request.actor, expected_version=form.cleaned_data["version"])
    except actions.StaleWords:
        return _overtaken(request, edition)
    messages.success(request, _("The words are saved. Mails are sent with them from now on."))
    return _to(edition)


@require_POST
def preview(request: Request, letter: str, language: str) -> HttpResponse:
    """What is being written, in both forms with sample values; kept nowhere."""
    edition = _found(letter, language)
    if is_htmx(request):
        context = _preview(edition, typed_source(request.POST))
        return fragment(request, "mail/tech/mail_text.html#preview", **context)
    return _page(request, edition, _form(request, edition))


@require_safe
def frame(request: Request, letter: str, language: str) -> HttpResponse:
    """The HTML form of a preview, in its sandbox."""
    edition = _found(letter, language)
    source = unpacked(request.GET.get("words", "")) or present(request.actor, edition).source
    return in_sandbox(preview_of(source, edition).html)


@require_POST
def reset(request: Request, letter: str, language: str) -> HttpResponse:
    """Back to the original."""
    edition = _found(letter, language)
    actions.reset_words(edition, by=request.actor)
    messages.success(request, _("The original words are sent from now on. Yours stay in the history."))
    return _to(edition)


@require_POST
def send_test(request: Request, letter: str, language: str) -> HttpResponse:
    """Mail what is being written to whoever writes it, with sample values. It is not saved by that."""
    edition = _found(letter, language)
    form = _form(request, edition)
    address = primary_email(request.person)
    if form.is_valid() and not address:
        form.add_error(None, _("You have no e-mail address that a test could go to."))
    if not form.is_valid():
        return _page(request, edition, form, status=422)
    words, key = preview_of(form.source(), edition), form.cleaned_data["key"]
    with transaction.atomic():
        queue_sample(words, edition, to=(request.person, address), key=key, by=request.actor)
    messages.success(request, _("A test mail to %(address)s waits to be sent.") % {"address": address})
    return _page(request, edition, form.as_new())


def _found(letter: str, language: str) -> Edition:
    text = next((each for each in all_texts() if each.slug == letter), None)
    if text is None or language not in dict(settings.LANGUAGES):
        raise Http404
    return Edition(text, language)


def _form(request: Request, edition: Edition) -> MailTextForm:
    """The form as it was sent, else with the words that count, or those of an earlier version that was asked for."""
    if request.method == "POST":
        return MailTextForm(request.POST, edition, {})
    now = present(request.actor, edition)
    source = asked_for(request.actor, edition, request.GET.get("version", "")) or now.source
    return MailTextForm(None, edition, {"subject": source.subject, "body": source.body, "version": now.version})


def _overtaken(request: Request, edition: Edition) -> HttpResponse:
    """Somebody else saved first: their words stand in the history, and saving again overwrites them knowingly."""
    data = {**dict(request.POST.items()), "version": str(present(request.actor, edition).version)}
    return _page(request, edition, MailTextForm(data, edition, {}), status=409, is_overtaken=True)


def _page(
    request: Request, edition: Edition, form: MailTextForm, *, status: int = 200, is_overtaken: bool = False
) -> HttpResponse:
    shown = typed_source(form.data if form.is_bound else form.initial)
    return page(
        request,
        "mail/tech/mail_text.html",
        status=status,
        form=form,
        versions=versions_of(request.actor, edition),
        has_own_words=present(request.actor, edition).is_own,
        is_overtaken=is_overtaken,
        language_tabs=_language_tabs(edition),
        **_preview(edition, shown),
    )


def _language_tabs(edition: Edition) -> list[dict[str, Any]]:
    addresses = {code: reverse("tech:mail-text", args=[edition.text.slug, code]) for code, _name in settings.LANGUAGES}
    names = dict(settings.LANGUAGES)
    return [{"label": names[code], "url": url, "current": code == edition.language} for code, url in addresses.items()]


def _preview(edition: Edition, source: Source) -> dict[str, Any]:
    here = [edition.text.slug, edition.language]
    address = f"{reverse('tech:mail-text-frame', args=here)}?words={packed(source)}"
    shown = preview_of(source, edition)
    return {"letter": edition.text, "code": edition.language, "shown": shown, "frame_url": address}


def _to(edition: Edition) -> HttpResponseRedirect:
    address = reverse("tech:mail-text", args=[edition.text.slug, edition.language])
    return HttpResponseRedirect(address, status=303)
