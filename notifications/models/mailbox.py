"""The demo's mailbox: where mails arrive that would have left the house."""

from typing import ClassVar

from django.db import models


class MailboxMailQuerySet(models.QuerySet["MailboxMail"]):
    def unopened(self) -> "MailboxMailQuerySet":
        return self.filter(is_opened=False)


class MailboxMail(models.Model):
    """`raw` is the message as a mail server would have got it, byte by byte."""

    message_id = models.CharField(max_length=200, unique=True)
    to = models.TextField()
    subject = models.TextField()
    arrived_at = models.DateTimeField()
    is_opened = models.BooleanField(default=False)
    raw = models.BinaryField()

    objects: ClassVar[MailboxMailQuerySet] = MailboxMailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-arrived_at", "-id"]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"

    def open(self) -> None:
        """Somebody looks at it."""
        self.is_opened = True
        self.save(update_fields=["is_opened"])
