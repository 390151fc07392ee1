"""The file that TRUNKLINE_TOOLS names: actions that are somebody else's, as Pydantic reads it."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from agent.tools.outside.templates import KEY, placeholders
from graphs.fields import Duration, Id
from graphs.problems import did_you_mean

IDEMPOTENT = frozenset({"GET", "PUT", "DELETE"})
"""Methods that may be repeated (RFC 9110, section 9.2.2)."""

_OURS = frozenset(
    {
        *("accept-encoding", "connection", "content-encoding", "content-length", "expect", "host", "keep-alive"),
        *("proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
    }
)
"""Headers that say where a request goes and how long it is: written otherwise, one service reads two requests."""


def _free(header: str) -> str:
    if header.lower() in _OURS:
        raise ValueError(f"the header {header} is written by us and cannot be set")
    return header


Host = Annotated[str, StringConstraints(pattern=r"^([a-z0-9.-]+|[0-9a-f:]+)(:[0-9]{1,5})?$", to_lower=True)]
Header = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$"), AfterValidator(_free)]
Limit = Annotated[Duration, Field(gt=0, le=60)]
InputType = Literal[
    "text", "text?", "number", "number?", "yes_no", "yes_no?", "record", "record?", "list", "list?", "any"
]
"""With a question mark it may be empty."""


class Part(BaseModel):
    """A part of the file: nothing unknown is let in."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Condition(Part):
    """When an answer is an outcome of its own; everything that is written must hold."""

    status: int | tuple[int, ...] | None = None
    """HTTP only."""
    error: bool | None = None
    """MCP only: the tool says that it failed."""
    path: str | None = None
    """A part of the answer: …"""
    equals: Any = None
    empty: bool | None = None
    contains: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        about_part = {"equals", "empty", "contains"} & self.model_fields_set
        if self.path is None and about_part:
            raise ValueError("needs a “path”: which part of the answer is meant")
        if self.path is not None and not about_part:
            raise ValueError("needs “equals”, “empty” or “contains” beside “path”")
        if not self.model_fields_set:
            raise ValueError("is empty: write for example {status: 404}")
        return self


class Declared(Part):
    """What every action has: its signature, as the `actions` of a flow declare it, and how its answer is read."""

    inputs: dict[Id, InputType] = Field(default={}, alias="in")
    out: Literal["record", "list", "text", "none"] = "record"
    outcomes: dict[Id, Condition] = {}
    commits: bool = False
    timeout: Limit = 6.0
    """All in all, retries included."""
    value: str | dict[str, str] | None = None
    """The part of the answer that the flow gets, or a record of several parts. Unset: all of it."""
    each: dict[str, str] | None = None
    """The same for every item of a list."""

    def _templates(self) -> Iterator[tuple[str, Any]]:
        yield from ()

    @model_validator(mode="after")
    def _known_inputs(self) -> Self:
        for where, template in self._templates():
            try:
                named = list(placeholders(template))
            except ValueError as error:
                raise ValueError(f"{where} {error}") from None
            for name in named:
                if name not in self.inputs and name != KEY:
                    hint = did_you_mean(name, self.inputs) or f"Inputs are: {', '.join(self.inputs) or 'none'}."
                    raise ValueError(f"{where} names “{name}”, which is no input. {hint}")
        if taken := {"ok", "error"} & set(self.outcomes):
            raise ValueError(f"outcomes: “{taken.pop()}” is an outcome of every action and cannot be declared")
        return self


class HttpAction(Declared):
    """An action that is a request."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: str
    query: dict[str, str] = {}
    body: Any = None
    """JSON."""
    headers: dict[Header, str] = {}
    retries: int = Field(default=0, ge=0, le=5)
    idempotency_header: Header | None = None
    """The header by which the service recognises an effect that it had already: `Idempotency-Key`."""
    max_bytes: int = Field(default=1_000_000, ge=1, le=20_000_000)
    """Of the answer."""

    def _templates(self) -> Iterator[tuple[str, Any]]:
        yield "url", self.url
        yield "query", self.query
        yield "body", self.body

    @property
    def repeatable(self) -> bool:
        """The request may be sent again: the second one changes nothing."""
        return self.method in IDEMPOTENT or self.idempotency_header is not None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        scheme, _, rest = self.url.partition("://")
        if scheme not in {"http", "https"} or not rest:
            raise ValueError("url must begin with https://")
        if "{" in rest.partition("/")[0] or "@" in rest.partition("/")[0]:
            raise ValueError("url must name its host as it is: no input and no password in it")
        if "?" in self.url or "#" in self.url:
            raise ValueError("url must end before the question mark: write what follows under “query”")
        if any("${" in text for text in (self.url, *self.query.values())):
            raise ValueError("a secret belongs under “headers”: an address is written to the logs of others")
        if self.retries and not self.repeatable:
            raise ValueError(f"retries: a {self.method} may have its effect twice; set “idempotency_header” too")
        if self.commits and self.method == "GET":
            raise ValueError("commits: a GET has no effect; take another method, or leave “commits” out")
        if self.body is not None and self.method in {"GET", "DELETE"}:
            raise ValueError(f"body: a {self.method} has none; take “query”")
        return self


class McpAction(Declared):
    """An action that is a tool of an MCP server."""

    server: Id
    tool: str
    arguments: dict[str, Any] = {}
    repeatable: bool = False
    """The tool may be called again with the same arguments: the second call changes nothing."""

    def _templates(self) -> Iterator[tuple[str, Any]]:
        yield "arguments", self.arguments

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if any(condition.status is not None for condition in self.outcomes.values()):
            raise ValueError("outcomes: a tool of an MCP server has no “status”; take “error” or “path”")
        return self


class McpServer(Part):
    """An MCP server: a command that is run here and spoken to over its standard input, or an address."""

    command: tuple[str, ...] | None = None
    env: dict[str, str] = {}
    """Besides PATH, HOME, USER and the like: nothing else of our environment reaches the command."""
    url: str | None = Field(default=None, pattern=r"^https?://[^\s@?#]+$")
    headers: dict[Header, str] = {}
    at_once: int = Field(default=8, ge=1, le=100)
    """Calls that it gets at the same time."""
    waiting: int = Field(default=32, ge=0, le=1000)
    """Calls that wait for their turn; one more is refused."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.command is None) == (self.url is None):
            raise ValueError("needs either “command” or “url”")
        if self.command is not None and not self.command:
            raise ValueError("command is empty: write the program and its arguments as a list")
        return self


def _kind(action: Any) -> str:
    return "mcp" if isinstance(action, Mapping) and {"server", "tool"} & set(action) else "http"


Action = Annotated[
    Annotated[HttpAction, Tag("http")] | Annotated[McpAction, Tag("mcp")],
    Discriminator(_kind),
]


class ToolsFile(Part):
    """The whole file."""

    hosts: tuple[Host, ...] = ()
    """What may be called over https, at addresses of the public internet."""
    private_hosts: tuple[Host, ...] = ()
    """What is one's own: http too, at any address."""
    servers: dict[Id, McpServer] = {}
    actions: dict[Id, Action] = {}

    @model_validator(mode="after")
    def _known_servers(self) -> Self:
        for name, action in self.actions.items():
            if isinstance(action, McpAction) and action.server not in self.servers:
                hint = did_you_mean(action.server, self.servers)
                raise ValueError(f"actions, {name}: there is no server “{action.server}” under “servers”. {hint}")
        return self
