"""By what right each reader of an issue gets it, and since when: said in its foot to them alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from candor.kernel import instance
from candor.newsletters.models import Basis, Issue, MailingList, Recipient, Subscription
from candor.ui.public import locale_of, long_date


@dataclass(frozen=True, slots=True)
class Ground:
    """What somebody did, on which day at the house, and with which product; None where it is gone. `reference` is the
    number of the order or invoice.
    """

    basis: str
    day: date
    product: str | None = None
    reference: str = ""


def grounds_of(recipients: Collection[Recipient], issues: Mapping[int, Issue]) -> Mapping[int, Ground]:
    """The ground of each recipient of these issues by its number, in the language of its letter.

    One query, and two more where one of them bought or downloaded something.
    """
    lists, readers = {each.list_id for each in issues.values()}, {each.identifier_id for each in recipients}
    rows = Subscription.objects.filter(list__in=lists, identifier__in=readers, ended_at=None)
    known = {(row.list_id, row.identifier_id): row for row in rows.prefetch_related("product__texts")}
    found = {each: known.get((issues[each.issue_id].list_id, each.identifier_id)) for each in recipients}
    return {each.pk: _ground(row, each.language) for each, row in found.items() if row is not None}


def why_in(each: MailingList, language: str, ground: Ground | None = None) -> str:
    """The sentence of the foot; without a ground, as in a preview, the one that holds for all readers of the list.

    Where no consent stands behind it, it repeats what the law wants said in each letter (§ 7(3) no. 4 UWG).
    """
    with translation.override(language):
        return _words(each, ground) % {
            "name": each.name_in(language),
            "product": ground.product if ground is not None else "",
            "number": ground.reference if ground is not None else "",
            "day": long_date(ground.day, locale_of(language)) if ground is not None else "",
        }


def _words(each: MailingList, ground: Ground | None) -> str:
    if ground is None:
        return _of_everybody(each)
    if ground.basis == Basis.CONSENT:
        return _("You get “%(name)s” because you agreed to it on %(day)s.")
    if ground.product is None:
        return _of_everybody(each)
    if ground.basis == Basis.FREE:
        return _(
            "You get “%(name)s” because you downloaded “%(product)s” from us on %(day)s and were told so. You can"
            " object at any time; it costs nothing but the transmission at basic rates."
        )
    if ground.basis == Basis.INVOICE:
        return _(
            "You get “%(name)s” because you bought “%(product)s” from us (invoice %(number)s) and were told so when you"
            " gave your address. You can object at any time; it costs nothing but the transmission at basic rates."
        )
    return _(
        "You get “%(name)s” because you bought “%(product)s” from us on %(day)s and were told so. You can object at"
        " any time; it costs nothing but the transmission at basic rates."
    )


def _of_everybody(each: MailingList) -> str:
    if not each.for_customers:
        return _("You get “%(name)s” because you agreed to it.")
    return _(
        "You get “%(name)s” because you agreed to it, or because you bought something similar from us. You can"
        " object at any time; it costs nothing but the transmission at basic rates."
    )


def _ground(row: Subscription, language: str) -> Ground:
    day = row.since.astimezone(ZoneInfo(instance.current().time_zone)).date()
    return Ground(row.basis, day, row.product.name_in(language) if row.product is not None else None, row.reference)
