"""The site's own settings, and one more address to compare with."""

from config.settings import *  # noqa: F403, TID251

ROOT_URLCONF = "bench.urls"
