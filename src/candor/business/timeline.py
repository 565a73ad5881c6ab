"""What sales tells in the timelines of people and organisations, and in that of a lead."""

from __future__ import annotations

from candor.business import timeline_customers as follow_ups
from candor.business import timeline_leads as leads
from candor.business import timeline_mail as mail
from candor.business import timeline_quotes as quotes
from candor.business import timeline_subscriptions as subscriptions
from candor.kernel.registries.timeline import register

register("business.person", place="people.person", source=mail.mail_of_person)
register("business.organisation", place="people.organisation", source=mail.mail_of_organisation)
register("business.lead", place="business.lead", source=leads.of_lead)
register("business.follow-ups-of-person", place="people.person", source=follow_ups.of_person)
register("business.follow-ups-of-organisation", place="people.organisation", source=follow_ups.of_organisation)
register("business.leads-of-person", place="people.person", source=leads.of_person)
register("business.leads-of-organisation", place="people.organisation", source=leads.of_organisation)
register("business.quotes-of-organisation", place="people.organisation", source=quotes.of_organisation)
register("business.subscriptions-of-organisation", place="people.organisation", source=subscriptions.of_organisation)
