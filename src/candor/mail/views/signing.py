"""System Configuration → Mail → Signing: the keys by which our mail is signed (DKIM)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.http.request import Request
from candor.mail import access
from candor.mail.actions import signing as actions
from candor.mail.models import KeyState, SigningKey
from candor.mail.our_addresses import domains_we_write_from
from candor.mail.rules.dkim import in_strings, record_value
from candor.mail.signing import is_readable
from candor.mail.views.tabs import tabs
from candor.ui.public import page

RECORD_STAYS = timedelta(days=7)
"""How long a retired key's record is to stay in DNS: mail under way is still checked, for five days at most by us."""
MOST_RETIRED = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A key with its DNS record: the value whole, and in the strings of a zone file."""

    key: SigningKey
    value: str
    strings: str
    is_readable: bool


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain with the key that signs, the one that waits, and those whose records are still needed."""

    name: str
    in_use: Shown | None
    waiting: Shown | None
    retired: list[SigningKey]


@require_safe
def signing(request: Request) -> HttpResponse:
    """Each domain that we write from: whether its mail is signed, and what DNS has to say."""
    return page(
        request,
        "mail/tech/signing.html",
        tabs=tabs(request),
        domains=_domains(request.actor),
        record_stays=RECORD_STAYS,
    )


@require_POST
def make_key(request: Request) -> HttpResponse:
    """Make a key for a domain, which is used once its record stands in DNS."""
    try:
        actions.make_key(request.POST.get("domain", ""), by=request.actor)
    except actions.NotOurDomain:
        messages.error(request, _("No mail comes from this domain. No key was made. Choose one of those below."))
    else:
        messages.success(request, _("The key is made. It signs nothing yet: publish its record first."))
    return _back()


@require_POST
def use_key(request: Request, ref: str) -> HttpResponse:
    """Sign with the key from now on."""
    key = access.signing_key(request.actor, ref)
    try:
        actions.use_key(key, by=request.actor)
    except actions.Unreadable:
        messages.error(request, _("This key cannot be read any more. Nothing was changed. Make a new key."))
        return _back()
    key.refresh_from_db()
    if key.state == KeyState.IN_USE:
        messages.success(request, _("Mail from %(domain)s is signed from now on.") % {"domain": key.domain})
    return _back()


@require_POST
def stop_signing(request: Request, ref: str) -> HttpResponse:
    """Retire the key."""
    key = access.signing_key(request.actor, ref)
    actions.stop_signing(key, by=request.actor)
    messages.success(request, _("The key %(selector)s is retired.") % {"selector": key.selector})
    return _back()


def _domains(actor: Actor) -> list[Domain]:
    keys = SigningKey.objects.visible_to(actor)
    current = {(key.domain, key.state): _shown(key) for key in keys.not_retired()}
    ended = list(keys.filter(retired_at__gte=clock.now() - RECORD_STAYS).order_by("-retired_at")[:MOST_RETIRED])
    names = {*domains_we_write_from(), *(domain for domain, _state in current), *(key.domain for key in ended)}
    return [
        Domain(
            name,
            current.get((name, KeyState.IN_USE)),
            current.get((name, KeyState.MADE)),
            [key for key in ended if key.domain == name and key.used_since],
        )
        for name in sorted(names)
    ]


def _shown(key: SigningKey) -> Shown:
    value = record_value(key.public_key)
    return Shown(key, value, in_strings(value), is_readable(key))


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("tech:mail-signing"), status=303)
