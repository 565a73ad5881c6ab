"""The privacy notice and the terms, with their versions."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from candor.kernel import instance
from candor.kernel.http.request import Request
from candor.privacy.markdown import as_markup, filled_in, plainly
from candor.privacy.models import NoticeKind, NoticeVersion
from candor.privacy.queries import notices as queries
from candor.ui.public import page

PAGE_OF = {NoticeKind.NOTICE: "public:privacy-notice", NoticeKind.TERMS: "public:terms"}


def privacy_notice(request: Request) -> HttpResponse:
    """What we hold about people, why, and what they can ask of us (GDPR Art. 13 and 14)."""
    return _current(request, NoticeKind.NOTICE)


def terms(request: Request) -> HttpResponse:
    """The terms under which this place may be used."""
    return _current(request, NoticeKind.TERMS)


def privacy_notice_version(request: Request, number: int) -> HttpResponse:
    """An earlier version of the notice, as it was published."""
    return _numbered(request, NoticeKind.NOTICE, number)


def terms_version(request: Request, number: int) -> HttpResponse:
    """An earlier version of the terms, as it was published."""
    return _numbered(request, NoticeKind.TERMS, number)


def _current(request: Request, kind: NoticeKind) -> HttpResponse:
    return _shown(request, kind, queries.current_version(kind, _language()))


def _numbered(request: Request, kind: NoticeKind, number: int) -> HttpResponse:
    return _shown(request, kind, queries.version_numbered(kind, number, _language()))


def _shown(request: Request, kind: NoticeKind, version: NoticeVersion | None) -> HttpResponse:
    if version is None:
        raise Http404
    return page(
        request,
        "privacy/public/notice.html",
        title=kind.label,
        version=version,
        text=rendered(version),
        versions=queries.all_versions(kind, _language()),
        page_name=PAGE_OF[kind],
    )


def rendered(version: NoticeVersion) -> Markup:
    """The version's text with the organisation's own facts in it; what is not known yet is said to be missing."""
    with translation.override(version.language):
        return as_markup(filled_in(version.text, _organisation_facts()))


def _organisation_facts() -> dict[str, str]:
    owner = instance.current()
    known = {
        "organisation": (_("name of the organisation"), owner.organisation_name if owner.set_up_at else ""),
        "address": (_("postal address"), ", ".join(owner.postal_address.splitlines())),
        "email": (_("e-mail address for questions"), owner.contact_email),
        "phone": (_("telephone number"), owner.contact_phone),
    }
    return {name: plainly(value) if value else _missing(what) for name, (what, value) in known.items()}


def _missing(what: str) -> str:
    return "**[{}]**".format(_("To be filled in by the owner: %(what)s") % {"what": what})


def _language() -> str:
    return (get_language() or "en").split("-")[0]
