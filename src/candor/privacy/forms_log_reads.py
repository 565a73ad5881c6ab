"""What the privacy office types to read the access log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.people.public import OneLine, Person
from candor.privacy.actions.log_reads import LogQuestion
from candor.privacy.forms import Day, person_meant
from candor.privacy.queries.registers import today

A_MONTH = timedelta(days=30)


class LogForm(forms.Form):
    """Who was looked at needs no reason: it serves them. Everything else does, because it shows how somebody works."""

    person = OneLine(
        label=_("Who was looked at"), max_length=254, required=False,
        help_text=_("The person’s e-mail address or reference."),
    )  # fmt: skip
    staff = OneLine(
        label=_("Who looked"), max_length=254, required=False,
        help_text=_("A member of staff’s e-mail address. Give the reason below."),
    )  # fmt: skip
    begins_on = Day(label=_("From"))
    ends_on = Day(label=_("until"))
    reason = OneLine(
        label=_("Reason"), max_length=300, required=False,
        help_text=_("Needed where no person is named, or a member of staff is. It is kept, with your name."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, actor: Actor, initial: Any = None) -> None:
        super().__init__(data, initial={"begins_on": today() - A_MONTH, "ends_on": today(), **(initial or {})})
        self.actor = actor
        self.found: dict[str, Person] = {}

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        for name in ("person", "staff"):
            if clean.get(name):
                self._find(name, clean[name])
        if (clean.get("staff") or not clean.get("person")) and len(clean.get("reason", "")) < 10:
            self.add_error("reason", _("Say in a sentence why this has to be looked at."))
        if clean.get("begins_on") and clean.get("ends_on") and clean["ends_on"] < clean["begins_on"]:
            self.add_error("ends_on", _("The end cannot come before the beginning."))
        return clean

    def _find(self, name: str, typed: str) -> None:
        person = person_meant(self.actor, typed)
        if person is None:
            self.add_error(name, _("The address belongs to nobody here, or to several people."))
        else:
            self.found[name] = person

    @property
    def question(self) -> LogQuestion:
        """What is asked, once it is clean."""
        clean = self.cleaned_data
        subject, staff = self.found.get("person"), self.found.get("staff")
        return LogQuestion(
            clean["begins_on"],
            clean["ends_on"],
            subject.pk if subject else None,
            staff.pk if staff else None,
            clean["reason"],
        )
