"""How a copy of somebody's data speaks of the kernel's tables, and the chapters that every installation has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.models import AccessLogEntry, AuditFact, StoredFile
from candor.kernel.registries.telling import (
    FURTHER,
    Chapter,
    Group,
    Telling,
    chapter,
    everything,
    group,
    tell,
    telling_of,
)

FILES, RECORDS = "files", "records"

for _group in (
    Group(
        "me",
        10,
        _("About me"),
        _("Who you are to us, how you are reached, and how you sign in."),
        "user",
        of_person=_("About the person"),
    ),
    Group(
        "cases",
        20,
        _("My cases"),
        _("What you asked us, what we answered, and the files with it."),
        "inbox",
        of_person=_("Their cases"),
    ),
    Group(
        "purchases",
        30,
        _("My purchases and licences"),
        _("Quotes, orders, invoices, renewals, licences and their keys."),
        "receipt",
        of_person=_("Their purchases and licences"),
    ),
    Group(
        "downloads",
        40,
        _("My downloads"),
        _("What you asked for and fetched."),
        "download",
        of_person=_("Their downloads"),
    ),
    Group(
        "mail",
        50,
        _("Mail between you and us"),
        _("Letters, newsletters, and what was sent by itself."),
        "mail",
        of_person=_("Mail between them and us"),
    ),
    Group(
        "looks",
        60,
        _("Who looked"),
        _("When our staff looked at your data, and in which role."),
        "eye",
        of_person=_("Who looked at their data"),
    ),
    Group(
        "consents",
        70,
        _("My consents"),
        _("What you agreed to, word for word, and what you took back."),
        "check",
        of_person=_("Their consents"),
    ),
    Group(
        "requests",
        80,
        _("My requests, and what was decided"),
        _("What you asked us about your data, and what was noted about it."),
        "scale",
        of_person=_("Their requests, and what was decided"),
    ),
    Group(
        FURTHER,
        100,
        _("Further records"),
        _("What no other group tells of."),
        "archive",
        of_person=_("Further records"),
    ),
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


class KindWords(Mapping[str, str]):
    """What a row of some model is called in a copy, by the model's label: for columns that name a row by its kind."""

    def __getitem__(self, label: str) -> str:
        name = str(telling_of(apps.get_model(label)._meta.db_table).name)
        if not name:
            raise KeyError(label)
        return name

    def __iter__(self) -> Iterator[str]:
        return (model._meta.label_lower for model in apps.get_models())

    def __len__(self) -> int:
        return len(apps.get_models())

    def get(self, label: str, default: Any = None) -> Any:
        try:
            return self[label]
        except (LookupError, ValueError):
            return default


tell(
    AccessLogEntry,
    Telling(
        RECORDS,
        30,
        _("Look at your data"),
        columns={
            "subject_id": _("Looked at"),
            "hour": _("In the hour that begins at"),
            "actor_role": _("In which role"),
            "object_kind": _("What was looked at"),
        },
        values={"object_kind": KindWords()},
        heads=("hour",),
        seen=everything,
        group="looks",
    ),
)
tell(
    AuditFact,
    Telling(RECORDS, 90, _("Deed of yours"), columns={"actor_id": _("Done by")}, left_out=("actor_id",), group=FURTHER),
)
