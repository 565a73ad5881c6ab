"""Addresses of this slice in the customer face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import customer
from candor.people.urls.details import my_pages
from candor.people.urls.door import door

urlpatterns: list[URLPattern] = [*door(customer()), *my_pages(customer())]
