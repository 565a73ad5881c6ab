"""Retention rules, under System Configuration: each with its law, and what differs from the version adopted."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy.actions.rule_packs import adopt_pack
from candor.privacy.erasing.wording import what_it_is
from candor.privacy.forms import RetentionSettingsForm
from candor.privacy.queries.retention import keys_without_rule
from candor.privacy.queries.rule_packs import Offer, offer_of, offers, rules_in_force
from candor.privacy.retaining.settings import Wanted, change_settings, settings_in_force
from candor.privacy.rules.packs import Difference
from candor.privacy.views.going import see
from candor.privacy.words import BEGIN_WORDS, CHANGE_WORDS, FORCE_WORDS, in_language, period_in_words
from candor.ui.public import answer, page

TEMPLATE = "privacy/tech/retention_rules.html"


@require_safe
def rules(request: Request) -> HttpResponse:
    """Every country's rules, with their sources."""
    return _page(request)


@require_POST
def adopt(request: Request, country: str) -> HttpResponse:
    """Let a version count that was read on the page."""
    offer = _seen(country, request.POST.get("stamp", ""))
    if offer is None:
        return _page(request, refused=_("These rules have changed since the page was opened. Read them again."))
    try:
        adopted = adopt_pack(
            offer, frozenset(request.POST.getlist(f"confirmed-{offer.pack.country}")), by=request.actor
        )
    except Refused as refusal:
        return _page(request, refused=str(refusal.reason))
    if adopted is None:
        messages.info(request, _("Nothing was changed: these rules are in force already."))
    else:
        messages.success(request, _("The rules are adopted and count from now on."))
    return answer(request, f"{TEMPLATE}#main", to=reverse("tech:retention-rules"), **_context())


@require_POST
def settings(request: Request) -> HttpResponse:
    """Set the brake of the runs, and how customers are told."""
    form = RetentionSettingsForm(request.POST)
    if not form.is_valid():
        return page(request, TEMPLATE, status=422, refused="", **_context(form))
    try:
        change_settings(Wanted(**form.cleaned_data), by=request.actor)
    except Refused as refusal:
        return _page(request, refused=str(refusal.reason))
    messages.success(request, _("The settings count from the next run on."))
    return see("tech:retention-rules")


def _seen(country: str, stamp: str) -> Offer | None:
    """The offer as it was seen, None where it is another one by now. Raises Http404 for a country without rules."""
    offer = offer_of(country.upper())
    if offer is None:
        raise Http404
    return offer if offer.stamp == stamp else None


def _page(request: Request, refused: str = "") -> HttpResponse:
    return page(request, TEMPLATE, status=409 if refused else 200, refused=refused, **_context())


def _context(form: RetentionSettingsForm | None = None) -> dict[str, object]:
    found, problems = offers()
    wanted = settings_in_force()
    before = {name: getattr(wanted, name) for name in RetentionSettingsForm.base_fields}
    language = (get_language() or "en").split("-")[0]
    return {
        "offers": found,
        "form": form or RetentionSettingsForm(initial=before),
        "open_points": [what_it_is(key) for key in keys_without_rule()] if rules_in_force().by_key else [],
        "problems": problems,
        "change_words": CHANGE_WORDS,
        "begin_words": BEGIN_WORDS,
        "force_words": FORCE_WORDS,
        "period": period_in_words,
        "say": lambda words: in_language(words, language),
        "shortened_in": lambda offer: _shortened(offer, language),
    }


def _shortened(offer: Offer, language: str) -> list[tuple[str, str]]:
    """Options to tick: what would end earlier than it does now, or have no rule any more."""
    return [(one.key, _shorter_words(one, language)) for one in offer.differences if one.needs_confirmation]


def _shorter_words(one: Difference, language: str) -> str:
    title = in_language(one.shown.title, language)
    if one.offered is None:
        return _("%(title)s: no rule any more") % {"title": title}
    return _("%(title)s: %(period)s %(begin)s") % {
        "title": title,
        "period": period_in_words(one.offered.rule.months),
        "begin": BEGIN_WORDS[one.offered.rule.begins],
    }
