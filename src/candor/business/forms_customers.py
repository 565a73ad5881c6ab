"""What sales may send about people and organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from candor.business.forms_leads import OwnerField
from candor.business.models.leads import WORK
from candor.business.queries_customers import CareOf
from candor.business.rules.tags import LONGEST, MOST, tag_names
from candor.people.public import OneLine, staff_people


class TagsField(OneLine):
    """Names of tags with commas between them, as a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=(LONGEST + 2) * MOST, **kwargs)

    def clean(self, value: Any) -> Any:
        names = tag_names(super().clean(value))
        if any(len(name) > LONGEST for name in names):
            raise forms.ValidationError(
                ngettext_lazy(
                    "A tag is too long: %(most)d character is the most.",
                    "A tag is too long: %(most)d characters are the most.",
                    LONGEST,
                )
                % {"most": LONGEST}
            )
        if len(names) > MOST:
            raise forms.ValidationError(_("These are too many tags: %(most)d are enough.") % {"most": MOST})
        return names


class CareForm(forms.Form):
    owner = OwnerField(label=_("Who looks after them"), required=False, empty_label=_("Nobody yet"))
    tags = TagsField(label=_("Tags"), required=False, help_text=_("Several with commas between them."))

    def __init__(self, data: Any = None, *, present: CareOf) -> None:
        owner = present.owner.ref if present.owner is not None else ""
        super().__init__(data, initial={"owner": owner, "tags": ", ".join(tag.name for tag in present.tags)})
        self.fields["owner"].queryset = staff_people(WORK)  # type: ignore[attr-defined] # a model's choices


class SegmentForm(forms.Form):
    name = OneLine(label=_("Name"), max_length=60, error_messages={"required": _("Give it a name.")})
