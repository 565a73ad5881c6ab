"""The recovery key: made and shown once, taken into use when somebody has shown that they kept it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.backup.recovery import NoKey, PublicHalf, public_half
from candor.kernel.http.request import Request
from candor.privacy.actions.backups import take_key_into_use
from candor.privacy.backups.shown_keys import TooLate, number_in, show_key
from candor.privacy.forms_recovery_key import KeptForm
from candor.privacy.models import Archive
from candor.privacy.views.going import see
from candor.ui.public import page


@require_safe
def recovery_key(request: Request) -> HttpResponse:
    """What the key is for, which one counts, and how many backups open with an older one."""
    half = _present()
    others = Archive.objects.visible_to(request.actor).standing()
    older = others.exclude(key=half.number).count() if half else 0
    return page(request, "privacy/tech/recovery_key.html", half=half, older=older)


@require_POST
def make_key(request: Request) -> HttpResponse:
    """Show a new key, this once. The one before stays in use until this one was kept."""
    shown = show_key()
    return _form_page(request, KeptForm(initial={"carried": shown.carried}), shown.number, text=shown.text)


@require_POST
def keep_key(request: Request) -> HttpResponse:
    """Seal for the key from now on."""
    form = KeptForm(request.POST)
    try:
        number = number_in(request.POST.get("carried", ""))
        if not form.is_valid():
            return _form_page(request, form, number, text="")
    except TooLate:
        messages.error(request, _("This key was shown too long ago, and was not taken into use. Make another one."))
        return see("tech:backup-key")
    if take_key_into_use(form.public, by=request.actor):
        messages.success(request, _("Backups are sealed for this key from now on. The first one is being made."))
    else:
        messages.info(request, _("This key is in use already. Nothing was changed."))
    return see("tech:backups")


def _form_page(request: Request, form: KeptForm, number: str, *, text: str) -> HttpResponse:
    """The form, with the key above it the first time."""
    groups, status = text.split("-") if text else [], 422 if form.errors else 200
    name = "privacy/tech/recovery_key_shown.html"
    return page(request, name, status=status, number=number, form=form, groups=groups, text=text)


def _present() -> PublicHalf | None:
    try:
        return public_half(settings.INSTANCE.home)
    except NoKey:
        return None
