"""Reads of the privacy engine, in the shape of a page."""

from candor.privacy.queries.notices import all_versions, current_version, version_numbered

__all__ = ["all_versions", "current_version", "version_numbered"]
