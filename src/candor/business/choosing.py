"""Exports of people and organisations that hold what a filtered list or a segment shows, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.business import queries_customers as queries
from candor.business.models import ContactTag, Segment
from candor.business.models.leads import VIEW
from candor.business.rules.segments import About, Condition, Group, How, NotASegment, picked, read, written
from candor.business.segment_fields import FIELDS, ME, NOBODY, RENEWALS, YES_OR_NO
from candor.catalogue.public import products_to_choose
from candor.kernel.actor import Actor
from candor.people.public import Choice, Person

TITLES = {field.name: field.title for field in FIELDS}
LONGEST_WORDS = 200


def filters_in(data: QueryDict, about: About) -> Group:
    """The conditions that the list's filters name; those that mean nothing are left out."""
    found = []
    for name in queries.FIELDS:
        try:
            condition = read({"field": name, "is": data.get(name, "")}, about)
        except NotASegment:
            continue
        if isinstance(condition, Condition):
            found.append(condition)
    return Group(How.ALL, tuple(found))


def choice_in(kind: str, data: QueryDict, actor: Actor) -> Choice | None:
    """The segment or the filters that an address of a list names."""
    if not actor.may(VIEW):
        return None
    about, ref = About(kind), data.get("segment", "")[:16]
    if ref:
        segment = Segment.objects.visible_to(actor).filter(about=about, ref=ref).first()
        return Choice(segment.conditions, _("Segment “%(name)s”") % {"name": segment.name}) if segment else None
    chosen = filters_in(data, about)
    return Choice(written(chosen), _in_words(chosen)[:LONGEST_WORDS]) if chosen.parts else None


def picks(kind: str, said: Any, actor: Actor) -> Q:
    """Whom the conditions pick for the actor; nobody where they ask for something that is there no longer."""
    try:
        return picked(read(said, About(kind)), About(kind), actor)
    except NotASegment:
        return Q(pk__in=())


def _in_words(chosen: Group) -> str:
    conditions = [part for part in chosen.parts if isinstance(part, Condition)]
    names = _names(each.value for each in conditions if each.field in {"owner", "tag", "product"})
    return ", ".join(f"{TITLES[each.field]}: {_value(each, names)}" for each in conditions)


def _value(condition: Condition, names: dict[str, str]) -> str:
    if condition.field in {"owner", "tag", "product"}:
        return {ME: _("Me"), NOBODY: _("Nobody yet"), **names}.get(condition.value, condition.value)
    return str((RENEWALS if condition.field == "renewal" else YES_OR_NO).get(condition.value, condition.value))


def _names(refs: Iterable[str]) -> dict[str, str]:
    """What colleagues, tags and products of these references are called."""
    wanted = list(refs)
    tags = ContactTag.objects.filter(ref__in=wanted).values_list("ref", "name")
    products = dict(products_to_choose(get_language() or "en")) if wanted else {}
    known = {ref: name for ref, name in products.items() if ref in wanted}
    return known | dict(tags) | dict(Person.objects.filter(ref__in=wanted).values_list("ref", "name"))
