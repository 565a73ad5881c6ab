"""Addresses of the knowledge base in the Tech Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.knowledge.models import PUBLISH, VIEW, WRITE
from candor.knowledge.views.tech import articles, categories, files, texts

READS, WRITES, PUBLISHES = staff(VIEW), staff(WRITE), staff(PUBLISH)
SORTS = staff("knowledge.category.change")
ONE = "articles/<slug:ref>"
TEXT = f"{ONE}/texts/<slug:language>"
VERSION = f"{TEXT}/versions/<int:number>"
FILE = "article-files/<slug:file>"
CATEGORY = "article-categories/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("articles/", articles.articles, name="articles", policy=READS),
    route("articles/new/", articles.new_article, name="new-article", policy=WRITES),
    route("articles/preview/", texts.preview, name="article-preview", policy=WRITES),
    route(f"{ONE}/", articles.article, name="article", policy=READS),
    route(f"{ONE}/settings/", articles.settle, name="article-settle", policy=PUBLISHES),
    route(f"{ONE}/bin/", articles.move_to_bin, name="article-bin", policy=PUBLISHES),
    route(f"{ONE}/restoration/", articles.restore, name="article-restore", policy=PUBLISHES),
    route(f"{ONE}/files/", files.add, name="article-files", policy=WRITES),
    route(f"{TEXT}/", texts.text, name="article-text", policy=WRITES),
    route(f"{TEXT}/publication/", texts.publish, name="article-publish", policy=PUBLISHES),
    route(f"{TEXT}/withdrawal/", texts.unpublish, name="article-unpublish", policy=PUBLISHES),
    route(f"{TEXT}/draft-removal/", texts.discard, name="article-discard", policy=WRITES),
    route(f"{TEXT}/versions/", texts.versions, name="article-versions", policy=READS),
    route(f"{VERSION}/", texts.version, name="article-version", policy=READS),
    route(f"{VERSION}/restoration/", texts.restore, name="article-version-restore", policy=WRITES),
    route(f"{FILE}/", files.file, name="article-file", policy=READS),
    route(f"{FILE}/preview/", files.preview, name="article-file-preview", policy=READS),
    route(f"{FILE}/removal/", files.remove, name="article-file-remove", policy=WRITES),
    route("article-categories/", categories.categories, name="article-categories", policy=SORTS),
    route(f"{CATEGORY}/", categories.category, name="article-category", policy=SORTS),
    route(f"{CATEGORY}/raising/", categories.raise_category, name="article-category-raise", policy=SORTS),
    route(f"{CATEGORY}/archive/", categories.archive_category, name="article-category-archive", policy=SORTS),
    route(f"{CATEGORY}/restoration/", categories.restore_category, name="article-category-restore", policy=SORTS),
]
