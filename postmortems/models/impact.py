"""Whom and what the incident hurt."""

from django.db import models

from postmortems.choices import YesNoUnknown
from postmortems.models.postmortem import Postmortem


class Impact(models.Model):
    postmortem = models.OneToOneField(Postmortem, models.CASCADE, related_name="impact")
    users_affected = models.TextField(blank=True, default="")
    requests_failed = models.TextField(blank=True, default="")
    revenue_impact = models.TextField(blank=True, default="")
    sla_breached = models.CharField(max_length=8, choices=YesNoUnknown, blank=True, default="")
    sla_breached_detail = models.TextField(blank=True, default="")
    services_affected = models.TextField(blank=True, default="")
    data_loss = models.CharField(max_length=8, choices=YesNoUnknown, blank=True, default="")
    data_loss_detail = models.TextField(blank=True, default="")
    cost_incurred = models.TextField(blank=True, default="")
    customers_notified = models.TextField(blank=True, default="")
    public_communication = models.TextField(blank=True, default="")
    enterprise_deals_affected = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"Impact of {self.postmortem_id}"
