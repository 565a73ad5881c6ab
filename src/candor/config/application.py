"""Candor as an application of WSGI. The house is checked before the first request is taken."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")

from candor.kernel.loading import loading

with loading():
    from django.core.wsgi import get_wsgi_application

    from candor.config.answering import seated

    application = seated(get_wsgi_application())

    from candor.kernel.check import check
    from candor.kernel.upgrading import house

    house.enter()
    check()
