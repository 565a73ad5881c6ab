"""What technicians send to tag a case, and managers to keep the tags."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.helpdesk.forms.customer_fields import LineField
from candor.helpdesk.forms.tech import ChangeForm
from candor.helpdesk.models import Tag
from candor.helpdesk.rules.tags import LONGEST, MOST_AT_ONCE, key_of, tag_names
from candor.helpdesk.rules.texts import TextTooLong


class NamesField(LineField):
    """Names of tags with commas between them, as a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=(LONGEST + 2) * MOST_AT_ONCE, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            names = tag_names(super().clean(value))
        except TextTooLong as error:
            raise forms.ValidationError(
                _("A tag is too long: %(most)s characters are the most.") % {"most": error.most}
            ) from error
        if len(names) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Add at most %(most)s tags at once.") % {"most": MOST_AT_ONCE})
        if self.required and not names:
            raise forms.ValidationError(self.error_messages["required"])
        return names


class AddTagsForm(ChangeForm):
    names = NamesField(error_messages={"required": gettext_lazy("Write the tag first.")})


class TakeTagForm(ChangeForm):
    """One tag by its name."""

    tag = LineField(most=LONGEST)

    def clean_tag(self) -> Tag:
        found = Tag.objects.filter(key=key_of(self.cleaned_data["tag"])).first()
        if found is None:
            raise forms.ValidationError(_("There is no tag of this name."))
        return found


class TagNameForm(forms.Form):
    """One name, without commas: they stand between tags."""

    name = LineField(
        label=gettext_lazy("Name"), most=LONGEST, error_messages={"required": gettext_lazy("Give it a name.")}
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if "," in name:
            raise forms.ValidationError(_("A tag holds no comma: commas stand between tags."))
        return name


class MergeTagForm(forms.Form):
    """The tag that takes this one's cases, by its name."""

    into = LineField(
        label=gettext_lazy("Name of the tag that stays"),
        most=LONGEST,
        error_messages={"required": gettext_lazy("Say which tag stays.")},
    )

    def __init__(self, tag: Tag, data: Any = None) -> None:
        super().__init__(data)
        self.tag = tag

    def clean_into(self) -> Tag:
        found = Tag.objects.filter(key=key_of(self.cleaned_data["into"])).first()
        if found is None:
            raise forms.ValidationError(_("There is no tag of this name."))
        if found.pk == self.tag.pk:
            raise forms.ValidationError(_("This is the same tag. Choose another one."))
        return found
