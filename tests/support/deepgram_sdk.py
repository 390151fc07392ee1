"""Deepgram's own SDK, whose sockets are imported when they are first used: here, without what they complain of.

They stand on the former client of the websockets library, which says so.
"""

import logging
import warnings
from importlib import import_module

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message=r"websockets\..* is deprecated", category=DeprecationWarning)
    for version in ("v1", "v2"):
        import_module(f"deepgram.listen.{version}.client")

# At DEBUG it would write what callers say.
logging.getLogger("websockets.client").setLevel(logging.WARNING)
