"""The peer: Pipecat's own example of a Twilio bot, with Deepgram Flux, OpenAI and Cartesia; many calls in one process.

    .venv-bench/bin/python -m bench.calls.peer --port 8091 --providers 9400 [--tuned]

As in the framework's example and its runner (`pipecat-examples/twilio-chatbot`, `pipecat.runner.run`): FastAPI on
uvicorn, `FastAPIWebsocketTransport`, `TwilioFrameSerializer`, metrics on, RTVI as it comes, a greeting by the model,
`force_gc`. What differs: the services are reached at stand-ins, nothing is recorded, and a call that is over is not
hung up over REST. `--tuned`: without RTVI and metrics.
"""

import argparse
import sys

import uvicorn
from fastapi import FastAPI, WebSocket
from loguru import logger
from pipecat.frames.frames import LLMRunFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.runner.utils import parse_telephony_websocket
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.services.cartesia.tts import CartesiaTTSService
from pipecat.services.deepgram.flux.stt import DeepgramFluxSTTService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

MANNERS = (
    "You are the front desk, in an audio call. Your output will be converted to audio so don't include special "
    "characters in your answers. Respond to what the caller said in short sentences."
)


class Bot:
    """Holds calls. `providers`: the port of the stand-ins."""

    def __init__(self, providers: int, *, tuned: bool) -> None:
        self._at = f"127.0.0.1:{providers}"
        self._tuned = tuned

    async def call(self, websocket: WebSocket) -> None:
        """One call."""
        await websocket.accept()
        _, call = await parse_telephony_websocket(websocket)
        serializer = TwilioFrameSerializer(
            stream_sid=call["stream_id"],
            call_sid=call["call_id"],
            params=TwilioFrameSerializer.InputParams(auto_hang_up=False),
        )
        transport = FastAPIWebsocketTransport(
            websocket=websocket,
            params=FastAPIWebsocketParams(
                audio_in_enabled=True, audio_out_enabled=True, add_wav_header=False, serializer=serializer
            ),
        )
        await self._run(transport)

    async def _run(self, transport: FastAPIWebsocketTransport) -> None:
        at = self._at
        stt = DeepgramFluxSTTService(api_key="bench", url=f"ws://{at}/v2/listen")
        settings = OpenAILLMService.Settings(model="gpt-4.1", system_instruction=MANNERS)
        llm = OpenAILLMService(api_key="bench", base_url=f"http://{at}/v1", settings=settings)
        voice = CartesiaTTSService.Settings(voice="71a7ad14-091c-4e8e-a314-022ece01c121")
        tts = CartesiaTTSService(api_key="bench", url=f"ws://{at}/tts/websocket", settings=voice)
        context = LLMContext()
        user, assistant = LLMContextAggregatorPair(context)
        pipeline = Pipeline([transport.input(), stt, user, llm, tts, transport.output(), assistant])
        worker = PipelineWorker(
            pipeline,
            params=PipelineParams(
                audio_in_sample_rate=8000,
                audio_out_sample_rate=8000,
                enable_metrics=not self._tuned,
                enable_usage_metrics=not self._tuned,
            ),
            enable_rtvi=not self._tuned,
        )

        @transport.event_handler("on_client_connected")
        async def _connected(_transport: object, _client: object) -> None:
            context.add_message({"role": "user", "content": "Please introduce yourself to the caller."})
            await worker.queue_frames([LLMRunFrame()])

        @transport.event_handler("on_client_disconnected")
        async def _disconnected(_transport: object, _client: object) -> None:
            await worker.cancel()

        runner = WorkerRunner(handle_sigint=False, force_gc=True)
        await runner.add_workers(worker)
        await runner.run()


def main() -> None:
    """Read the options and serve."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=8091)
    options.add_argument("--providers", type=int, default=9400)
    options.add_argument("--tuned", action="store_true")
    options.add_argument("--log", default="WARNING")
    given = options.parse_args()
    logger.remove()
    logger.add(sys.stderr, level=given.log)
    app = FastAPI()
    app.add_api_websocket_route("/ws", Bot(given.providers, tuned=given.tuned).call)
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="warning", loop="uvloop")


if __name__ == "__main__":
    main()
