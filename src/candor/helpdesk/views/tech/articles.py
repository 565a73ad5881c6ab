"""Articles on the case page: those that may answer it, a link to one in the reply, a new one made of the solution."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.access import WORK, note_look, readable_ticket, workable_ticket
from candor.helpdesk.actions.drafts import COMPOSER, save_draft
from candor.helpdesk.forms.customer_fields import LineField, WordsField
from candor.helpdesk.models import Draft, Ticket
from candor.helpdesk.queries.articles import ORIGIN, fitting, insertable, last_reply, made_of
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.views.tech.answers import go_to
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.knowledge.public import VIEW, WRITE, Article, NewArticle, Origin, Visibility, Words, create_article
from candor.ui.public import fragment, is_htmx, page

TEMPLATE = "helpdesk/tech/articles.html"
LONGEST_TITLE = 200


class ArticleForm(forms.Form):
    """The first words of an article that is made of a case."""

    title = LineField(label=gettext_lazy("Title"), most=LONGEST_TITLE, widget=forms.TextInput(attrs={"dir": "auto"}))
    body = WordsField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may read it once it is published"),
        choices=[
            (Visibility.PUBLIC, gettext_lazy("Everybody")),
            (Visibility.CUSTOMERS, gettext_lazy("Customers who have signed in")),
            (Visibility.STAFF, gettext_lazy("Only we")),
        ],
    )
    key = LineField(required=False, most=40, widget=forms.HiddenInput)


@require_safe
def articles(request: Request, ref: str) -> HttpResponse:
    """Articles that may answer the case, and those made of it: the panel beside it, or a page of its own."""
    case = readable_ticket(request.actor, ref)
    note_look(request, case)
    may_read = request.actor.may(VIEW)
    context: dict[str, Any] = {
        "ticket": case,
        "fitting": fitting(case, request.actor) if may_read else [],
        "made": [(each, _title_of(each)) for each in made_of(case, request.actor)] if may_read else [],
        "may_insert": request.actor.may(WORK) and case.status != "closed",
        "may_make": request.actor.may(WORK) and request.actor.may(WRITE),
    }
    if is_htmx(request):
        return fragment(request, f"{TEMPLATE}#panel", **context)
    return page(request, TEMPLATE, **context)


@require_POST
def insert(request: Request, ref: str) -> HttpResponse:
    """Put a link to an article into the reply: as text for the page's script, else into the draft, which is kept."""
    case = workable_ticket(request.actor, ref)
    found = insertable(case, request.actor, request.POST.get("article", "")[:16]) if request.actor.may(VIEW) else None
    if found is None:
        return _refused(request, case)
    words = f"{found.article.title}\n{found.link}"
    if request.headers.get("X-Insert"):
        return HttpResponse(words, content_type="text/plain; charset=utf-8")
    kept = Draft.objects.filter(ticket=case, author=request.person, purpose=COMPOSER).values_list("text", flat=True)
    text = f"{(kept.first() or '').rstrip()}\n\n{words}".lstrip()
    try:
        save_draft(case, text, purpose=COMPOSER, by=request.actor, based_on_version=case.version)
    except TextTooLong as refusal:
        messages.error(request, sentence_for(refusal))
    return go_to("tech:ticket", ref, query="#composer")


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: Request, ref: str) -> HttpResponse:
    """Make a draft of an article of the subject and our last reply, once names are taken out."""
    case = workable_ticket(request.actor, ref)
    if not request.actor.may(WRITE):
        raise Http404
    form = ArticleForm(request.POST or None, initial=_first_draft(case))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        article = create_article(
            NewArticle(
                {given["language"]: Words(given["title"], "", given["body"])},
                visibility=Visibility(given["visibility"]),
                origin=Origin(ORIGIN, case.pk),
                key=given["key"] or None,
            ),
            by=request.actor,
        )
        messages.success(request, _("The draft of the article is kept. Nobody but us sees it until it is published."))
        return go_to("tech:article-text", article.ref, given["language"])
    note_look(request, case)
    status = 422 if form.is_bound else 200
    return page(request, "helpdesk/tech/make_article.html", status=status, ticket=case, form=form)


def _first_draft(case: Ticket) -> dict[str, str]:
    return {
        "title": case.subject[:LONGEST_TITLE],
        "body": last_reply(case),
        "language": case.requester.language or settings.LANGUAGE_CODE,
        "visibility": Visibility.PUBLIC,
        "key": new_ref(),
    }


def _refused(request: Request, case: Ticket) -> HttpResponse:
    """The article is not this customer's to read, or gone meanwhile."""
    words = _("The customer may not read this article, or it is gone. Nothing was inserted; choose another one.")
    if request.headers.get("X-Insert"):
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, words)
    return go_to("tech:ticket", case.ref)


def _title_of(article: Article) -> str:
    """The title as it is published, else as it is being written."""
    for text in article.texts.all():
        words = text.published or getattr(text, "draft", None)
        if words is not None:
            return str(words.title)
    return article.ref
