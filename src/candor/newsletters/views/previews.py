"""What a letter looks like, as an answer of its own for a frame on our page. Nothing in it runs or loads."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.request import Request
from candor.mail.public import in_sandbox
from candor.newsletters import access
from candor.newsletters.forms_pictures import PreviewForm
from candor.newsletters.letters import made_in, preview_of
from candor.newsletters.models import Issue
from candor.newsletters.pictures import as_data
from candor.newsletters.rules.letters import Made, made_of, shown_in

SCHEMES: Mapping[str, Mapping[str, str]] = {
    "light": {"light dark": "light", "@media(prefers-color-scheme:dark)": "@media not all"},
    "dark": {"light dark": "dark", "@media(prefers-color-scheme:dark)": "@media all"},
}
"""A frame follows the device; what stands for that in a letter's head is settled here instead."""


@require_POST
def preview(request: Request) -> HttpResponse:
    """Words that are being written. Nothing is saved."""
    form = PreviewForm(request.POST)
    if not form.is_valid():
        return in_sandbox(f"<!doctype html><title></title><p>{_('This is too long to be shown.')}</p>")
    clean = form.cleaned_data
    issue = access.issue_for(request.actor, clean["issue"]) if clean["issue"] else None
    made = made_of(form.subject(), form.body())
    html = preview_of(form.mailing_list(), clean["language"], made, _pictures(issue, made)).html
    return in_sandbox(in_colours(html, clean["scheme"]))


@require_safe
def frame(request: Request, ref: str, language: str, scheme: str) -> HttpResponse:
    """An issue in one of its languages."""
    issue = access.issue_for(request.actor, ref)
    if language not in issue.languages() or scheme not in SCHEMES:
        raise Http404
    made = made_in(issue, language)
    return in_sandbox(in_colours(preview_of(issue.list, language, made, _pictures(issue, made)).html, scheme))


def _pictures(issue: Issue | None, made: Made) -> Mapping[str, str]:
    return {} if issue is None else as_data(issue, shown_in(made.html))


def in_colours(html: str, scheme: str) -> str:
    """The letter in the colours of one of SCHEMES, whatever the device prefers."""
    head, body_begins, rest = html.partition("<body")
    for follows, settled in SCHEMES[scheme].items():
        head = head.replace(follows, settled)
    return head + body_begins + rest
