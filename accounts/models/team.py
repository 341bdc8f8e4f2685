"""A team: the home of its post-mortems."""

from itertools import chain, count
from typing import ClassVar

from django.db import models, transaction
from django.utils.text import slugify

from accounts.models.user import User
from accounts.roles import Role

LONGEST_SLUG = 50
USUAL_SPRINT = 14


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: User) -> "TeamQuerySet":
        """The teams `user` belongs to; every team for an administrator."""
        if user.is_superuser:
            return self.all()
        return self.filter(pk__in=user.memberships.values("team"))

    def managed_by(self, user: User) -> "TeamQuerySet":
        """The teams whose people and settings `user` may change."""
        if user.is_superuser:
            return self.all()
        return self.filter(pk__in=user.memberships.filter(role=Role.MANAGER).values("team"))


def free_slug(name: str) -> str:
    """The name as it stands in addresses; with a number where another team has it."""
    wanted = slugify(name)[:LONGEST_SLUG] or "team"
    taken = set(Team.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)


class Team(models.Model):
    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    sprint_days = models.PositiveSmallIntegerField(
        default=USUAL_SPRINT,
        help_text="Short-term actions fall due this many days after the post-mortem date.",
    )

    objects: ClassVar[TeamQuerySet] = TeamQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def start(self, *, by: User) -> None:
        """Save the new team under an address of its own; who starts it manages it."""
        self.slug = free_slug(self.name)
        self.save()
        self.memberships.create(user=by, role=Role.MANAGER)

    def is_managed_by(self, user: User) -> bool:
        """Whether `user` may invite, set memberships and change the team's settings."""
        return Team.objects.managed_by(user).filter(pk=self.pk).exists()
