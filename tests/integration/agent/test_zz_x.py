from tests.integration.agent.test_service import *
from agent.settings import Settings
@pytest.fixture
def quick(settings): return settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})
async def test_x(quick):
    async with whole_service(quick, clock=monday) as service:
        report = await service.rings(Press("0"), Wait(0.1))
        for e in report.events if hasattr(report,"events") else []: print(e)
        r = await service.get(f"/api/calls/{report.call_id}/events")
        print(r.text[:6000])
