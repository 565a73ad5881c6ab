"""Reads about by what right we write to somebody, in the shape of pages."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from candor.catalogue.public import TOPICS_OF_NEWS, names_of_products
from candor.newsletters.models import MailingList


def names_of_topics(topics: Collection[str]) -> dict[str, str]:
    """What the lists, and the products of which there are news, behind these topics are called today. Two queries."""
    language = get_language() or "en"
    refs = {topic.rpartition(".")[2] for topic in topics}
    names = {each.topic: each.name_in(language) for each in MailingList.objects.filter(ref__in=refs)}
    told = [topic.removeprefix(TOPICS_OF_NEWS) for topic in topics if topic.startswith(TOPICS_OF_NEWS)]
    products = names_of_products(told, language)
    return names | {f"{TOPICS_OF_NEWS}{ref}": _("News of %(name)s") % {"name": name} for ref, name in products.items()}
