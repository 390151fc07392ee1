"""What the service remembers: checkpoints of live calls, who owns them, which actions ran, what may be resumed."""

from agent.memory.checkpointer import AsyncpgSaver
from agent.memory.conversations import Conversation, Conversations, Opening
from agent.memory.errors import ConversationMemoryError, LostLease, MemoryUnavailable, NotStorable
from agent.memory.ledger import Bounds, Ledger
from agent.memory.memories import Memories
from agent.memory.turn_saver import TurnSaver

__all__ = [
    "AsyncpgSaver",
    "Bounds",
    "Conversation",
    "ConversationMemoryError",
    "Conversations",
    "Ledger",
    "LostLease",
    "Memories",
    "MemoryUnavailable",
    "NotStorable",
    "Opening",
    "TurnSaver",
]
