"""What people may send about newsletters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.ids import new_ref
from candor.newsletters.actions.subscribing import words_for
from candor.newsletters.actions.writing import IssueWords
from candor.newsletters.models import Issue, MailingList
from candor.people.public import EmailAddress, OneLine, SeveralLines
from candor.ui.public import PublicForm, Stamp


class SignUpForm(PublicForm):
    """Which lists, and where to. No box is ticked beforehand (GDPR recital 32)."""

    lists = forms.MultipleChoiceField(
        label=_("Which newsletters would you like?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one newsletter.")},
    )
    email = EmailAddress(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We mail you a link there, and nothing else before you have pressed its button."),
        error_messages={"required": _("Tell us where to send it.")},
    )
    field_order = ("lists", "email")

    def __init__(self, lists: Sequence[MailingList], language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offered = {each.ref: each for each in lists}
        chosen: Any = self.fields["lists"]
        chosen.choices = [(each.ref, words_for(each, language)) for each in lists]

    def _draw_again(self) -> None:
        """As above, with every box that was ticked."""
        sent: Any = self.data
        fresh = sent.copy()
        fresh["stamp"] = str(Stamp.new())
        self.data = fresh

    def chosen(self) -> list[MailingList]:
        return [self._offered[ref] for ref in self.cleaned_data["lists"]]


class ChoicesForm(forms.Form):
    """Which lists an address gets, and in which language. Ticked is what it gets now."""

    lists = forms.MultipleChoiceField(
        label=_("What goes to this address"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of your newsletters"), choices=settings.LANGUAGES)

    def __init__(
        self, lists: Sequence[MailingList], standing: Sequence[MailingList], language: str, data: Any = None
    ) -> None:
        super().__init__(data, initial={"lists": [each.ref for each in standing], "language": language})
        ui_language = get_language() or "en"
        offered: Any = self.fields["lists"]
        offered.choices = [
            (each.ref, words_for(each, ui_language) if each not in standing else each.name_in(ui_language))
            for each in lists
        ]


class ForeignForm(forms.Form):
    """What a form on another site brings. `website` is the trap, `words` the digest of what stood beside the box."""

    email = EmailAddress(max_length=254)
    agrees = forms.CharField(max_length=3)
    words = forms.RegexField(r"^[0-9a-f]{32}$")
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    website = forms.CharField(required=False, max_length=0)


class ListForm(forms.Form):
    """A newsletter's name and what it is for, in both languages: people agree to these very words."""

    name_en = OneLine(label=pgettext_lazy("newsletter", "Name in English"), max_length=80)
    name_de = OneLine(label=pgettext_lazy("newsletter", "Name in German"), max_length=80)
    purpose_en = OneLine(
        label=_("What it is about, in English"),
        max_length=300,
        help_text=_("For example: new versions and how to use them, about once a month."),
    )
    purpose_de = OneLine(label=_("What it is about, in German"), max_length=300)
    is_public = forms.BooleanField(
        label=_("Offer it to everybody"),
        required=False,
        initial=True,
        help_text=_("Its issues stand in the public archive. Without this only signed-in customers can choose it."),
    )
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}


LONGEST_BODY = 100_000
ABOUT_BODY = _(
    "## makes a heading, - a list, **bold**, [words](https://…) a link. {name|there} stands for the reader’s name, or"
    " for “there” where we know none; {newsletter} and {our_name} for those names. Blocks stand above, pictures below."
)


class IssueForm(forms.Form):
    """An issue's words in one language or both. The one-time key makes a double press one issue."""

    list = forms.ChoiceField(label=_("Newsletter"))
    subject_en = OneLine(label=_("Subject in English"), required=False, max_length=200)
    body_en = SeveralLines(
        label=_("Text in English"),
        required=False,
        max_length=LONGEST_BODY,
        help_text=ABOUT_BODY,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto", "spellcheck": "true", "lang": "en"}),
    )
    subject_de = OneLine(label=_("Subject in German"), required=False, max_length=200)
    body_de = SeveralLines(
        label=_("Text in German"),
        required=False,
        max_length=LONGEST_BODY,
        help_text=_("Who reads the other language gets that one; who reads neither gets the first that is written."),
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto", "spellcheck": "true", "lang": "de"}),
    )
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, issue: Issue | None = None, begun_with: IssueWords | None = None) -> None:
        names = ("subject_en", "body_en", "subject_de", "body_de", "version")
        known = {name: getattr(issue, name) for name in names} | {"list": issue.list.ref} if issue else {}
        begun = asdict(begun_with) if begun_with is not None else {}
        super().__init__(data, initial=known or {**begun, "key": new_ref()})
        self.fields["key"].required = issue is None
        chosen: Any = self.fields["list"]
        self._lists = {each.ref: each for each in MailingList.objects.offered()[:200]}
        chosen.choices = [(ref, f"{each.name_en} / {each.name_de}") for ref, each in self._lists.items()]

    @property
    def chosen(self) -> MailingList:
        return self._lists[self.cleaned_data["list"]]

    def words(self) -> IssueWords:
        return IssueWords(**{name: self.cleaned_data[name] for name in IssueWords.__dataclass_fields__})


class TemplateForm(forms.Form):
    """What the template is called that an issue is saved as."""

    name = OneLine(
        label=pgettext_lazy("newsletter", "Name of the template"),
        max_length=80,
        help_text=_("For example: letter of the month, in our order."),
        error_messages={"required": _("Give it a name, so that you find it again.")},
    )


class ScheduleForm(forms.Form):
    """When it goes out, and how fast."""

    send_at = forms.DateTimeField(
        label=_("Send it on"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Leave it empty to send it at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    domain_pace = forms.IntegerField(
        label=_("Mails a minute to one provider at most"),
        min_value=1,
        max_value=100_000,
        initial=600,
        help_text=_("Providers put off senders that come too fast. All providers together are not limited."),
    )

    def clean_send_at(self) -> Any:
        at = self.cleaned_data["send_at"]
        if at is not None and at < clock.now():
            raise forms.ValidationError(_("This moment has passed. Choose a later one, or leave it empty."))
        return at
