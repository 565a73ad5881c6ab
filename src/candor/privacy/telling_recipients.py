"""How a copy of somebody's data speaks of who received it, and of what recipients were told (Art. 15(1)(c), 19)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candor.kernel.registries.telling import Telling, tell
from candor.privacy.models import TASK_WORDS, DisclosedPerson, Disclosure, Recipient, RecipientTask, TaskRight

RECORDS = "records"

tell(Recipient, Telling(called="name", columns={"contact_name": _("Contact")}))
tell(Disclosure, Telling(called="recipient_name"))
tell(
    DisclosedPerson,
    Telling(
        RECORDS,
        70,
        _("Who received your data"),
        columns={"disclosure_id": _("Recipient")},
        heads=("disclosure_id",),
        left_out=("subject_number",),
    ),
)
tell(
    RecipientTask,
    Telling(
        RECORDS,
        71,
        _("What a recipient of your data was told"),
        columns={
            "recipient_id": _("Recipient"),
            "right": _("What was done"),
            "opened_at": _("To be told since"),
            "answer_by": _("Asked to answer by"),
            "person_name": _("Your name, as the recipient knows it"),
            "person_address": _("Your address, as the recipient knows it"),
            "details": _("What is right now"),
            "told_on": _("Told otherwise"),
            "answered_at": _("Answered"),
            "answer": _("Answer"),
        },
        values={"right": dict(TaskRight.choices), "state": {one.value: words for one, words in TASK_WORDS.items()}},
        heads=("recipient_id", "right"),
        left_out=("subject_number",),
    ),
)
