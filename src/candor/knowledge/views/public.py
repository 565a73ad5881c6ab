"""The help centre on the public site: no sign-in, no cookie."""

from __future__ import annotations

from candor.knowledge.views import feedback as judging
from candor.knowledge.views import reading
from candor.knowledge.views.facing import page_on, verb_on
from candor.knowledge.views.reading import PUBLIC

start = page_on(PUBLIC, reading.start)
search = page_on(PUBLIC, reading.search)
category = page_on(PUBLIC, reading.category)
faq = page_on(PUBLIC, reading.faq)
article = page_on(PUBLIC, reading.article)
file = page_on(PUBLIC, reading.file)
missed = verb_on(PUBLIC, reading.missed)
feedback = verb_on(PUBLIC, judging.feedback)
