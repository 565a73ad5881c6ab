"""Somebody asked for a download by the form: it joins their open lead, or makes one."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from candor.business.actions.enquiring import go_on
from candor.business.actions.leads import ONE_LEAD, MayNotBeUsed, NewLead, make_lead, open_lead_of
from candor.business.models import LeadSource
from candor.catalogue.public import AskedForDownload
from candor.kernel import instance
from candor.kernel.actor import JOB
from candor.kernel.turns import one_at_a_time


@transaction.atomic
def lead_of_download(asked: AskedForDownload) -> None:
    """Write it down for sales. Who is restricted (GDPR Art. 18) is followed up by nobody."""
    one_at_a_time(ONE_LEAD)
    with translation.override(instance.current().language):
        text = _("Asked for a download: %(what)s") % {"what": asked.what}
    there = open_lead_of(asked.person)
    if there is not None and there.submission_key != asked.key:
        go_on(there, text, JOB)
        return
    new = NewLead(
        asked.person,
        text,
        LeadSource.WEB,
        submission_key=asked.key,
        notice_version=asked.notice_version,
    )
    try:
        make_lead(new, by=JOB)
    except MayNotBeUsed:
        return
