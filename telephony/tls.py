"""One context of TLS for all sockets of the process.

Making one reads every certificate that this machine trusts: some 25 ms in which nobody else would be served. So it is
made once, in a thread, before the first call.
"""

import asyncio
import ssl
from functools import lru_cache


@lru_cache(maxsize=1)
def context() -> ssl.SSLContext:
    """The context. Blocks the first time."""
    return ssl.create_default_context()


async def prepared() -> ssl.SSLContext:
    """The context; the first time it is made in a thread."""
    return context() if context.cache_info().currsize else await asyncio.to_thread(context)
