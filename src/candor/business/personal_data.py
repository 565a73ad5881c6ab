"""What sales holds about people: mail beside all cases, and who may become a customer."""

from __future__ import annotations

from candor.business.personal_data_customers import declare_customers
from candor.business.personal_data_leads import declare_leads
from candor.business.personal_data_mail import declare_mail

declare_mail()
declare_leads()
declare_customers()
