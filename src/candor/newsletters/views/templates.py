"""Templates of whole issues: looked at, begun with, saved and forgotten."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.mail.public import in_sandbox
from candor.newsletters import access
from candor.newsletters import templates_of_issues as queries
from candor.newsletters.actions import templates as actions
from candor.newsletters.forms import TemplateForm
from candor.newsletters.letters import preview_of, values_for
from candor.newsletters.rules.letters import made_of
from candor.newsletters.templates_of_issues import Template
from candor.newsletters.views.previews import SCHEMES, in_colours
from candor.ui.public import page


@require_safe
def templates(request: Request) -> HttpResponse:
    """Those of the house first, then those that Candor brings along."""
    return page(
        request,
        "newsletters/business/templates.html",
        language=get_language() or "en",
        saved=queries.saved_ones(request.actor),
        ready=queries.brought_along(),
    )


@require_safe
def template(request: Request, ready: str) -> HttpResponse:
    """What an issue looks like that begins with it, at a desk and on a phone."""
    found = _found(request, ready)
    language = get_language() or "en"
    names = dict(settings.LANGUAGES)
    looks = [
        (each, names[each], made_of(found.subject_in(each), "").filled_subject(values_for(queries.stand_in(), each)))
        for each in sorted(found.languages(), key=lambda each: each != language)
    ]
    return page(
        request,
        "newsletters/business/template.html",
        found=found,
        name=found.names.get(language, found.names["en"]),
        about=found.about.get(language, ""),
        looks=looks,
    )


@require_safe
def frame(request: Request, ready: str, language: str, scheme: str) -> HttpResponse:
    """The letter itself, for a frame on our page."""
    found = _found(request, ready)
    if language not in found.languages() or scheme not in SCHEMES:
        raise Http404
    made = made_of(found.subject_in(language), found.body_in(language))
    return in_sandbox(in_colours(preview_of(queries.stand_in(), language, made, {}).html, scheme))


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: Request, ref: str) -> HttpResponse:
    """Keep an issue's words to begin others with."""
    found = access.issue_for(request.actor, ref)
    initial = {"name": (found.subject_en or found.subject_de)[:80]}
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            saved = actions.save_as_template(found, form.cleaned_data["name"], by=request.actor)
        except actions.NameTaken:
            form.add_error("name", _("Another template has this name. Choose another one, or remove that one first."))
            status = 409
        else:
            messages.success(request, _("The template is saved. “New issue” offers it from now on."))
            return HttpResponseRedirect(reverse("business:newsletter-template", args=[saved.ref]), status=303)
    return page(request, "newsletters/business/save_template.html", status=status, found=found, form=form)


@require_POST
def forget(request: Request, ready: str) -> HttpResponse:
    """Nobody begins with it any more."""
    found = _found(request, ready)
    if found.saved is None:
        raise Http404
    actions.forget_template(found.saved, by=request.actor)
    messages.success(request, _("The template is gone. Issues that began with it stay."))
    return HttpResponseRedirect(reverse("business:newsletter-templates"), status=303)


def _found(request: Request, ref: str) -> Template:
    found = queries.template_of(request.actor, ref)
    if found is None:
        raise Http404
    return found
