"""Writing an article in one language: draft, preview, publishing; its versions and what changed between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.knowledge import access
from candor.knowledge.actions import publishing, writing
from candor.knowledge.forms import LONGEST_BODY, PublishForm, WordsForm
from candor.knowledge.markdown import as_markup
from candor.knowledge.models import PUBLISH, WRITE, Article, ArticleText, ArticleVersion
from candor.knowledge.refusals import Refused, StaleText
from candor.knowledge.rules.differences import differences
from candor.knowledge.views.tech.articles import EITHER, to
from candor.knowledge.views.tech.files import file_url
from candor.knowledge.words import language_name, sentence_for, state_of
from candor.ui.public import fragment, page

TEMPLATE = "knowledge/tech/text.html"
MOST_VERSIONS = 100


@require_http_methods(EITHER)
def text(request: Request, ref: str, language: str) -> HttpResponse:
    """Write the draft. Of two who write at once the second gets both texts to see (409)."""
    article = access.writable_article(request.actor, ref)
    found = _text(article, language)
    form = WordsForm(request.POST or None, initial=_begun(found))
    if not form.is_valid():
        return _page(request, article, language, found, form, 422 if form.is_bound else 200)
    try:
        if found is None:
            writing.add_language(article, language, form.words(), by=request.actor)
        else:
            writing.save_draft(found, form.words(), by=request.actor, expected_revision=form.cleaned_data["revision"])
    except StaleText as refusal:
        return _clash(request, article, language, refusal, form)
    except Refused as refusal:
        form.add_error(None, sentence_for(refusal))
        return _page(request, article, language, found, form, 422)
    messages.success(request, _("The draft is saved."))
    return _to_text(ref, language)


@require_POST
def preview(request: Request) -> HttpResponse:
    """The text being written, as readers will see it."""
    shown = as_markup(request.POST.get("body", "")[:LONGEST_BODY], file_url)
    return fragment(request, f"{TEMPLATE}#preview", preview=shown)


@require_POST
def publish(request: Request, ref: str, language: str) -> HttpResponse:
    """Make the draft the next version."""
    found = _publishable(request, ref, language)
    form = PublishForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        return _done(
            request,
            found,
            lambda: publishing.publish(
                found, by=request.actor, what_changed=clean["what_changed"], expected_revision=clean["revision"]
            ),
            _("It is published."),
        )
    messages.error(request, _("Say in at most 200 letters what changed. Nothing was published."))
    return _to_text(ref, language)


@require_POST
def unpublish(request: Request, ref: str, language: str) -> HttpResponse:
    """Take it from its readers; the words stay as a draft."""
    found = _publishable(request, ref, language)
    words = _("Nobody reads it any more. Its words are the draft.")
    return _done(request, found, lambda: publishing.unpublish(found, by=request.actor), words)


@require_POST
def discard(request: Request, ref: str, language: str) -> HttpResponse:
    """Give the draft up."""
    article = access.writable_article(request.actor, ref)
    found = access.text_of(article, language)
    writing.discard_draft(found, by=request.actor)
    messages.success(request, _("The draft is gone."))
    return to(article)


@require_safe
def versions(request: Request, ref: str, language: str) -> HttpResponse:
    """Every version with who, when and what."""
    article = access.readable_article(request.actor, ref)
    found = access.text_of(article, language)
    rows = ArticleVersion.objects.filter(text=found).select_related("by").defer("body").order_by("-number")
    return page(
        request,
        "knowledge/tech/versions.html",
        article=article,
        text=found,
        language_name=language_name(language),
        versions=rows[:MOST_VERSIONS],
    )


@require_safe
def version(request: Request, ref: str, language: str, number: int) -> HttpResponse:
    """One version, and what changed since the one before."""
    article = access.readable_article(request.actor, ref)
    found = access.text_of(article, language)
    chosen = access.version_of(found, number)
    before = ArticleVersion.objects.filter(text=found, number__lt=number).order_by("-number").first()
    parts = [(name, differences(getattr(before, name), getattr(chosen, name))) for name in _PARTS] if before else []
    return page(
        request,
        "knowledge/tech/version.html",
        article=article,
        text=found,
        version=chosen,
        before=before,
        changes=[(_PARTS[name](), lines) for name, lines in parts if lines],
        shown=as_markup(chosen.body, file_url),
        language_name=language_name(language),
        may_write=request.actor.may(WRITE),
    )


@require_POST
def restore(request: Request, ref: str, language: str, number: int) -> HttpResponse:
    """Let the draft say what that version said."""
    article = access.writable_article(request.actor, ref)
    found = access.text_of(article, language)
    chosen = access.version_of(found, number)
    words = _("The draft says what version %(number)s said. Look at it, then publish it.") % {"number": number}
    return _done(request, found, lambda: publishing.restore_version(chosen, by=request.actor), words)


_PARTS: dict[str, Callable[[], str]] = {
    "title": lambda: _("Title"),
    "summary": lambda: _("Summary"),
    "body": lambda: _("Text"),
}


def _text(article: Article, language: str) -> ArticleText | None:
    """The language version, None where it is still to be begun; 404 for a language that the house does not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return ArticleText.objects.select_related("published", "draft").filter(article=article, language=language).first()


def _publishable(request: Request, ref: str, language: str) -> ArticleText:
    return access.text_of(access.publishable_article(request.actor, ref), language)


def _begun(text: ArticleText | None) -> dict[str, Any]:
    """What the form begins with: the draft, or what is published."""
    words = (getattr(text, "draft", None) or text.published) if text else None
    if text is None or words is None:
        return {}
    return {"title": words.title, "summary": words.summary, "body": words.body, "revision": text.revision}


def _page(  # noqa: PLR0913 - which text of which article, as typed, and how it is answered
    request: Request, article: Article, language: str, found: ArticleText | None, form: WordsForm, status: int
) -> HttpResponse:
    has_draft = hasattr(found, "draft")
    body = form["body"].value() or ""
    return page(
        request,
        TEMPLATE,
        status=status,
        article=article,
        text=found,
        language=language,
        language_name=language_name(language),
        state=state_of(found) if found else None,
        form=form,
        has_draft=has_draft,
        publish_form=PublishForm(initial={"revision": found.revision if found else None}, prefix=None),
        preview=as_markup(str(body)[:LONGEST_BODY], file_url),
        may_publish=request.actor.may(PUBLISH),
        theirs=None,
    )


def _clash(request: Request, article: Article, language: str, refusal: StaleText, form: WordsForm) -> HttpResponse:
    """Both texts: the colleague's as it stands, and the writer's own, which saving now would put in its place."""
    found = access.text_of(article, language)
    own = WordsForm(initial={**form.cleaned_data, "revision": found.revision})
    return page(
        request,
        TEMPLATE,
        status=409,
        article=article,
        text=found,
        language=language,
        language_name=language_name(language),
        state=state_of(found),
        form=own,
        has_draft=False,
        preview=as_markup(form.cleaned_data["body"], file_url),
        may_publish=False,
        theirs=getattr(found, "draft", None) or found.published,
        clash=sentence_for(refusal),
    )


def _done(request: Request, found: ArticleText, act: Callable[[], Any], words: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, sentence_for(refusal))
    else:
        messages.success(request, words)
    return _to_text(found.article.ref, found.language)


def _to_text(ref: str, language: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("tech:article-text", args=[ref, language]), status=303)
