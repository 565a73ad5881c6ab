"""What the catalogue does after its actions: the jobs stand beside the verbs that ask for them, named here."""

from __future__ import annotations

from candor.catalogue.actions import downloading, news

BESIDE_THEIR_VERBS = (
    downloading.pass_on,
    news.tell_subscribers,
)  # fmt: skip
