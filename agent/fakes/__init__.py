"""Stand-ins for vendors: servers on this machine that speak a vendor's protocol and refuse what the vendor refuses.

They are for tests and for trying things out without a key, ours and yours: `trunkline fakes`, or in Python:

    async with open_fakes(["deepgram", "elevenlabs"]) as fakes:
        settings = fakes.settings  # DEEPGRAM_URL, DEEPGRAM_API_KEY, …
        fakes["deepgram"].troubles.add(Fault("cut", after=3))
"""

from agent.fakes.faults import Fault, Troubles
from agent.fakes.running import Fakes, open_fakes, scripted
from agent.fakes.stand_in import Seen, StandIn
from agent.fakes.talents import Talents

__all__ = ["Fakes", "Fault", "Seen", "StandIn", "Talents", "Troubles", "open_fakes", "scripted"]
