"""Pictures and files of articles."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.kernel.files import FileTooLarge, serve, show_picture
from candor.kernel.http.request import Request
from candor.kernel.picture_files import may_be_shown
from candor.knowledge import access
from candor.knowledge.actions import files as actions
from candor.knowledge.forms import FilesForm
from candor.knowledge.markdown import OWN
from candor.knowledge.models import Article, ArticleFile


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of an article; `size` in bytes, `markdown` is what a text shows or links it by."""

    ref: str
    name: str
    url: str
    size: int
    preview_url: str
    markdown: str


@require_safe
def file(request: Request, file: str) -> HttpResponseBase:
    """One file of an article that the actor may read, to be saved."""
    return serve(access.readable_file(request.actor, file).file)


@require_safe
def preview(request: Request, file: str) -> HttpResponse:
    """A picture of an article that the actor may read, to be looked at."""
    return show_picture(access.readable_file(request.actor, file).file)


@require_POST
def add(request: Request, ref: str) -> HttpResponse:
    """Send files for an article."""
    article = access.writable_article(request.actor, ref)
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return _to(article)
    try:
        with actions.stored(form.cleaned_data["files"]) as files:
            actions.add_files(article, files, by=request.actor)
    except FileTooLarge as refusal:
        limit = {"limit": refusal.most // 1_000_000}
        messages.error(request, _("A file is larger than %(limit)s MB and was not taken in.") % limit)
    return _to(article)


@require_POST
def remove(request: Request, file: str) -> HttpResponse:
    """Take a file away for good."""
    held = access.readable_file(request.actor, file)
    article = access.writable_article(request.actor, held.article.ref)
    actions.remove_file(held, by=request.actor)
    messages.success(request, _("The file is gone."))
    return _to(article)


def shown_files(article: Article) -> list[ShownFile]:
    """The article's files in the order in which they came; one query."""
    return [_shown(held) for held in article.files.select_related("file").order_by("id")]


def file_url(ref: str) -> str:
    """Where a text of an article finds a file: pictures are shown there, others saved."""
    return reverse("tech:article-file-preview", args=[ref]) if ref.isalnum() else ""


def _shown(held: ArticleFile) -> ShownFile:
    file = held.file
    is_picture = may_be_shown(file.content_type, file.size)
    address = f"({OWN}{file.ref})"
    name = file.name.replace("[", "").replace("]", "")
    return ShownFile(
        ref=file.ref,
        name=file.name,
        url=reverse("tech:article-file", args=[file.ref]),
        size=file.size,
        preview_url=reverse("tech:article-file-preview", args=[file.ref]) if is_picture else "",
        markdown=f"{'!' if is_picture else ''}[{name}]{address}",
    )


def _to(article: Article) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("tech:article", args=[article.ref]), status=303)
