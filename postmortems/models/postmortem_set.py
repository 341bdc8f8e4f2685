"""Finds post-mortems: what a person may read, with whom they have to do with it."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now

from accounts.models import Membership
from postmortems.choices import Visibility

if TYPE_CHECKING:
    from accounts.models import User
    from postmortems.models.postmortem import Postmortem  # noqa: F401  the string below


class PostmortemQuerySet(models.QuerySet["Postmortem"]):
    def with_people(self) -> Self:
        """With team, leads, manager and the four answer tables, in the same query."""
        return self.select_related(
            "team",
            "incident_lead",
            "postmortem_lead",
            "engineering_manager",
            "impact",
            "root_cause",
            "detection",
            "response",
        )

    def visible_to(self, user: "User") -> Self:
        """What the person may read (domain.md section 7)."""
        shown = (
            Q(visibility=Visibility.ORGANISATION)
            | Q(visibility=Visibility.TEAM, role_here__isnull=False)
            | Q(visibility=Visibility.RESTRICTED, is_named=True)
        )
        if user.is_superuser:
            shown |= Q(pk__in=user.inspections.filter(until__gt=Now()).values("postmortem"))
        return self.with_role_of(user).filter(shown)

    def hidden_from(self, user: "User") -> Self:
        return self.exclude(pk__in=self.visible_to(user).values("pk"))

    def of_own_teams(self) -> Self:
        """Of the teams the person is in; after `visible_to` or `with_role_of`."""
        return self.filter(role_here__isnull=False)

    def with_role_of(self, user: "User") -> Self:
        """With `role_here`, the person's role in the team, and `is_named`, whether on it by name."""
        membership = Membership.objects.filter(team=OuterRef("team"), user=user)
        participant = self.model.participants.through.objects.filter(
            postmortem=OuterRef("pk"), user=user
        )
        return self.annotate(
            role_here=Subquery(membership.values("role")[:1]),
            is_named=Q(incident_lead=user)
            | Q(postmortem_lead=user)
            | Q(engineering_manager=user)
            | Exists(participant),
        )
