"""Certificates: what this installation did at somebody's request, signed, and verifiable without it."""
