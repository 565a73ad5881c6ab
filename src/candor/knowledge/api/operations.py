"""The resources of the knowledge base, and how its refusals are told."""

from __future__ import annotations

from candor.kernel.api.operations import Operations
from candor.kernel.api.refusals import tell
from candor.kernel.http.problems import Problem, not_valid
from candor.knowledge import refusals
from candor.knowledge.words import sentence_for

READ, WRITE, PUBLISH = "articles:read", "articles:write", "articles:publish"

ARTICLES = Operations("Articles")
ARTICLE_CATEGORIES = Operations("Article categories")

tell(refusals.Refused, lambda refusal: Problem("conflict", sentence_for(refusal)))
tell(refusals.StaleText, lambda _refusal: Problem("stale"))
tell(refusals.StaleArticle, lambda _refusal: Problem("stale"))
tell(refusals.StaleCategory, lambda _refusal: Problem("stale"))
tell(refusals.EmptyArticle, lambda refusal: not_valid(("", sentence_for(refusal))))
tell(refusals.CategoryTooDeep, lambda refusal: not_valid(("parent", sentence_for(refusal))))
