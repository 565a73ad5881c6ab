"""What newsletters show on others' pages."""

from __future__ import annotations

from django.urls import reverse

from candor.kernel.actor import Actor
from candor.kernel.registries.panels import Context, register
from candor.people.public import Person


def of_mine(_actor: Actor, _person: Person) -> Context | None:
    return {"url": reverse("customer:newsletters")}


register(
    "newsletters.mine", place="people.me.customer", template="newsletters/customer/panel.html", context=of_mine,
    order=40,
)  # fmt: skip
