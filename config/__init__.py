"""Plugs the rooms together: settings, URLs, ASGI, Celery."""
