"""Why these settings must not serve anybody: one sentence each, saying what to change."""

from ipaddress import ip_address
from urllib.parse import urlsplit

DEMO_SECRET_KEY = "demo-key-for-loopback-only-never-in-production"  # noqa: S105  refused below
SHORTEST_KEY = 40


def reason_against_starting(
    *,
    demo: bool,
    debug: bool,
    secret_key: str,
    site_url: str,
    hosts: list[str],
    delivery: str,
) -> str:
    """The first reason, or an empty string."""
    if demo:
        return reason_against_demo(site_url)
    reasons = {
        "DEBUG shows the inside of the site to visitors: turn it off, or start with DEMO=1.": debug,
        "SECRET_KEY is missing: set it to at least 40 random characters.": not secret_key,
        "SECRET_KEY can be guessed: set it to at least 40 random characters.": (
            secret_key == DEMO_SECRET_KEY or len(secret_key) < SHORTEST_KEY
        ),
        "ALLOWED_HOSTS must name the hosts of this site, not any host (*).": "*" in hosts,
        "DELIVERY=mailbox keeps every mail from its reader: only the demo may (DEMO=1).": (
            delivery == "mailbox"
        ),
    }
    return next((reason for reason, applies in reasons.items() if applies), "")


def reason_against_demo(site_url: str) -> str:
    """The demo's passwords are known to all: it stays on this machine or in a private network."""
    parts = urlsplit(site_url)
    if parts.scheme == "https" and not is_private(parts.hostname or ""):
        return f"The demo's passwords are public and {site_url} is too: start with DEMO=0."
    return ""


def is_private(host: str) -> bool:
    """Whether a host name or address is out of the public's reach."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".test")):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
