"""Past issues, numbered, for everybody: as they went out, without anybody's name."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from candor.kernel.http.request import Request
from candor.newsletters.letters import made_in, values_for
from candor.newsletters.models import Issue
from candor.newsletters.queries_issues import archive as past_issues
from candor.ui.public import page


@require_safe
def archive(request: Request) -> HttpResponse:
    """All of them, the latest first."""
    language = get_language() or "en"
    rows = [
        (issue, issue.list.name_in(language), made_in(issue, wanted).filled_subject(values_for(issue.list, wanted)))
        for issue in past_issues()
        for wanted in [issue.language_for(language)]
    ]
    return page(request, "newsletters/public/archive.html", rows=rows)


@require_safe
def past_issue(request: Request, ref: str) -> HttpResponse:
    """One of them."""
    issue = Issue.objects.in_archive().select_related("list").filter(ref=ref).first()
    if issue is None:
        raise Http404
    language = issue.language_for(get_language() or "en")
    made, values = made_in(issue, language), values_for(issue.list, language)
    return page(
        request,
        "newsletters/public/issue.html",
        issue=issue,
        name=issue.list.name_in(get_language() or "en"),
        subject=made.filled_subject(values),
        body=made.filled_html(values),
        written_in=language,
    )
