"""Addresses of sales mail in the Tech Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.models.invoices import CONFIGURE as CONFIGURE_INVOICES
from candor.business.models.leads import CONFIGURE
from candor.business.models.leads import WORK as WORK_LEADS
from candor.business.models.sales_mail import VIEW, WORK
from candor.business.models.subscriptions import CONFIGURE as CONFIGURE_REMINDING
from candor.business.views import (
    bookkeeping,
    file_removal,
    invoicing,
    lead_verbs,
    originals,
    pipeline,
    privacy_request,
    redaction,
    reminding,
    sales_mail,
    vat_checks,
)
from candor.kernel.http.routes import route, staff

SEES, WORKS = staff(VIEW), staff(WORK)
CONFIGURES = staff(CONFIGURE)
PIPELINE = "configuration/pipeline/<slug:kind>"
MAIL = "sales-mail/<slug:ref>"
ONE = "sales-mail/mails/<slug:mail>"

urlpatterns: list[URLPattern] = [
    route("sales-mail/", sales_mail.sales_mail, name="sales-mail", policy=SEES),
    route("sales-mail/attachments/<slug:held>/", sales_mail.file, name="sales-file", policy=SEES),
    route(f"{ONE}/html/", sales_mail.mail_html, name="sales-mail-html", policy=SEES),
    route(f"{ONE}/redaction/", redaction.redact, name="sales-mail-redact", policy=WORKS),
    route(f"{ONE}/file-removal/", file_removal.choose, name="sales-mail-remove-file", policy=WORKS),
    route(f"{ONE}/file-removal/confirmed/", file_removal.remove, name="sales-mail-file-gone", policy=WORKS),
    route(f"{ONE}/original/", originals.original, name="sales-mail-original", policy=SEES),
    route(f"{ONE}/original/file/", originals.original_file, name="sales-mail-original-file", policy=SEES),
    route(f"{MAIL}/", sales_mail.correspondence, name="sales-correspondence", policy=SEES),
    route(f"{MAIL}/answers/", sales_mail.answer, name="sales-answer", policy=WORKS),
    route(f"{MAIL}/taking/", sales_mail.take, name="sales-take", policy=WORKS),
    route(f"{MAIL}/giving-back/", sales_mail.give_back, name="sales-give-back", policy=WORKS),
    route(f"{MAIL}/settlement/", sales_mail.settle, name="sales-settle", policy=WORKS),
    route(f"{MAIL}/reopening/", sales_mail.open_again, name="sales-open-again", policy=WORKS),
    route(f"{MAIL}/privacy-request/", privacy_request.privacy_request, name="sales-privacy-request", policy=WORKS),
    route(
        f"{MAIL}/privacy-request/none/",
        privacy_request.no_privacy_request,
        name="sales-no-privacy-request",
        policy=WORKS,
    ),
    route(f"{MAIL}/lead/", lead_verbs.of_mail, name="sales-make-lead", policy=staff(WORK_LEADS)),
    route("configuration/invoicing/", invoicing.settings, name="invoicing", policy=staff(CONFIGURE_INVOICES)),
    route("configuration/invoicing/logo/", invoicing.logo, name="invoicing-logo", policy=staff(CONFIGURE_INVOICES)),
    route(
        "configuration/invoicing/logo/removal/",
        invoicing.no_logo,
        name="invoicing-no-logo",
        policy=staff(CONFIGURE_INVOICES),
    ),
    route("configuration/dunning/", invoicing.dunning, name="dunning", policy=staff(CONFIGURE_INVOICES)),
    route("configuration/bookkeeping/", bookkeeping.settings, name="bookkeeping", policy=staff(CONFIGURE_INVOICES)),
    route("configuration/renewals/", reminding.settings, name="reminding", policy=staff(CONFIGURE_REMINDING)),
    route(
        "configuration/renewals/products/<slug:ref>/",
        reminding.of_product,
        name="reminding-product",
        policy=staff(CONFIGURE_REMINDING),
    ),
    route("configuration/vat-checks/", vat_checks.settings, name="vat-checks", policy=staff(CONFIGURE_INVOICES)),
    route("configuration/pipeline/", pipeline.pipeline, name="pipeline", policy=CONFIGURES),
    route(f"{PIPELINE}/new/", pipeline.add, name="pipeline-add", policy=CONFIGURES),
    route(f"{PIPELINE}/<slug:one>/", pipeline.rename, name="pipeline-rename", policy=CONFIGURES),
    route(f"{PIPELINE}/<slug:one>/removal/", pipeline.remove, name="pipeline-remove", policy=CONFIGURES),
    route(f"{PIPELINE}/<slug:one>/move/<slug:way>/", pipeline.move, name="pipeline-move", policy=CONFIGURES),
]
