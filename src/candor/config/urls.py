"""Where each face begins. A face only chooses which slices its audience sees; the pages belong to the slices.

Names are `face:page`, so a template says `url("tech:ticket", ref)`.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from candor.config.faces import business, customer, public, tech
from candor.kernel.http.routes import LateRoutes
from candor.kernel.urls import probes

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((probes.urlpatterns, "kernel"))),
    path("tech/", include((tech.urlpatterns, "tech"))),
    path("business/", include((business.urlpatterns, "business"))),
    path("customer/", include((customer.urlpatterns, "customer"))),
    LateRoutes("api/v1/", "candor.config.faces.api", namespace="api"),
    path("", include("candor.ui.urls")),
    path("", include((public.urlpatterns, "public"))),
]

handler400 = "candor.ui.errors.bad_request"
handler403 = "candor.ui.errors.forbidden"
handler404 = "candor.ui.errors.not_found"
handler500 = "candor.kernel.http.middleware.failed"
