"""What the privacy engine shows on shared pages: its entries of the System Configuration menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.people.public import register_configuration

register_configuration(
    "privacy.rules",
    page="tech:retention-rules",
    title=_("Privacy"),
    text=_("How long records stay, and by which law"),
    icon="scale",
    permission="privacy.rules.change",
    order=27,
)
