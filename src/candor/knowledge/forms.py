"""What staff may send about articles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from candor.kernel.ids import new_ref
from candor.knowledge.actions.categories import CategoryDetails
from candor.knowledge.actions.settling import MOST_TOP, ArticleDetails
from candor.knowledge.actions.writing import NewArticle, Words
from candor.knowledge.models import VIEW, Article, ArticleCategory, Visibility
from candor.knowledge.queries.categories import choices
from candor.people.public import Organisation, Person, staff_people
from candor.ui.file_fields import TakesFiles
from candor.ui.public import DayInput

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY = 200, 500, 200_000
MOST_ORGANISATIONS = 50

READERS = (
    (Visibility.PUBLIC.value, gettext_lazy("Everybody")),
    (Visibility.CUSTOMERS.value, gettext_lazy("Whoever has signed in")),
    (Visibility.ORGANISATIONS.value, gettext_lazy("Members of certain organisations")),
    (Visibility.STAFF.value, gettext_lazy("Our staff alone")),
)


class WordsForm(forms.Form):
    """The words of an article in one language. `revision` is the one that the writer saw."""

    title = forms.CharField(label=pgettext_lazy("article", "Title"), max_length=LONGEST_TITLE)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=LONGEST_SUMMARY,
        required=False,
        help_text=gettext_lazy("One sentence that lists show below the title."),
        widget=forms.Textarea({"rows": 2}),
    )
    body = forms.CharField(
        label=pgettext_lazy("article", "Text"),
        max_length=LONGEST_BODY,
        required=False,
        help_text=gettext_lazy("## makes a heading, - a list, **bold**, [words](https://…) a link, ``` lines of code."),
        widget=forms.Textarea({"rows": 18, "dir": "auto", "spellcheck": "true"}),
    )
    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def words(self) -> Words:
        clean = self.cleaned_data
        return Words(clean["title"], clean["summary"], clean["body"])


class NewArticleForm(WordsForm):
    """A new article in its first language. The one-time key makes a double press one article."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=lambda: settings.LANGUAGES)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    key = forms.RegexField(r"^[0-9A-Za-z_-]{8,40}$", widget=forms.HiddenInput)
    field_order = ("language", "category", "title", "summary", "body")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": new_ref(), "language": get_language() or "en"})
        self.fields["category"].choices = _categories()  # type: ignore[attr-defined] # a choice field's

    def new_article(self) -> NewArticle:
        category = _category(self.cleaned_data["category"])
        words = {self.cleaned_data["language"]: self.words()}
        return NewArticle(words, category.pk if category else None, key=self.cleaned_data["key"])


class PublishForm(forms.Form):
    """What changed, for whoever looks at the versions."""

    what_changed = forms.CharField(
        label=gettext_lazy("What changed"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For colleagues who look at the versions later."),
    )
    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


class SettingsForm(forms.Form):
    """Everything about an article but its words."""

    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    visibility = forms.ChoiceField(label=gettext_lazy("Who may read it"), choices=READERS)
    organisations = forms.CharField(
        label=gettext_lazy("Organisations"),
        required=False,
        max_length=10_000,
        help_text=gettext_lazy("Their names, one on each line, where only their members may read it."),
        widget=forms.Textarea({"rows": 3}),
    )
    owner = forms.ChoiceField(label=gettext_lazy("Kept true by"), required=False)
    review_on = forms.DateField(
        label=gettext_lazy("Look at it again on"),
        required=False,
        widget=DayInput(),
    )
    top_position = forms.IntegerField(
        label=gettext_lazy("Place in the top 10"),
        required=False,
        min_value=1,
        max_value=MOST_TOP,
        help_text=gettext_lazy("1 to 10; the help centre shows these articles first."),
    )
    is_faq = forms.BooleanField(label=gettext_lazy("It is a frequent question"), required=False)
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, article: Article, data: Any = None) -> None:
        super().__init__(data, initial=_as_it_stands(article))
        self.fields["category"].choices = _categories(article.category)  # type: ignore[attr-defined] # a choice field's
        people = [(person.ref, person.name) for person in staff_people(VIEW)]
        self.fields["owner"].choices = [("", _("Nobody")), *people]  # type: ignore[attr-defined] # as above

    def clean_organisations(self) -> list[Organisation]:
        names = [name.strip() for name in self.cleaned_data["organisations"].splitlines() if name.strip()]
        if len(names) > MOST_ORGANISATIONS:
            raise ValidationError(_("Name at most %(most)s organisations.") % {"most": MOST_ORGANISATIONS})
        found = list(Organisation.objects.filter(name__in=names, merged_into=None))
        missing = [name for name in names if name not in {each.name for each in found}]
        if missing:
            raise ValidationError(_("There is no organisation “%(name)s”.") % {"name": missing[0]})
        return found

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = self.cleaned_data
        if clean.get("visibility") == Visibility.ORGANISATIONS and clean.get("organisations") == []:
            self.add_error("organisations", _("Name at least one organisation, or choose other readers."))
        return clean

    def once_more(self, article: Article, why: str) -> SettingsForm:
        """What was typed, to be looked at again beside the article as it stands: saving now would take it."""
        typed = {name: self.data.get(name) for name in self.fields}
        form = SettingsForm(article, {**typed, "version": article.version})
        form.add_error(None, why)
        return form

    def details(self) -> ArticleDetails:
        clean = self.cleaned_data
        return ArticleDetails(
            category=_category(clean["category"]),
            visibility=Visibility(clean["visibility"]),
            organisations=clean["organisations"],
            owner=Person.objects.filter(ref=clean["owner"]).first() if clean["owner"] else None,
            review_on=clean["review_on"],
            is_faq=clean["is_faq"],
            top_position=clean["top_position"],
        )


class FilesForm(TakesFiles):
    """Pictures and files for an article."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not self.errors and not clean.get("files"):
            raise ValidationError(_("Choose a file first."))
        return clean


class CategoryForm(forms.Form):
    """A category: its names by language, and the one it stands below."""

    parent = forms.ChoiceField(label=gettext_lazy("Stands below"), required=False)
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, category: ArticleCategory | None = None, data: Any = None) -> None:
        super().__init__(data, initial=_names_of(category))
        for language, name in settings.LANGUAGES:
            label = _("Name (%(language)s)") % {"language": name}
            self.fields[f"name_{language}"] = forms.CharField(label=label, max_length=80, required=language == "en")
            label = _("What belongs there (%(language)s)") % {"language": name}
            self.fields[f"description_{language}"] = forms.CharField(label=label, max_length=200, required=False)
        tops = ArticleCategory.objects.active().filter(parent=None).exclude(pk=category.pk if category else 0)
        references = set(tops.values_list("ref", flat=True))
        offered = [each for each in choices(get_language() or "en") if each[0] in references]
        self.fields["parent"].choices = [("", _("Nothing: at the top")), *offered]  # type: ignore[attr-defined] # as above

    def details(self) -> CategoryDetails:
        clean = self.cleaned_data
        names = {
            language: (clean[f"name_{language}"], clean[f"description_{language}"])
            for language, _name in settings.LANGUAGES
        }
        return CategoryDetails(names, _category(clean["parent"]))


def _names_of(category: ArticleCategory | None) -> dict[str, Any]:
    if category is None:
        return {}
    said = {each.language: each for each in category.names.all()}
    return {
        "parent": category.parent.ref if category.parent else "",
        "version": category.version,
        **{f"name_{language}": each.name for language, each in said.items()},
        **{f"description_{language}": each.description for language, each in said.items()},
    }


def _as_it_stands(article: Article) -> dict[str, Any]:
    names = article.organisations.order_by("organisation__name").values_list("organisation__name", flat=True)
    return {
        "category": article.category.ref if article.category else "",
        "visibility": article.visibility,
        "organisations": "\n".join(names),
        "owner": article.owner.ref if article.owner else "",
        "review_on": article.review_on,
        "top_position": article.top_position,
        "is_faq": article.is_faq,
        "version": article.version,
    }


def _categories(present: ArticleCategory | None = None) -> list[tuple[str, Any]]:
    """Those that articles may get, and the one that this article has."""
    offered = choices(get_language() or "en")
    if present is not None and present.ref not in dict(offered):
        offered.append((present.ref, _("As it is (archived)")))
    return [("", _("No category")), *offered]


def _category(ref: str) -> ArticleCategory | None:
    return ArticleCategory.objects.filter(ref=ref).first() if ref else None
