from __future__ import annotations

from django.db import models


class PaperLogo(models.Model):
    """The mark at the head of our papers. One row, none where there is no mark.

    `content` is a picture of its own making: without what programs wrote beside it, and a drawing (SVG) as a picture.
    """

    name = models.CharField(max_length=100)
    content = models.BinaryField()
    content_type = models.CharField(max_length=10)
    changed_at = models.DateTimeField()
