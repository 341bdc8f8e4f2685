"""A container's health check: asks the web server beside it, under a name that it answers to.

With the standard library only: it runs every few seconds.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

OK = 200
PATIENCE = 4.0


def main(path: str) -> str | None:
    """None if the page answers with 200, else a sentence."""
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip().lstrip(".")
    line = HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or "8000"), timeout=PATIENCE)
    try:
        line.request("GET", path, headers={"Host": host})
        status = line.getresponse().status
    except (OSError, HTTPException) as problem:
        return f"{path} does not answer: {problem}."
    finally:
        line.close()
    return None if status == OK else f"{path} answers {status}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
