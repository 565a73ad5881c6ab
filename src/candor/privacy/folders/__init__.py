"""The folder for the authority: a request with identity checks, letters, delivery, certificate, history, as ZIP."""

from __future__ import annotations

from candor.privacy.folders.making import folder_of

__all__ = ["folder_of"]
