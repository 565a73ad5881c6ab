"""Past issues, numbered, for everybody: as they went out, without anybody's name."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from candor.kernel import instance
from candor.kernel.http.request import Request
from candor.newsletters.letters import made_in, values_for
from candor.newsletters.models import Issue
from candor.newsletters.queries_issues import archive as past_issues
from candor.newsletters.rules.letters import with_pictures
from candor.ui.public import page

MOST_IN_FEED = 30


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
        body=with_pictures(
            made.filled_html(values),
            lambda file: reverse("public:past-picture", args=[issue.ref, file]) if file else "",
        ),
        written_in=language,
    )


@require_safe
def feed(_request: Request) -> HttpResponse:
    """The latest issues for programs that read feeds (RFC 4287): subject and address of each."""
    language, base = get_language() or "en", settings.INSTANCE.base_url
    title = _("%(our_name)s: newsletters") % {"our_name": instance.current().organisation_name}
    here = base + reverse("public:newsletter-feed")
    atom = Atom1Feed(title, base + reverse("public:newsletter-archive"), "", language=language, feed_url=here)
    for issue in past_issues()[:MOST_IN_FEED]:
        wanted = issue.language_for(language)
        address = base + reverse("public:past-newsletter", args=[issue.ref])
        atom.add_item(
            title=made_in(issue, wanted).filled_subject(values_for(issue.list, wanted)),
            link=address,
            description=_("%(name)s, no. %(number)s") % {"name": issue.list.name_in(language), "number": issue.number},
            unique_id=address,
            pubdate=issue.started_at,
            updateddate=issue.started_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
