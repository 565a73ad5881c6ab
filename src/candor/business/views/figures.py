"""Figures in the Business Center: invoices, quotes and leads, as charts, tables and files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.business import queries_figures as queries
from candor.business import words_figures as words
from candor.business.actions.exporting_figures import file_of_figures
from candor.business.forms_figures import SpanForm
from candor.business.queries_leads import today
from candor.business.rules.periods import Period
from candor.business.words_leads import SOURCES
from candor.kernel.actor import Actor
from candor.kernel.file_names import content_disposition
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_safe
def figures(request: Request) -> HttpResponse:
    """What was invoiced and paid, what is open, what sold best."""
    form = SpanForm(request.GET, today())
    sold = queries.sales(request.actor, form.period)
    open_now, products = queries.open_by_age(request.actor), queries.top_products(request.actor, form.period)
    currencies = list(dict.fromkeys([*sold, *open_now]))
    return page(
        request,
        "business/figures/invoices.html",
        status=200 if form.is_valid() else 422,
        sales=words.sales_charts(sold, form.period),
        left=[(each, sum(open_now.get(each, {}).values())) for each in currencies],
        overdue=[(each, sum(open_now[each].values()) - open_now[each].get("due", 0)) for each in open_now],
        ages=[(each, words.age_points(open_now[each], each)) for each in open_now],
        products=[(each, words.product_points(products, each)) for each in currencies],
        **_around(form, "business:figures"),
    )


@require_safe
def figures_of_sales(request: Request) -> HttpResponse:
    """What became of quotes, where leads stand, and how they came to us."""
    form = SpanForm(request.GET, today())
    answered = queries.answers(request.actor, form.period)
    stages, came = queries.pipeline(request.actor), queries.sources(request.actor, form.period)
    won, lost, expired = (sum(getattr(each, name) for each in answered.values()) for name in ("won", "lost", "expired"))
    return page(
        request,
        "business/figures/sales.html",
        status=200 if form.is_valid() else 422,
        answers=words.answer_chart(answered, form.period),
        won=won,
        decided=won + lost + expired,
        amounts=queries.won_amounts(request.actor, form.period),
        stage_points=words.pipeline_points(stages),
        stage_rows=words.pipeline_table(stages),
        source_points=words.source_points(came),
        source_rows=[(SOURCES[each.source], each.leads, each.won, each.lost) for each in came],
        **_around(form, "business:figures-of-sales"),
    )


@require_POST
def file(request: Request, name: str) -> HttpResponse:
    """The figures of one chart as a CSV file."""
    form = SpanForm(request.POST, today())
    if name not in FILES:
        raise Http404
    if not form.is_valid():
        return figures(request)
    content = file_of_figures(name, FILES[name](request.actor, form.period), by=request.actor)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    full_name = f"{name}-{form.period.since:%Y%m%d}-{form.period.until:%Y%m%d}.csv"
    response.headers["Content-Disposition"] = content_disposition(full_name, disposition="attachment")
    return response


def _invoiced(actor: Actor, period: Period) -> words.Rows:
    return words.sales_rows(queries.sales(actor, period))


def _open(actor: Actor, _period: Period) -> words.Rows:
    return words.age_rows(queries.open_by_age(actor))


def _products(actor: Actor, period: Period) -> words.Rows:
    return words.product_rows(queries.top_products(actor, period))


def _quotes(actor: Actor, period: Period) -> words.Rows:
    return words.answer_rows(queries.answers(actor, period), period)


def _pipeline(actor: Actor, _period: Period) -> words.Rows:
    return words.pipeline_rows(queries.pipeline(actor))


def _sources(actor: Actor, period: Period) -> words.Rows:
    return words.source_rows(queries.sources(actor, period))


FILES = {
    "invoiced": _invoiced,
    "open": _open,
    "products": _products,
    "quotes": _quotes,
    "pipeline": _pipeline,
    "sources": _sources,
}


def _around(form: SpanForm, name: str) -> dict[str, Any]:
    """The tabs and the chooser, which keep each other's choice."""
    kept, here = urlencode(form.kept), reverse(name)
    tabs = (("business:figures", _("Invoices")), ("business:figures-of-sales", _("Quotes and leads")))
    return {
        "form": form,
        "here": here,
        "tabs": [{"label": text, "url": f"{reverse(each)}?{kept}", "current": each == name} for each, text in tabs],
        "chips": [
            {"label": str(text), "url": f"{here}?span={span}", "current": form.kept["span"] == span}
            for span, text in words.SPANS.items()
        ],
        "is_own": form.kept["span"] == "own" or not form.is_valid(),
        "period": form.period,
    }
