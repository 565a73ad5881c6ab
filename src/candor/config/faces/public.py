"""The public site: no sign-in and no cookie at all."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from candor.business.public import leads_to_cancelling
from candor.business.urls import public as business
from candor.catalogue.urls import public as catalogue
from candor.config.faces.shell import brand, footer, languages
from candor.helpdesk.urls import public as helpdesk
from candor.knowledge.urls import public as knowledge
from candor.licences.urls import public as licences
from candor.newsletters.urls import public as newsletters
from candor.people.urls import public as people
from candor.privacy.urls import public as privacy
from candor.ui.public import Link, NavigationItem, Shell, register_face

urlpatterns: list[URLPattern] = [
    *helpdesk.urlpatterns,
    *knowledge.urlpatterns,
    *business.urlpatterns,
    *catalogue.urlpatterns,
    *licences.urlpatterns,
    *newsletters.urlpatterns,
    *people.urlpatterns,
    *privacy.urlpatterns,
]


def shell(request: HttpRequest) -> Shell:
    """The same for every visitor."""
    return Shell(
        brand=brand(),
        navigation=(
            NavigationItem("welcome", _("Welcome"), reverse("public:welcome"), "house"),
            NavigationItem("help", _("Help"), reverse("public:help"), "book-open"),
            NavigationItem("contact", _("Ask us something"), reverse("public:contact"), "send"),
            NavigationItem("cases", _("My cases"), reverse("customer:cases"), "inbox"),
        ),
        home_url=reverse("public:welcome"),
        sign_in_url=reverse("customer:cases"),
        footer=(
            Link(_("Help"), reverse("public:help")),
            Link(_("Downloads"), reverse("public:downloads")),
            *cancelling(),
            *footer(),
        ),
        languages=languages(),
    )


def cancelling() -> tuple[Link, ...]:
    """The way to the page for cancelling (§ 312k BGB), where consumers need it: on every page, in these very words."""
    return (Link(_("Cancel contracts here"), reverse("public:cancel-contract")),) if leads_to_cancelling() else ()


register_face("public", shell)
