"""The MAC that chains signatures: whoever changes, swaps or removes one without the key is seen.

HMAC-SHA256 over every field and the MAC before it. Someone who has the key can forge: the receipts
that the signers hold are the anchor outside.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac


def current_key_id() -> str:
    """Names the key that new signatures are sealed with."""
    return next(iter(_keys()))


def seal(fields: Mapping[str, Any], *, key_id: str) -> str:
    """The MAC of the fields, 64 hexadecimal digits; KeyError for a key that is not known here."""
    words = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(_keys()[key_id], words.encode(), hashlib.sha256).hexdigest()


def is_known(key_id: str) -> bool:
    return key_id in _keys()


def _keys() -> dict[str, bytes]:
    """By id, the one in use first: SIGNOFF_KEY (else derived from SECRET_KEY), then the old ones."""
    derived = salted_hmac("afterword.signatures", "key", algorithm="sha256").digest()
    current = settings.SIGNOFF_KEY.encode() or derived
    keys = [current, *(key.encode() for key in settings.SIGNOFF_OLD_KEYS), derived]
    return {hashlib.sha256(key).hexdigest()[:12]: key for key in keys}
