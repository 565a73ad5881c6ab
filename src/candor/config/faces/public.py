"""The public site: no sign-in and no cookie at all."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.helpdesk.urls import public as helpdesk
from candor.kernel import instance
from candor.people.urls import public as people
from candor.privacy.urls import public as privacy
from candor.ui.public import Brand, Link, NavigationItem, Shell, register_face

urlpatterns: list[URLPattern] = [
    *helpdesk.urlpatterns,
    *people.urlpatterns,
    *privacy.urlpatterns,
]


def shell(request: HttpRequest) -> Shell:
    """The same for every visitor."""
    return Shell(
        brand=brand(),
        navigation=(
            NavigationItem("welcome", _("Welcome"), reverse("public:welcome"), "house"),
            NavigationItem("contact", _("Ask us something"), reverse("public:contact"), "send"),
            NavigationItem("cases", _("My cases"), reverse("customer:cases"), "inbox"),
        ),
        home_url=reverse("public:welcome"),
        sign_in_url=reverse("customer:cases"),
        footer=footer(),
        languages=languages(),
    )


def brand() -> Brand:
    """The organisation as its pages show it."""
    present = instance.current()
    return Brand(present.organisation_name or "Candor", present.brand_hue)


def footer() -> tuple[Link, ...]:
    """What every page of customers and visitors leads to."""
    return (
        Link(_("Privacy notice"), reverse("public:privacy-notice")),
        Link(_("Terms of use"), reverse("public:terms")),
        Link(_("Cookies"), reverse("public:cookies")),
    )


def languages() -> tuple[Link, ...]:
    """The page in the other languages. Nothing remembers the choice: there is no cookie."""
    present = get_language()
    return tuple(
        Link(name, f"?language={code}", current=code == present, code=code) for code, name in settings.LANGUAGES
    )


register_face("public", shell)
