"""What the catalogue does after its actions: the jobs stand beside the verbs that ask for them, named here."""

from __future__ import annotations

from candor.catalogue.actions import downloading, hearing, news

BESIDE_THEIR_VERBS = (
    downloading.pass_on,
    hearing.suppress_later,
    news.tell_subscribers,
)  # fmt: skip
