"""How a copy of somebody's data speaks of the kernel's tables, and the chapters that every installation has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.models import AccessLogEntry, AuditFact, StoredFile
from candor.kernel.registries.telling import FURTHER, Chapter, Telling, chapter, everything, tell

FILES, RECORDS = "files", "records"

chapter(Chapter("me", 10, _("About you"), _("Who you are to us, and how you are reached.")))
chapter(Chapter(FILES, 50, _("Files"), _("Files that you sent, and that were sent to you.")))
chapter(
    Chapter(
        RECORDS,
        80,
        _("Who looked, and what was noted"),
        _("The access log says when our staff looked at your data, and other records say what was decided about them."),
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
    ),
)
tell(
    AuditFact,
    Telling(RECORDS, 90, _("Deed of yours"), columns={"actor_id": _("Done by")}, left_out=("actor_id",)),
)
