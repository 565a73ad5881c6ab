"""The help centre in the Customer Center, with what is for customers and for their organisations."""

from __future__ import annotations

from candor.knowledge.views import feedback as judging
from candor.knowledge.views import reading
from candor.knowledge.views.facing import page_on, verb_on
from candor.knowledge.views.reading import CUSTOMER

start = page_on(CUSTOMER, reading.start)
search = page_on(CUSTOMER, reading.search)
category = page_on(CUSTOMER, reading.category)
faq = page_on(CUSTOMER, reading.faq)
article = page_on(CUSTOMER, reading.article)
file = page_on(CUSTOMER, reading.file)
missed = verb_on(CUSTOMER, reading.missed)
feedback = verb_on(CUSTOMER, judging.feedback)
