"""What can go wrong with a conversation's memory. The message says what to do."""

from agent.errors import TrunklineError


class ConversationMemoryError(TrunklineError):
    """Base of the errors that this package raises."""


class LostLease(ConversationMemoryError):
    """Another worker owns the conversation now; nothing of the refused commit was written."""

    def __init__(self, thread_id: str, epoch: int) -> None:
        """`epoch` is the one that the refused owner held; 0 when it never held any."""
        super().__init__(
            f"Conversation {thread_id} is not owned by epoch {epoch} any more: another worker took it over, or it "
            "was released or erased. Nothing was written. Stop this call's turn here, or open the conversation again."
        )
        self.thread_id = thread_id
        self.epoch = epoch


class MemoryUnavailable(ConversationMemoryError):
    """The database did not answer in time or closed the connection, also when asked again."""


class NotStorable(ConversationMemoryError):
    """A channel of the state holds a value that cannot be written, such as an integer beyond 64 bits."""
