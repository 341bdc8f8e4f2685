"""What is owed to whom, the mails it became, and the state of the sending itself."""

from notifications.models.attempt import EmailAttempt
from notifications.models.control import Control
from notifications.models.email import Email
from notifications.models.heartbeat import Heartbeat
from notifications.models.mailbox import MailboxMail
from notifications.models.notice import Notice
from notifications.models.plan import Plan
from notifications.models.preference import Preference
from notifications.models.snooze import Snooze

__all__ = [
    "Control",
    "Email",
    "EmailAttempt",
    "Heartbeat",
    "MailboxMail",
    "Notice",
    "Plan",
    "Preference",
    "Snooze",
]
