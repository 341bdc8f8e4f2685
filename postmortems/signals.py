"""The one signal of the code base: something happened to a post-mortem.

Sent by `Postmortem.record` in the transaction of the verb, with `activity`, the row it wrote.
"""

from django.dispatch import Signal

activity_recorded = Signal()
