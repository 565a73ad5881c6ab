"""Every place that has a file of a sales mail, in words, before it is removed for good."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.business.models import Correspondence, SalesFile
from candor.business.search import KIND
from candor.kernel.models import StoredFile
from candor.privacy.public import Place, ShownPlace, copies_of, holders_of

HOLDERS = {
    "business.salesfile": (_("Message with this file"), "paperclip"),
    "mail.outboxattachment": (_("Mail that waits to be sent: it goes without the file"), "send"),
}
"""What a row that holds a file is called, and its icon."""


def shown_holders(found: Correspondence, file: StoredFile) -> list[ShownPlace]:
    """Every row of the correspondence that holds the file or a copy. Two queries beside one for each table."""
    holders = list(holders_of(copies_of(file, {KIND: [found.pk]}).values_list("pk", flat=True)))
    held = [holder.number for holder in holders if holder.kind == "business.salesfile"]
    mails = dict(SalesFile.objects.filter(pk__in=held, mail__correspondence=found).values_list("pk", "mail__ref"))
    return [_shown(holder, found, mails.get(holder.number, "")) for holder in holders]


def _shown(holder: Place, found: Correspondence, mail: str) -> ShownPlace:
    title, icon = HOLDERS.get(holder.kind, (_("Another record of the correspondence"), "file-text"))
    if holder.kind != "business.salesfile" or not mail:
        return ShownPlace(str(title), "", icon)
    url = f"{reverse('tech:sales-correspondence', args=[found.ref])}#m-{mail}"
    return ShownPlace(str(title), found.subject, icon, url)
