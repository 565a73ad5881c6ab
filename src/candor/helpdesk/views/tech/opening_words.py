"""The opening words of the welcome page, under System Configuration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.helpdesk.actions.opening_words import change_opening_words
from candor.helpdesk.forms.opening_words import OpeningWordsForm, initial_of
from candor.helpdesk.queries.opening_words import opening_shown, openings_of, present_words
from candor.helpdesk.refusals import StalePrepared
from candor.helpdesk.rules.opening_words import Opening
from candor.helpdesk.views.tech.configuration import to
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def opening_words(request: Request) -> HttpResponse:
    """The words in each language, with a preview as visitors see them."""
    row = present_words()
    if request.method != "POST":
        words = openings_of(row)
        return _page(request, OpeningWordsForm(initial=initial_of(words, row.version)), words)
    form = OpeningWordsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None, status=422)
    if request.POST.get("step") == "preview":
        return _page(request, form, form.words())
    try:
        change_opening_words(form.words(), by=request.actor, expected_version=form.cleaned_data["version"])
    except StalePrepared:
        return _overtaken(request, form)
    messages.success(request, _("The opening words are saved. Visitors read them from now on."))
    return to("tech:opening-words")


def _overtaken(request: Request, form: OpeningWordsForm) -> HttpResponse:
    """Somebody else saved first: their words are shown above, and sending again overwrites them knowingly."""
    row = present_words()
    form.data = {**dict(request.POST.items()), "version": str(row.version)}
    return _page(request, form, openings_of(row), status=409, is_overtaken=True)


def _page(
    request: Request, form: OpeningWordsForm, words: dict[str, Opening] | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    shown = [] if words is None else [(code, name, opening_shown(words, code)) for code, name in settings.LANGUAGES]
    context = {"form": form, "previews": shown, "languages_offered": settings.LANGUAGES, "is_overtaken": False, **more}
    return page(request, "helpdesk/tech/opening_words.html", status=status, **context)
