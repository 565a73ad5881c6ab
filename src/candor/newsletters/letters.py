"""An issue as one reader gets it: its words, the foot with the way out, the headers for mail programs (RFC 8058)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from candor.kernel import instance
from candor.mail.public import Frame, MailWords, Picture, framed
from candor.newsletters import links
from candor.newsletters.grounds import Ground, why_in
from candor.newsletters.models import Issue, MailingList
from candor.newsletters.pictures import pictures_among
from candor.newsletters.rules.blocks import Fault
from candor.newsletters.rules.blocks import faults_of as faults_of_blocks
from candor.newsletters.rules.letters import (
    OWN_PICTURE,
    Made,
    for_mail,
    is_well_formed,
    links_in,
    made_of,
    pictures_in,
    shown_in,
    undescribed_pictures,
    unknown_variables,
    with_pictures,
)
from candor.people.public import Identifier
from candor.ui.public import Brand

TEMPLATE, TEST = "newsletters/issue", "newsletters/test"
"""As what the outbox knows them. A test goes to its writer alone and advertises to nobody."""

_made = lru_cache(maxsize=32)(made_of)
"""By the very words: one issue goes to many."""


@lru_cache(maxsize=16)
def _mailed(subject: str, body: str) -> Made:
    """The same as mail programs want it, with the pictures that travel along (RFC 2392)."""
    made = made_of(subject, body)
    return replace(made, html=str(with_pictures(for_mail(made.html), lambda ref: f"cid:{ref}")))


def letter_for(issue: Issue, identifier: Identifier, language: str, ground: Ground | None = None) -> MailWords:
    """The whole letter in a language that it has; its foot names the ground by which this reader gets it."""
    made = _mailed(issue.subject_in(language), issue.body_in(language))
    why = why_in(issue.list, language, ground)
    return _around(made, issue.list, language, name_of(identifier), _Way(why, _page_of(identifier, issue)))


def preview_of(each: MailingList, language: str, made: Made, pictures: Mapping[str, str]) -> MailWords:
    """What a letter of these words looks like, to somebody without a name. Its links lead nowhere of anybody's."""
    html = with_pictures(for_mail(made.html), lambda ref: pictures.get(ref, ""))
    way = _Way(why_in(each, language), settings.INSTANCE.base_url)
    return _around(replace(made, html=str(html)), each, language, "", way)


def pictures_for(issue: Issue, language: str) -> Sequence[Picture]:
    """Those that the letter in this language shows."""
    return pictures_among(issue, shown_in(made_in(issue, language).html))


@dataclass(frozen=True, slots=True)
class _Way:
    """What a reader is told at the foot: why they get it, and where they end it."""

    why: str
    link: str


def _page_of(identifier: Identifier, issue: Issue) -> str:
    return links.page_for(identifier.pk, issue.list_id)


def _around(made: Made, each: MailingList, language: str, name: str, way: _Way) -> MailWords:
    values, foot, brand = values_for(each, language, name), _foot(way, language), instance.current()
    frame = Frame(language, Brand(brand.organisation_name, brand.brand_hue), is_letter=False)
    subject = made.filled_subject(values)
    html = framed(subject, made.filled_html(values), foot.html(), frame)
    return MailWords(subject, f"{made.filled_text(values)}\n-- \n{foot.text()}", html)


def subject_for(issue: Issue, language: str, name: str) -> str:
    """Its first line for somebody of this name."""
    return made_in(issue, language).filled_subject(values_for(issue.list, language, name))


def headers_for(issue: Issue, identifier: Identifier) -> Mapping[str, str]:
    """One press in the mail program ends everything."""
    address = links.one_click_for(identifier.pk, issue.list_id)
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "list",
    }


def made_in(issue: Issue, language: str) -> Made:
    return _made(issue.subject_in(language), issue.body_in(language))


def values_for(each: MailingList, language: str, name: str = "") -> Mapping[str, str]:
    """What stands for the variables. Without a name the words that the writer gave for that case count."""
    return {
        "name": name,
        "newsletter": each.name_in(language),
        "our_name": instance.current().organisation_name,
    }


def faults_in(issue: Issue) -> list[str]:
    """Why it cannot be sent as it is, in sentences; none for an issue that can."""
    written = issue.languages()
    if not written:
        return [_("Write the text in at least one language.")]
    return [fault for language in written for fault in _faults(issue, language)]


def _faults(issue: Issue, language: str) -> list[str]:
    subject, body = issue.subject_in(language), issue.body_in(language)
    faults = [] if subject.strip() else [_("%(language)s: the subject is missing.")]
    faults += [
        _("%(language)s: {%(name)s} means nothing here.").replace("%(name)s", name)
        for name in unknown_variables(f"{subject} {body}")
    ]
    faults += [
        _("%(language)s: the link %(link)s does not work.").replace("%(link)s", _literal(link))
        for link in links_in(body)
        if not is_known(link)
    ]
    faults += [*_faults_of_blocks(body), *_faults_of_pictures(issue, body)]
    return [fault % {"language": dict(settings.LANGUAGES)[language]} for fault in faults]


def _faults_of_blocks(body: str) -> Iterator[str]:
    sentences = {
        Fault.UNKNOWN: _("%(language)s: there is no block “%(line)s”."),
        Fault.NOT_ENDED: _("%(language)s: “%(line)s” needs a line “::: end” after it."),
        Fault.STRAY: _("%(language)s: “%(line)s” does not belong there: blocks do not stand within each other."),
        Fault.NO_LINK: _("%(language)s: “%(line)s” needs a link: ::: button [Read on](https://…)."),
        Fault.TOO_MANY: _("%(language)s: three columns at most stand beside each other."),
    }
    for fault, line in faults_of_blocks(body):
        yield sentences[fault].replace("%(line)s", _literal(line))


def _faults_of_pictures(issue: Issue, body: str) -> Iterator[str]:
    addresses = pictures_in(body)
    if any(not address.startswith(OWN_PICTURE) for address in addresses):
        yield _(
            "%(language)s: pictures of other places are left out, because they would watch who reads. Send them here."
        )
    wanted = {address.removeprefix(OWN_PICTURE) for address in addresses if address.startswith(OWN_PICTURE)}
    if wanted and len(wanted) > issue.pictures.filter(file__ref__in=wanted).count():
        yield _("%(language)s: a picture that the text shows is not among the issue’s pictures any more.")
    if undescribed_pictures(body):
        yield _("%(language)s: say between the [ ] of each picture what it shows, for those who cannot see it.")


def _literal(text: str) -> str:
    return text.replace("%", "%%")


def is_known(link: str) -> bool:
    """Well-formed, and where it leads to a page of ours, one that there is. Others are not fetched."""
    if not is_well_formed(link):
        return False
    ours, parts = urlsplit(settings.INSTANCE.base_url), urlsplit(link)
    if (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc):
        return True
    try:
        resolve(parts.path or "/")
    except Resolver404:
        return False
    return True


def name_of(identifier: Identifier) -> str:
    """How they are called; "" for somebody whom we know by the address alone."""
    name = identifier.person.name
    return "" if "@" in name else name


class _Foot:
    """Why they get it, the way out, and who we are."""

    def __init__(self, why: str, stop: str, link: str, imprint: str) -> None:
        self._why, self._stop, self._link, self._imprint = why, stop, link, imprint

    def html(self) -> Markup:
        return Markup('<p>{} <a href="{}">{}</a></p><p>{}</p>').format(self._why, self._link, self._stop, self._imprint)

    def text(self) -> str:
        return f"{self._why}\n{self._stop}: {self._link}\n{self._imprint}\n"


def _foot(way: _Way, language: str) -> _Foot:
    brand = instance.current()
    imprint = " · ".join([brand.organisation_name, *brand.postal_address.splitlines()])
    with translation.override(language):
        return _Foot(way.why, _("Unsubscribe"), way.link, imprint)
