"""The certificate of an erasure that is done: from its figures and the ledger's two entries."""

from __future__ import annotations

from candor.kernel import clock, instance
from candor.privacy import ledger
from candor.privacy.backups.register import clear_on
from candor.privacy.certificates.making import Certified, Kept, Operation, make_certificate
from candor.privacy.erasing.showing import what_stays
from candor.privacy.ledger import Entry
from candor.privacy.models import Doing, Erasure
from candor.privacy.queries.received import names_told_of
from candor.privacy.rights import DEEDS, words_of
from candor.privacy.rules.deciding import Right


def certificate_of(erasure: Erasure, done: Entry) -> str:
    """The signed certificate, as the text of its file."""
    begun = ledger.begin(erasure.ref, DEEDS[Right(erasure.right)], erasure.subject_ref)
    operations = [
        Operation(group["place"], group["doing"], group["count"])
        for group in erasure.counts["pieces"]
        if group["doing"] != Doing.KEEP
    ]
    kept = [Kept(staying.what, staying.count, staying.decision) for staying in what_stays(erasure)]
    words, silenced = words_of(erasure.right), erasure.counts.get("silenced", 0)
    clear = clear_on(clock.now())
    deed = Certified(
        begun, done, operations, kept, clear, right=(words.name, words.law), silenced=silenced,
        recipients=names_told_of(erasure.subject_number),
    )  # fmt: skip
    name = instance.current().organisation_name
    return make_certificate(deed, organisation=name, at=clock.now()).decode()
