"""The roles a membership gives in a team."""

from django.db import models


class Role(models.TextChoices):
    MEMBER = "member", "Member"
    MANAGER = "manager", "Manager"
    VIEWER = "viewer", "Viewer"
