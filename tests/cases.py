"""How many cases hypothesis tries of what no database runs."""

import os

from hypothesis import HealthCheck, settings

# `make faults` tries all of them. The suite tries a part, and a smaller one on its second pass:
# what no database sees need not be repeated there.
SHARE = {"ALL": 1, "FEW": 40}.get(os.environ.get("CASES", ""), 4)


def cases(number: int) -> settings:
    """So many cases in `make faults`; a part of them in the suite (`scripts/test.py`)."""
    return settings(
        max_examples=max(number // SHARE, 20),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
