"""Whether an address can be listened on (read by old Pythons too: no modern syntax)."""

import os
import socket


def address():
    # type: () -> tuple[str, int]
    """The HOST and PORT of the environment."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit():
        raise ValueError(f"PORT must be a number, not {port}.")
    return os.environ.get("HOST") or "127.0.0.1", int(port)


def reason_against(host, port):
    # type: (str, int) -> str
    """Why nobody can listen on host and port, or an empty string."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
    except PermissionError:
        return f"Port {port} needs more rights: choose another, as in PORT=8080 make run."
    except OSError as error:
        if isinstance(error, socket.gaierror):
            return f"HOST={host} is not an address of this machine."
        return (
            f"Port {port} on {host} is busy: stop what uses it, "
            "or choose another, as in PORT=8001 make run."
        )
    return ""
