"""Every route that a service answers, found where they are, and not in what is told of them."""

from collections.abc import Iterator, Sequence

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute


def named(routes: Sequence[BaseRoute], below: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of each, as the table of needs names them."""
    for route in routes:
        if isinstance(route, Mount):
            assert isinstance(route.app, FastAPI)
            yield from named(route.app.routes, below + route.path)
        elif (included := getattr(route, "original_router", None)) is not None:
            assert all(isinstance(each, APIRoute) for each in included.routes)
            yield from named(included.routes, below + route.include_context.prefix)  # type: ignore[attr-defined]  # FastAPI's own
        elif isinstance(route, WebSocketRoute):
            yield "WS", below + route.path_format
        else:
            assert isinstance(route, Route), f"a kind of route that the guard does not know: {route}"
            for method in (route.methods or set()) - {"HEAD"}:
                path = route.path if "path}" in route.path else route.path_format
                yield method, below + path
