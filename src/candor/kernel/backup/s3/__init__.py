"""Copies in a bucket that speaks the S3 protocol (ADR 0040): of Amazon, of a hoster, or of one's own machine."""
