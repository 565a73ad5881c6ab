"""What sales holds about people: mail beside all cases, who may become a customer, invoices."""

from __future__ import annotations

from candor.business.personal_data_bookkeeping import declare_bookkeeping
from candor.business.personal_data_customers import declare_customers
from candor.business.personal_data_dunning import declare_dunning
from candor.business.personal_data_invoices import declare_invoices
from candor.business.personal_data_leads import declare_leads
from candor.business.personal_data_mail import declare_mail
from candor.business.personal_data_quotes import declare_quotes
from candor.business.personal_data_subscriptions import declare_subscriptions
from candor.business.personal_data_vat_checks import declare_vat_checks
from candor.business.personal_data_work import declare_work

declare_mail()
declare_leads()
declare_customers()
declare_invoices()
declare_dunning()
declare_quotes()
declare_bookkeeping()
declare_subscriptions()
declare_vat_checks()
declare_work()
