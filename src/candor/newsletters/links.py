"""The links at the foot of newsletters: signed, without the address, and good for as long as the address is known.

They tell nothing and give nothing away but the address itself: whoever has one may stop the newsletters, no more.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from candor.newsletters.models import MailingList
from candor.people.public import Identifier

_SIGNER = Signer(salt="newsletters.link", sep=".")


@dataclass(frozen=True, slots=True)
class Linked:
    """Whom a link was mailed to and with which list's issue. `identifier` is None once the address is forgotten."""

    identifier: Identifier | None
    list: MailingList | None


def key_for(identifier: int, each: int) -> str:
    """The part of the address that names both."""
    return _SIGNER.sign(f"{identifier}-{each}")


def behind(key: str) -> Linked | None:
    """What the key names; None for one that is not ours."""
    try:
        identifier, each = _SIGNER.unsign(key).split("-")
    except (BadSignature, ValueError):
        return None
    known = Identifier.objects.select_related("person").filter(pk=int(identifier), person__erased_at=None).first()
    return Linked(known, MailingList.objects.filter(pk=int(each)).first())


def page_for(identifier: int, each: int) -> str:
    """The whole address of the page on which they choose."""
    return settings.INSTANCE.base_url + reverse("public:newsletters-mine", args=[key_for(identifier, each)])


def one_click_for(identifier: int, each: int) -> str:
    """The whole address at which a mail program ends everything by one POST (RFC 8058)."""
    return settings.INSTANCE.base_url + reverse("public:newsletters-one-click", args=[key_for(identifier, each)])
