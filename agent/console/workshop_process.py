"""What runs in the workshop's process. It stands alone: a process that does nothing with the web need not import it,
which would cost each of them a second.
"""

import os
import signal
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

NICE = 5
"""Calls go first where there is too little of the machine."""


def serve(pipe: Connection) -> None:
    """Do what is asked until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service ends it
    with suppress(OSError):
        os.nice(NICE)
    while True:
        try:
            wanted, args, kwargs = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((True, wanted(*args, **kwargs)))
        except Exception:  # noqa: BLE001 - the edge of a background job: the service tells it
            pipe.send((False, traceback.format_exc()))
