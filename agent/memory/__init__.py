"""What the service remembers: checkpoints of live calls, who owns them, which actions ran, what may be resumed."""

from agent.memory.checkpointer import AsyncpgSaver
from agent.memory.conversations import Conversation, Conversations, Opening
from agent.memory.errors import ConversationMemoryError, LostLease, MemoryUnavailable, NotStorable
from agent.memory.flow_versions import FlowVersion, FlowVersions
from agent.memory.journal import Journal
from agent.memory.ledger import Bounds, Ledger
from agent.memory.memories import Memories
from agent.memory.profiles import Profile, Profiles
from agent.memory.turn_saver import TurnSaver

__all__ = [
    "AsyncpgSaver",
    "Bounds",
    "Conversation",
    "ConversationMemoryError",
    "Conversations",
    "FlowVersion",
    "FlowVersions",
    "Journal",
    "Ledger",
    "LostLease",
    "Memories",
    "MemoryUnavailable",
    "NotStorable",
    "Opening",
    "Profile",
    "Profiles",
    "TurnSaver",
]
