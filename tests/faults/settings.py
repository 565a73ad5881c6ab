"""Candor's settings with the fault tests' routes."""

from __future__ import annotations

from candor.config.settings.django import *  # noqa: F403 - all of them, and one of our own

ROOT_URLCONF = "tests.faults.urls"
