"""Reads of sales mail in the shape of its pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.business.models.sales_mail import CorrespondenceQuerySet
from candor.business.words import DELIVERIES
from candor.kernel.actor import Actor
from candor.mail.public import Told, found_on_arrival, told
from candor.privacy.public import RemovedFile, files_removed_from, last_redaction_of, removed_from

MAIL = "business.salesmail"
PAGE = 50
MOST_MAILS = 200
"""Mails shown on one page; nobody has read more of a correspondence at once."""

MOST_FOUND = 10
VIEWS = ("waiting", "mine", "all")


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as lists show it; `size` in bytes."""

    name: str
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class Saying:
    """One mail as its page shows it."""

    ref: str
    author: str
    at: datetime
    is_ours: bool
    address: str
    text: str
    quoted: str
    html_url: str
    is_automatic: bool
    delivery: str
    delivery_words: str
    files: Sequence[ShownFile]
    redacted_at: datetime | None
    redacted_by: str
    checks: Told | None
    original_url: str
    """Where staff find the mail as it came; "" for ours."""
    removed: Sequence[RemovedFile] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of correspondences. `older` names the one after which the next page begins, or is ""."""

    rows: list[Correspondence]
    older: str


def listing(actor: Actor, view: str, after: str) -> Listing:
    """A page of one of `VIEWS`: what waits the longest first, everything else the latest first. Two queries at most."""
    visible = Correspondence.objects.visible_to(actor)
    mark = visible.filter(ref=after).first() if after else None
    rows = _beyond(of_view(visible, view, actor), view, mark)
    order = ("waits_since", "id") if view == "waiting" else ("-last_at", "-id")
    found = list(rows.select_related("person", "organisation", "taken_by").order_by(*order)[: PAGE + 1])
    return Listing(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def longest_waiting(actor: Actor, most: int) -> list[Correspondence]:
    """What waits for sales, the longest first."""
    rows = Correspondence.objects.visible_to(actor).waiting().select_related("person", "organisation", "taken_by")
    return list(rows.order_by("waits_since", "id")[:most])


def conversation(found: Correspondence) -> list[Saying]:
    """The latest mails of the correspondence, oldest first. Two queries, three if files were removed."""
    redaction = last_redaction_of(MAIL)
    rows = (
        SalesMail.objects.filter(correspondence=found)
        .select_related("by")
        .annotate(
            redacted_at=Subquery(redaction.values("redaction__carried_out_at")[:1]),
            redacted_by=Subquery(redaction.values("redaction__done_by__name")[:1]),
            found=Subquery(found_on_arrival(MAIL)),
            lost_a_file=Exists(files_removed_from(MAIL).filter(object_id=OuterRef("pk"))),
        )
    )
    shown = list(rows.order_by("-id")[:MOST_MAILS])[::-1]
    files = files_of([mail.pk for mail in shown])
    lost = [mail.pk for mail in shown if getattr(mail, "lost_a_file", False)]
    removed = removed_from(MAIL, lost) if lost else {}
    return [replace(_saying(mail, found, files[mail.pk]), removed=removed.get(mail.pk, ())) for mail in shown]


def files_of(mails: Collection[int]) -> Mapping[int, list[ShownFile]]:
    """The files of these mails, by mail. One query."""
    files: dict[int, list[ShownFile]] = defaultdict(list)
    rows = SalesFile.objects.filter(mail__in=mails).order_by("id") if mails else SalesFile.objects.none()
    for mail, ref, name, size in rows.values_list("mail", "file__ref", "file__name", "file__size"):
        files[mail].append(ShownFile(name, reverse("tech:sales-file", args=[ref]), size))
    return files


def html_url_of(mail: SalesMail) -> str:
    """Where the mail stands as it was sent; "" for one without HTML."""
    return reverse("tech:sales-mail-html", args=[mail.ref]) if mail.html else ""


def author_of(mail: SalesMail, found: Correspondence) -> str:
    """The person, or who of us wrote; "" where they are gone."""
    if not mail.is_ours:
        return found.person.name
    return mail.by.name if mail.by is not None else ""


def _saying(mail: SalesMail, found: Correspondence, files: Sequence[ShownFile]) -> Saying:
    delivery, words = DELIVERIES.get(mail.delivery, ("", ""))
    return Saying(
        ref=mail.ref,
        author=author_of(mail, found),
        at=mail.written_at,
        is_ours=mail.is_ours,
        address=mail.address,
        text=mail.text,
        quoted=mail.quoted,
        html_url=html_url_of(mail),
        is_automatic=mail.is_automatic,
        delivery=delivery,
        delivery_words=str(words),
        files=files,
        redacted_at=getattr(mail, "redacted_at", None),
        redacted_by=getattr(mail, "redacted_by", None) or "",
        checks=told(getattr(mail, "found", None)),
        original_url="" if mail.is_ours else reverse("tech:sales-mail-original", args=[mail.ref]),
    )


def of_view(rows: CorrespondenceQuerySet, view: str, actor: Actor) -> CorrespondenceQuerySet:
    """What one of `VIEWS` shows."""
    if view == "waiting":
        return rows.waiting()
    return rows.taken_by(actor.id) if view == "mine" else rows


def _beyond(rows: CorrespondenceQuerySet, view: str, mark: Correspondence | None) -> CorrespondenceQuerySet:
    """Those after the mark in the order of the view."""
    if mark is None:
        return rows
    if view != "waiting":
        return rows.filter(Q(last_at__lt=mark.last_at) | Q(last_at=mark.last_at, pk__lt=mark.pk))
    if mark.waits_since is None:
        return rows
    return rows.filter(Q(waits_since__gt=mark.waits_since) | Q(waits_since=mark.waits_since, pk__gt=mark.pk))
