"""How many cases hypothesis tries of what no database runs."""

import os

from hypothesis import HealthCheck, settings

# The suite runs on two databases; the second pass need not repeat what neither of them sees.
SHARE = 10 if os.environ.get("FEW_CASES") else 1


def cases(number: int) -> settings:
    """So many cases; a tenth of them on the suite's second pass (`scripts/test.py`)."""
    return settings(
        max_examples=max(number // SHARE, 20),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
