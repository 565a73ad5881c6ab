"""What all faces share around their pages: the brand, the languages, the links at the foot."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.kernel import instance
from candor.ui.public import Brand, Link


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
