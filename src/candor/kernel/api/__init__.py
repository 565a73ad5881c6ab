"""What the slices' APIs are made of. Loads pydantic and django-ninja, so nothing but an `api` module imports it."""
