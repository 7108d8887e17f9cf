"""Serve a desk on 127.0.0.1, for as long as somebody sits at it."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from onrecord.desk.app import application
from onrecord.desk.views._shown import Desk
from onrecord.errors import UsageError

ADDRESS = "127.0.0.1"
PORT = 8765


def serve(
    desk: Desk, port: int | None = None, *, browse: bool = True, told: Callable[[str], None] = lambda _: None
) -> None:
    """Serve the desk until it is interrupted.

    `port` is the one to use; None is 8765, or a free one if that is taken. `told` is given the address once the desk
    can be reached; `browse` opens it in the browser.
    Raises: UsageError if the port that was asked for is taken.
    """
    with _bound(port) as listening:
        address = f"http://{ADDRESS}:{listening.getsockname()[1]}"
        config = uvicorn.Config(application(desk), log_level="error", access_log=False, server_header=False)
        told(address)
        if browse:
            # A browser of the terminal is waited for, and waits for the server.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        uvicorn.Server(config).run([listening])


def _bound(port: int | None) -> socket.socket:
    """A socket that listens already, so that the address is right before anybody is told."""
    for wanted in (PORT, 0) if port is None else (port,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((ADDRESS, wanted))
            listening.listen(64)
        except OSError as error:
            listening.close()
            if port is not None:
                raise UsageError(
                    f"--port {port}: can't be used ({error.strerror}); leave it out, or name another"
                ) from error
        else:
            return listening
    raise UsageError("no free port on 127.0.0.1; end another program")
