"""Documents as the editor has them, made into flows that can be talked to: each once, as long as it stays the same."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from copy import deepcopy
from threading import Lock
from typing import Any

import orjson
from pydantic import ValidationError

from agent.console.problems import told
from agent.console.refusals import Refusal
from agent.store.database import Database
from agent.store.library import Library as Drafts
from graphs.checks import check
from graphs.compiler import CompiledFlow, CompiledFlows
from graphs.document import FlowDocument
from graphs.loading import read_tree
from graphs.problems import FlowError, Problem
from graphs.sizes import refuse_too_large
from graphs.subflows import Library

MOST_KEPT = 32
"""Documents that are kept compiled; one of 200 steps has 1.4 MB."""


class Compiling:
    """Compiles documents, in whatever thread; a document that was compiled lately is not compiled again."""

    def __init__(self) -> None:
        self._flows = CompiledFlows(MOST_KEPT)
        self._known: OrderedDict[bytes, CompiledFlow] = OrderedDict()
        self._one_at_a_time = Lock()

    def compiled(self, tree: Mapping[str, Any], library: Library) -> CompiledFlow:
        """The document, which may call flows of the library. Takes up to a second for a large one that is new.

        Raises FlowError with everything that keeps it from being used.
        """
        refuse_too_large(tree)
        key = _key(tree, library)
        with self._one_at_a_time:
            flow = self._known.pop(key, None)
            if flow is None:
                document = sound(tree)
                flow = self._flows.get(document, {**library, document.flow: document})
            self._known[key] = flow
            if len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)
        return flow


def sound(tree: Mapping[str, Any]) -> FlowDocument:
    """The document. Raises FlowError with its errors."""
    try:
        document = FlowDocument.model_validate(tree)
    except ValidationError:
        raise FlowError(_unreadable(tree)) from None
    errors = [problem for problem in check(document) if problem.level == "error"]
    if errors:
        raise FlowError(errors)
    return document


def _unreadable(tree: Mapping[str, Any]) -> list[Problem]:
    """What is wrong, in the words of those who read a file."""
    _, problems = read_tree(deepcopy(dict(tree)))
    return [problem for problem in problems if problem.level == "error"]


async def draft_tree(database: Database, flow: str) -> dict[str, Any]:
    """The saved draft of a flow, as the editor has it. Raises Refusal when there is no such flow."""
    draft = await Drafts(database).draft(flow)
    if draft is None:
        raise Refusal(404, "not_found", f"There is no flow called “{flow}”.")
    tree: dict[str, Any] = orjson.loads(draft.content.document)
    return tree


def refused(wrong: FlowError, tree: Mapping[str, Any]) -> Refusal:
    """A flow that cannot be tried, with what has to be mended. Takes a moment: in whatever thread."""
    message = "The flow has errors and cannot be tried; mend them first."
    return Refusal(422, "errors", message, more={"problems": told(wrong.problems, tree, lambda _: 0)})


def _key(tree: Mapping[str, Any], library: Library) -> bytes:
    try:
        digest = hashlib.sha256(orjson.dumps(tree))
    except orjson.JSONEncodeError:
        raise FlowError([Problem((), 0, "too_large", "The document holds a number of more than 18 digits.")]) from None
    for name, document in sorted(library.items()):
        digest.update(f"\n{name} {document.fingerprint}".encode())
    return digest.digest()
