"""How the incident was met."""

from django.db import models

from postmortems.choices import PlaybookFollowed
from postmortems.models.postmortem import Postmortem


class Response(models.Model):
    postmortem = models.OneToOneField(Postmortem, models.CASCADE, related_name="response")
    playbook_followed = models.CharField(
        max_length=9, choices=PlaybookFollowed, blank=True, default=""
    )
    playbook_followed_detail = models.TextField(blank=True, default="")
    worked_well = models.TextField(blank=True, default="")
    could_be_faster = models.TextField(blank=True, default="")
    communication = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"Response to {self.postmortem_id}"
