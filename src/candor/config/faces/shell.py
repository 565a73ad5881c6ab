"""What all faces share around their pages: the brand, the languages, the links at the foot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.kernel import instance
from candor.ui.public import Brand, Link, NavigationItem


def brand() -> Brand:
    """The organisation as its pages show it."""
    row = instance.current()
    return Brand(row.organisation_name, row.brand_hue)


def languages() -> tuple[Link, ...]:
    """The page in each language, for visitors. Nothing remembers the choice: there is no cookie."""
    present = get_language()
    return tuple(
        Link(name, f"?language={code}", current=code == present, code=code) for code, name in settings.LANGUAGES
    )


def footer() -> tuple[Link, ...]:
    """What every page of customers and visitors leads to."""
    return (
        Link(_("Newsletters"), reverse("public:newsletters")),
        Link(_("Your data"), reverse("public:your-data")),
        Link(_("Privacy notice"), reverse("public:privacy-notice")),
        Link(_("Terms of use"), reverse("public:terms")),
        Link(_("Cookies"), reverse("public:cookies")),
    )


def with_bell(request: Any, places: tuple[NavigationItem, ...]) -> tuple[NavigationItem, ...]:
    """The places with what waits under the bell, which the session has read along."""
    row = request.session.row
    unread = row.account.staff.unread_notifications if row else 0  # no row yet on the page that a sign-in draws itself
    if not unread:
        return places
    return tuple(replace(item, badge=unread) if item.name == "notifications" else item for item in places)
