"""What stories about newsletters begin with."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.newsletters.actions.lists import add_list
from candor.newsletters.actions.signing_up import mail_confirmation
from candor.newsletters.actions.subscribing import subscribe_own
from candor.newsletters.models import MailingList, SignUp
from candor.people.models import Identifier, Person
from candor.ui.public import Stamp
from candor.ui.public_forms import QUICKEST

NEW = {
    "name_en": "Product news",
    "name_de": "Produktneuigkeiten",
    "purpose_en": "new versions, about once a month",
    "purpose_de": "neue Versionen, etwa einmal im Monat",
    "version": "0",
}


def news() -> MailingList:
    return add_list({**{name: text for name, text in NEW.items() if name != "version"}, "is_public": True}, by=SYSTEM)


def tips() -> MailingList:
    words = {"name_en": "Tips", "name_de": "Tipps", "purpose_en": "how to do it", "purpose_de": "wie es geht"}
    return add_list({**words, "is_public": True}, by=SYSTEM)


def subscribed(person: Person, *lists: MailingList, language: str = "en") -> Identifier:
    """The person gets these lists at their main address."""
    identifier = Identifier.objects.select_related("person").get(person=person, kind="email", is_primary=True)
    for each in lists:
        subscribe_own(each, identifier, language, by=SYSTEM)
    return identifier


def form_of(_browser: Client, email: str, *lists: MailingList) -> dict[str, Any]:
    """The public form as a person sends it who took their time."""
    drawn = (clock.now() - QUICKEST * 3).timestamp()
    stamp = Stamp(Stamp.new().key, drawn)
    return {"lists": [each.ref for each in lists], "email": email, "stamp": str(stamp), "website": ""}


def told_on(answer: Any) -> str:
    """The digest of the sentences that stand beside the form."""
    found = re.search(r'name="told"[^>]*value="([0-9a-f]*)"', answer.content.decode())
    return found[1] if found else ""


def drain() -> None:
    """Write the mails that sign-ups ask for."""
    for number in SignUp.objects.values_list("pk", flat=True):
        mail_confirmation(number)
