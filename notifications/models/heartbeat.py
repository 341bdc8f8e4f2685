"""When each part of the machinery last did its work."""

from django.db import models


class Heartbeat(models.Model):
    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
