"""Actions that are tools of MCP servers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from mcp_types import CallToolResult, TextContent

from agent.tools.outside.answers import named_outcome, ok
from agent.tools.outside.declaration import McpAction
from agent.tools.outside.mcp_session import McpSession
from agent.tools.outside.templates import KEY, fill
from graphs.ports import Outcome

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class McpCall:
    """One declared action. Whoever calls it keeps its limit."""

    name: str
    action: McpAction
    session: McpSession

    async def __call__(self, inputs: Mapping[str, Any], key: str) -> Outcome:
        """Call the tool and read its result. Raises ToolRefused when it does not answer as declared."""
        arguments = fill(self.action.arguments, {**inputs, KEY: key})
        # An argument that is empty is left out, as a tool with a default for it expects.
        given = {name: value for name, value in arguments.items() if value is not None}
        result = await self.session.call(self.action.tool, given)
        body = content(result)
        name = named_outcome(self.action, body, error=result.is_error)
        if name is not None:
            return Outcome(name)
        if result.is_error:
            log.warning("mcp.failed", tool=self.name, server=self.action.server)
            return Outcome("error")
        return ok(self.action, body)


def content(result: CallToolResult) -> Any:
    """A result as JSON: its structured content; without that its text, as JSON if it is, else as `{"text": …}`."""
    if result.structured_content is not None:
        return result.structured_content
    text = "\n".join(part.text for part in result.content if isinstance(part, TextContent))
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return {"text": text}
