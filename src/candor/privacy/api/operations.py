"""The resource of this slice."""

from __future__ import annotations

from candor.kernel.api.operations import Operations

REQUESTS = Operations("Privacy requests")
