"""The sign-up form of a list for other sites, with the address to which it leads and the words of today."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from candor.newsletters.actions.subscribing import words_for
from candor.newsletters.models import MailingList
from candor.newsletters.rules.embedding import Labels, form_html


def form_for_elsewhere(found: MailingList, language: str) -> str:
    """The HTML to be copied, in one language."""
    address = settings.INSTANCE.base_url + reverse("public:newsletters-elsewhere", args=[found.ref])
    with translation.override(language):
        labels = Labels(_("Your e-mail address"), _("Sign up"), _("Leave this field empty"))
        return form_html(address, words_for(found, language), language, labels)
