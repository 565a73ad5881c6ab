"""How a copy of somebody's data speaks of the kernel's tables, and the chapters that every installation has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.models import AccessLogEntry, AuditFact, StoredFile
from candor.kernel.registries.telling import FURTHER, Chapter, Group, Telling, chapter, everything, group, tell

FILES, RECORDS = "files", "records"

for _group in (
    Group("me", 10, _("About me"), _("Who you are to us, how you are reached, and how you sign in."), "user"),
    Group("cases", 20, _("My cases"), _("What you asked us, what we answered, and the files with it."), "inbox"),
    Group(
        "purchases",
        30,
        _("My purchases and licences"),
        _("Quotes, orders, invoices, renewals, licences and their keys."),
        "receipt",
    ),
    Group("downloads", 40, _("My downloads"), _("What you asked for and fetched."), "download"),
    Group("mail", 50, _("Mail between you and us"), _("Letters, newsletters, and what was sent by itself."), "mail"),
    Group("looks", 60, _("Who looked"), _("When our staff looked at your data, and in which role."), "eye"),
    Group("consents", 70, _("My consents"), _("What you agreed to, word for word, and what you took back."), "check"),
    Group(
        "requests",
        80,
        _("My requests, and what was decided"),
        _("What you asked us about your data, and what was noted about it."),
        "scale",
    ),
    Group(FURTHER, 100, _("Further records"), _("What no other group tells of."), "archive"),
):
    group(_group)

chapter(Chapter("me", 10, _("About you"), _("Who you are to us, and how you are reached."), group="me"))
chapter(Chapter(FILES, 50, _("Files"), _("Files that you sent, and that were sent to you."), group="cases"))
chapter(
    Chapter(
        RECORDS,
        80,
        _("Who looked, and what was noted"),
        _("The access log says when our staff looked at your data, and other records say what was decided about them."),
        group="requests",
    )
)
chapter(Chapter(FURTHER, 100, _("Further records"), _("What no other chapter tells of.")))

tell(
    StoredFile,
    Telling(FILES, 10, pgettext_lazy("copy", "File"), columns={"name": pgettext_lazy("copy", "Name")}, heads=("name",)),
)
tell(
    AccessLogEntry,
    Telling(
        RECORDS,
        30,
        _("Look at your data"),
        columns={"subject_id": _("Looked at"), "hour": _("In the hour that begins at")},
        heads=("hour",),
        seen=everything,
        group="looks",
    ),
)
tell(
    AuditFact,
    Telling(RECORDS, 90, _("Deed of yours"), columns={"actor_id": _("Done by")}, left_out=("actor_id",), group=FURTHER),
)
