"""How we came to know a person, as an enum for the record and in words for pages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Source(StrEnum):
    """How we came to know a person."""

    WEB_FORM = "web-form"
    REGISTRATION = "registration"
    COLLEAGUE = "colleague"
    MAIL = "mail"
    PHONE = "phone"
    STAFF = "staff"
    INVITATION = "invitation"
    SINGLE_SIGN_ON = "single-sign-on"
    SET_UP = "set-up"
    IMPORT = "import"
    DEMO = "demo"
    SERVICE = "service"
    ERASED = "erased"


SOURCE_NAMES: Mapping[str, Promise] = {
    Source.WEB_FORM: _("A form on the web"),
    Source.REGISTRATION: _("Registered themselves"),
    Source.COLLEAGUE: _("Invited by a super customer"),
    Source.MAIL: _("A mail to us"),
    Source.PHONE: _("A call"),
    Source.STAFF: _("Added by staff"),
    Source.INVITATION: _("Invited to work here"),
    Source.SINGLE_SIGN_ON: _("Single sign-on"),
    Source.SET_UP: _("Set-up"),
    Source.IMPORT: _("An import"),
    Source.DEMO: _("The demo"),
    Source.SERVICE: _("A program that uses the API"),
    Source.ERASED: _("Erased"),
}
