"""What the web server runs."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "candor.config.settings.django")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from candor.kernel.check import check  # noqa: E402 - it knows models, which need the applications loaded first

check()
