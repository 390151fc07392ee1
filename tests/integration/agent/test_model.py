"""A service with a language model: warmed in the background, stopped by the call, remembered as it was heard."""

import asyncio

from agent.dialogue import Dialogue
from agent.fakes.chat_script import Answer, reply, text
from agent.llm import SteadyModel
from agent.office import open_office
from agent.settings import Settings
from graphs.compiler import compile_flow
from graphs.engine import CallFacts
from graphs.loading import load_flow
from telephony.call.ports import Act, CallerInput, Cut, Expect, Say
from tests.support import models

FLOW = """\
flow: chatting
format: 1
title: Chatting
start: talk
tries: {no_match: 3, no_input: 2, then: bye}
on_error: bye
slots: {note: {type: free_text, ask: What is it?}}
results: {done: success, left: failed}
nodes:
  talk:
    type: converse
    goal: Chat.
    may_fill: [note]
    done_when: filled(note)
    next: bye
    if_limit: bye
    without_llm: ask
  ask: {type: ask, slots: [note], next: bye}
  bye: {type: end, say: Bye., result: left}
"""


async def test_a_call_stops_the_model_and_the_thread_keeps_what_was_heard(settings: Settings) -> None:
    """The call says stop; the request ends; the next turn tells the model only the words that were heard."""
    async with models.openai_service() as service:
        named = {name: getattr(settings, name) for name in ("database_url", "trunkline_home")}
        async with open_office(models.settings(service, **named)) as office:
            model = office.around.model
            assert isinstance(model, SteadyModel)
            flow = compile_flow(load_flow(FLOW))
            dialogue = Dialogue(flow, CallFacts(id="c1", caller="+919822012345"), office.around)
            acts: list[Act] = []

            def sink(act: Act) -> None:
                acts.append(act)
                if isinstance(act, Say):
                    dialogue.stop()

            async with asyncio.timeout(20):
                await model.warmed.wait()
            service.chat.then(Answer(("Good morning to you. ", "And on it goes."), stall_after=1))
            await dialogue.begin(sink)
            assert [act.text for act in acts if isinstance(act, Say)] == ["Good morning to you."]
            assert isinstance(acts[-1], Expect)
            await service.until(lambda: service.chat.left == 1)

            service.chat.then(reply({"commands": []}), text("I see. "))
            said = next(act.utterance for act in acts if isinstance(act, Say))
            await dialogue.turn(CallerInput("never mind all that"), [Cut(said, "Good morning")], acts.append)
            told = [message["content"] for message in service.chat.asked[-1]["messages"]]
            assert told[1:] == ["(The call begins.)", "Good morning", "never mind all that"]
