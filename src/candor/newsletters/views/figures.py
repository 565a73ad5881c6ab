"""What became of an issue, as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from candor.kernel.file_names import content_disposition
from candor.kernel.http.request import Request
from candor.newsletters import access
from candor.newsletters.actions.figures import file_of_figures
from candor.newsletters.queries_issues import figures_of
from candor.newsletters.words import points_of


@require_POST
def file(request: Request, ref: str) -> HttpResponse:
    """The figures as CSV, for spreadsheets. The export is recorded."""
    issue = access.issue_for(request.actor, ref)
    headings = (_("What became of it"), pgettext("newsletter", "Addresses"))
    content = file_of_figures(issue, [headings, *points_of(figures_of(issue))], by=request.actor)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition(f"newsletter-{issue.number or issue.ref}.csv")
    return response
