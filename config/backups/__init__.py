"""One tar file of everything a site holds: its database, its attachments, and what they are."""

from config.backups.archive import write
from config.backups.restoring import restore

__all__ = ["restore", "write"]
