"""What the Account Manager offers beside each thing, at its head and below its groups: rights, and one's requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from candor.kernel.actor import Actor
from candor.kernel.registries.corrections import corrections_of
from candor.kernel.registries.personal_data import Author, Export, Table, table_of, tables
from candor.people.public import Identifier, Person
from candor.privacy.account_manager.items import Item
from candor.privacy.account_manager.slots import Deed, Room
from candor.privacy.models import ConsentEvent
from candor.privacy.queries.own_requests import own

FROM_OTHERS = frozenset({Author.STAFF, Author.SENDER, Author.OTHER})


def beside_items(_actor: Actor, _person: Person, items: Sequence[Item]) -> Mapping[str, Sequence[Deed]]:
    """One's own details are changed at once; what somebody else wrote can be called wrong. No query."""
    return {item.name: _deeds(item) for item in items}


def at_the_head(_actor: Actor, _person: Person) -> Sequence[Deed]:
    return [
        Deed(_("Get a copy"), reverse("customer:right-copy"), "download"),
        Deed(_("Your rights"), reverse("customer:rights"), "scale"),
    ]


def below_the_groups(actor: Actor, _person: Person) -> Sequence[Room]:
    """One's requests, with the last one's day. One query."""
    last = own(actor).order_by("-pk").values_list("received_at", flat=True).first()
    text = _("What you asked of us about your data, and where it stands.")
    received = _("Everybody outside to whom something about you went, by name.")
    return [
        Room(_("Who received my data"), received, reverse("customer:me-data-received"), "send"),
        Room(_("My requests"), text, reverse("customer:requests"), "list-checks", last=last),
    ]


def _deeds(item: Item) -> list[Deed]:
    if item.place in _changed_by_themselves() and not item.only_names:
        return [Deed(_("Change it"), reverse("customer:me"), "pencil"), *_wrong(item)]
    if item.place == table_of(ConsentEvent).name:
        return [Deed(_("Take it back"), reverse("customer:right-consent"), "undo-2")]
    return _wrong(item)


def _changed_by_themselves() -> set[str]:
    return {table_of(Person).name, table_of(Identifier).name, "people_postaladdress"}


def _wrong(item: Item) -> list[Deed]:
    if not _is_from_others(tables()[item.place]):
        return []
    address = reverse("customer:right-correction") + "?" + urlencode({"place": item.place, "key": item.key})
    return [Deed(_("This is wrong"), address, "flag")]


def may_be_wrong(table: Table) -> bool:
    """Whether the office can find something to correct there: somebody else wrote of it, or a slice writes it anew."""
    return _is_from_others(table) or bool(corrections_of(table.name))


def _is_from_others(table: Table) -> bool:
    shown = (answers for answers in table.columns.values() if answers.export is Export.YES)
    return any(answers.author in FROM_OTHERS for answers in shown)
