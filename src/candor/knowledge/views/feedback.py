"""Whether an article helped, as its readers say it: without a name and without a cookie."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.knowledge.access import offered_article, text_of
from candor.knowledge.actions.feedback import Given, give_feedback
from candor.knowledge.models import Article, ArticleText
from candor.knowledge.views.reading import Face, article_context, language_of
from candor.ui.public import Stamp, is_htmx

MOST_OF_ONE = 5
"""Of one network on one article within an hour: colleagues behind one address may differ."""

MOST_OF_NETWORK = 60
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def feedback(request: Request, face: Face, article: str) -> HttpResponse:
    """Count a yes or no, with words if there are any."""
    found = offered_article(face.reader(request), article)
    text = text_of(found, language_of(request))
    stamp = Stamp.read(request.POST.get("stamp", ""))
    said = request.POST.get("helped", "")
    if stamp is None or said not in {"yes", "no"} or request.POST.get("website"):
        return _again(request, face, found, _("That could not be counted. Choose yes or no once more."), 422)
    if not _is_within_limits(request, face, text):
        refused = _("This article was judged often from your network within an hour. Yours was not counted.")
        return _again(request, face, found, refused, 429)
    number = request.POST.get("number", "")
    version = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    words = request.POST.get("words", "")
    give_feedback(text, Given(said == "yes", version, words, stamp.key))
    if is_htmx(request):
        context = article_context(request, face, found, given=said == "yes")
        return face.fragment(request, "article.html#feedback", **context)
    response = HttpResponseRedirect(
        f"{face.url('help-article', found.ref)}?language={text.language}&helped={said}#feedback"
    )
    response.status_code = 303
    return response


def _is_within_limits(request: Request, face: Face, text: ArticleText) -> bool:
    """Who has signed in is counted once a day and article; a visitor's network a few times an hour."""
    if not face.is_public:
        return allow(("article-feedback", "person", request.person.pk, text.pk), 1, DAY)
    network = network_of(request)
    return allow(("article-feedback", network, text.pk), MOST_OF_ONE, HOUR) and allow(
        ("article-feedback", network), MOST_OF_NETWORK, HOUR
    )


def _again(request: Request, face: Face, found: Article, problem: str, status: int) -> HttpResponse:
    context = article_context(request, face, found, problem=problem, words=request.POST.get("words", "")[:2_000])
    if is_htmx(request):
        return face.fragment(request, "article.html#feedback", status=status, **context)
    return face.page(request, "article.html", status=status, **context)
