"""How the incident was noticed."""

from django.db import models

from postmortems.models.postmortem import Postmortem


class Detection(models.Model):
    postmortem = models.OneToOneField(Postmortem, models.CASCADE, related_name="detection")
    how_detected = models.TextField(blank=True, default="")
    who_detected = models.TextField(blank=True, default="")
    time_to_detect = models.TextField(blank=True, default="")
    why_not_sooner = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"Detection of {self.postmortem_id}"
