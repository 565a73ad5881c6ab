"""Addresses of this slice in the public face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import anyone, route, visitor
from candor.privacy.views import certificates, notices, recipient_answer, your_data

urlpatterns: list[URLPattern] = [
    route("privacy/", notices.privacy_notice, name="privacy-notice", policy=anyone()),
    route(
        "privacy/versions/<int:number>/",
        notices.privacy_notice_version,
        name="privacy-notice-version",
        policy=anyone(),
    ),
    route("your-data/", your_data.your_data, name="your-data", policy=visitor()),
    route("your-data/sent/", your_data.sent, name="your-data-sent", policy=anyone()),
    route("your-data/proof/<str:secret>/", your_data.confirm, name="your-data-confirm", policy=visitor()),
    route("your-data/confirmed/", your_data.confirmed, name="your-data-confirmed", policy=anyone()),
    route("your-data/certificate/<str:secret>/", certificates.certificate, name="certificate", policy=anyone()),
    route(
        "your-data/certificate/<str:secret>/files/<slug:of>/",
        certificates.certificate_file,
        name="certificate-file",
        policy=anyone(),
    ),
    route("your-data/verify-certificate/", certificates.verifier, name="certificate-verifier", policy=anyone()),
    route("recipients/answer/<str:secret>/", recipient_answer.answer, name="recipient-answer", policy=visitor()),
    route("recipients/thanks/", recipient_answer.thanks, name="recipient-thanks", policy=anyone()),
    route("terms/", notices.terms, name="terms", policy=anyone()),
    route("terms/versions/<int:number>/", notices.terms_version, name="terms-version", policy=anyone()),
]
