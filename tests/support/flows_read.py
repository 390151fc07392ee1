"""Imported by the process from which workshops are forked: it has read the shipped flows.

Each takes half a second.
"""

from agent.console.bench import Around, imported
from graphs.flows import flow_text, shipped

for name in shipped():
    imported(flow_text(name), name, Around())
