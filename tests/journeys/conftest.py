"""The stories are told in real Chromium."""

from __future__ import annotations

from tests.browser import chromium, site, visit

__all__ = ["chromium", "site", "visit"]
