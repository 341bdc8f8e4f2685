"""What was learned."""

from django.db import models

from postmortems.choices import LessonKind
from postmortems.models.row import Row


class Lesson(Row):
    kind = models.CharField(max_length=10, choices=LessonKind)
    text = models.TextField(blank=True, default="")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(kind__in=LessonKind.values), name="lesson_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.text
