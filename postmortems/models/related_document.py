"""Where the traces of the incident are."""

from django.db import models

from postmortems.models.row import Row


class RelatedDocument(Row):
    document = models.TextField(blank=True, default="")
    purpose = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.document or self.purpose
