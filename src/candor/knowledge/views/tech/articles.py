"""Articles in the Tech Center: the list, a new one, one article with its settings, the bin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel import clock
from candor.kernel.http.request import Request
from candor.knowledge import access
from candor.knowledge.actions import settling
from candor.knowledge.actions.writing import create_article
from candor.knowledge.forms import FilesForm, NewArticleForm, SettingsForm
from candor.knowledge.models import PUBLISH, WRITE, Article
from candor.knowledge.queries import categories, listing
from candor.knowledge.queries.feedback import feedback_on
from candor.knowledge.refusals import StaleArticle
from candor.knowledge.views.tech.files import shown_files
from candor.knowledge.words import language_name, sentence_for, state_of
from candor.ui.public import page

EITHER = ["GET", "HEAD", "POST"]


@require_safe
def articles(request: Request) -> HttpResponse:
    """The articles, the last changed first, with what is to be done about them."""
    asked = request.GET
    show = asked.get("show", "")
    wanted = listing.Wanted(
        show if show in listing.SHOWN else "all",
        asked.get("category", "")[:16],
        asked.get("q", "")[:200],
        asked.get("after", "")[:16],
    )
    language = get_language() or "en"
    found = listing.listing(request.actor, wanted, language, clock.today(request.time_zone))
    return page(
        request,
        "knowledge/tech/articles.html",
        wanted=wanted,
        lines=[(line, *_states(line)) for line in found.lines],
        chips=_chips(wanted),
        names=categories.full_names(language),
        categories=categories.choices(language),
        older=_address(wanted, after=found.older) if found.older else "",
        newer=_address(wanted) if wanted.after else "",
        may_write=request.actor.may(WRITE),
    )


@require_http_methods(EITHER)
def new_article(request: Request) -> HttpResponse:
    """Begin an article, as a draft."""
    form = NewArticleForm(request.POST or None)
    if form.is_valid():
        article = create_article(form.new_article(), by=request.actor)
        messages.success(request, _("The draft is saved."))
        return to(article)
    return page(request, "knowledge/tech/new_article.html", status=422 if form.is_bound else 200, form=form)


@require_safe
def article(request: Request, ref: str) -> HttpResponse:
    """One article: its languages side by side, its settings, its files."""
    found = access.readable_article(request.actor, ref)
    return article_page(request, found, SettingsForm(found))


@require_POST
def settle(request: Request, ref: str) -> HttpResponse:
    """Change who reads it, where it stands, who keeps it."""
    found = access.publishable_article(request.actor, ref)
    form = SettingsForm(found, request.POST)
    if not form.is_valid():
        return article_page(request, found, form, 422)
    try:
        settling.settle_article(
            found, form.details(), by=request.actor, expected_version=form.cleaned_data["version"]
        )  # fmt: skip
    except StaleArticle as refusal:
        return article_page(request, found, form.once_more(found, sentence_for(refusal)), 409)
    messages.success(request, _("The settings are saved."))
    return to(found)


@require_POST
def move_to_bin(request: Request, ref: str) -> HttpResponse:
    """Out of everybody's way."""
    undo = reverse("tech:article-restore", args=[ref])
    return _done(request, ref, settling.move_to_bin, _("The article lies in the bin for 30 days."), f"undo:{undo}")


@require_POST
def restore(request: Request, ref: str) -> HttpResponse:
    """Back as it stood."""
    return _done(request, ref, settling.restore_article, _("The article is back as it stood."))


def article_page(request: Request, found: Article, form: SettingsForm, status: int = 200) -> HttpResponse:
    """The article's page with the settings as they were typed."""
    texts = {text.language: text for text in found.texts.select_related("published__by", "draft__by")}
    columns = [(code, name, texts.get(code)) for code, name in settings.LANGUAGES]
    own = texts.get(get_language() or "en") or next(iter(texts.values()), None)
    return page(
        request,
        "knowledge/tech/article.html",
        status=status,
        article=found,
        title=listing.title_of(own) if own else "",
        columns=[(*column, *(state_of(column[2]) if column[2] else ("", ""))) for column in columns],
        form=form,
        files_form=FilesForm(),
        feedback=feedback_on(list(texts.values()), request.actor),
        files=shown_files(found),
        upload_limit=settings.INSTANCE.upload_mb * 1_000_000,
        may_write=request.actor.may(WRITE),
        may_publish=request.actor.may(PUBLISH),
    )


def to(article: Article) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("tech:article", args=[article.ref]), status=303)


def _done(request: Request, ref: str, act: Callable[..., None], words: str, tags: str = "") -> HttpResponse:
    found = access.publishable_article(request.actor, ref)
    act(found, by=request.actor)
    messages.success(request, words, extra_tags=tags)
    return to(found)


def _states(line: listing.Line) -> tuple[str, str, str]:
    """The state of the first language, and the names of all."""
    shape, words = state_of(line.texts[0]) if line.texts else ("", "")
    return shape, words, ", ".join(language_name(text.language) for text in line.texts)


def _chips(wanted: listing.Wanted) -> list[dict[str, Any]]:
    words = {
        "all": pgettext("articles", "All"),
        "published": pgettext("articles", "Published"),
        "drafts": pgettext("articles", "Drafts"),
        "review": pgettext("articles", "Due for review"),
        "lacks-en": pgettext("articles", "English is missing"),
        "lacks-de": pgettext("articles", "German is missing"),
        "bin": pgettext("articles", "Bin"),
    }
    return [
        {"label": text, "url": _address(wanted, show=name), "current": name == wanted.show}
        for name, text in words.items()
    ]


def _address(wanted: listing.Wanted, **other: str) -> str:
    asked = {"show": wanted.show, "category": wanted.category, "q": wanted.words, **other}
    return f"{reverse('tech:articles')}?{urlencode({key: value for key, value in asked.items() if value})}"
