"""The words that people read for releases: how settled one is, who may have it, for which machines, where it stands."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.catalogue.models import Audience, Channel, DownloadWay, Platform, Release

CHANNELS: Mapping[str, Promise] = {
    Channel.STABLE: pgettext_lazy("release", "Stable"),
    Channel.BETA: pgettext_lazy("release", "Beta, for trying out"),
    Channel.LONG_TERM: pgettext_lazy("release", "Long-term support"),
}
AUDIENCES: Mapping[str, Promise] = {
    Audience.OPEN: _("Everybody"),
    Audience.FORM: _("Everybody who fills in a form"),
    Audience.CUSTOMERS: _("Whoever has signed in"),
    Audience.MAINTAINED: _("Holders of a licence with maintenance until the release’s day"),
}
FOR_READERS: Mapping[str, Promise] = {
    Audience.OPEN: _("Free to download"),
    Audience.FORM: _("We mail you a link"),
    Audience.CUSTOMERS: _("For customers who have signed in"),
    Audience.MAINTAINED: _("For licences whose maintenance reaches this day"),
}
PLATFORMS: Mapping[str, Promise] = {
    Platform.ANY: pgettext_lazy("platform", "Any system"),
    Platform.WINDOWS: pgettext_lazy("platform", "Windows"),
    Platform.MACOS: pgettext_lazy("platform", "macOS"),
    Platform.LINUX: pgettext_lazy("platform", "Linux"),
    Platform.SOURCE: pgettext_lazy("platform", "Source code"),
}
WAYS: Mapping[str, Promise] = {
    DownloadWay.FORM: _("By the link in our mail"),
    DownloadWay.ACCOUNT: _("Signed in"),
}


def state_of(release: Release) -> tuple[str, Promise]:
    """The shape and the words for where it stands."""
    if release.withdrawn_at is not None:
        return "closed", pgettext_lazy("release", "Withdrawn")
    if release.published_at is not None:
        return "solved", pgettext_lazy("release", "Published")
    return "draft", pgettext_lazy("release", "Draft")
