"""Whether a call from Twilio could come in: the account, its token, and where its numbers lead."""

from collections.abc import Mapping
from dataclasses import dataclass

from telephony.errors import Fault
from telephony.twilio.rest import TwilioRest
from telephony.twilio.rest_answers import TwilioError


@dataclass(frozen=True, slots=True)
class AccountLook:
    """What was seen of an account. `why` is a sentence, empty when all could be asked; `fault` says what kind it is."""

    why: str = ""
    fault: Fault | None = None
    status: str = ""
    """Of the account, such as `active`; empty when it could not be asked."""
    pointing_here: tuple[str, ...] = ()
    """Numbers whose calls are led to this service."""
    pointing_elsewhere: tuple[str, ...] = ()

    @property
    def key_good(self) -> bool:
        """The account and its token were accepted."""
        return bool(self.status)

    @property
    def active(self) -> bool:
        """Calls can come in."""
        return self.status == "active"


async def look(settings: Mapping[str, str], *, voice_url: str = "", limit_s: float = 5.0) -> AccountLook:
    """Ask Twilio whether a call could come in. `voice_url`: where this service answers, such as
    `https://voice.example.com/twilio/voice`; without it all numbers point elsewhere. Raises nothing.
    """
    status = ""
    try:
        rest = TwilioRest.configured(settings, limit_s=limit_s)
        try:
            status = (await rest.fetch_account()).status
            numbers = await rest.incoming_numbers()
        finally:
            await rest.aclose()
    except TwilioError as failure:
        return AccountLook(str(failure), failure.fault, status)
    here = [each.phone_number for each in numbers if voice_url and each.points_at(voice_url)]
    elsewhere = [each.phone_number for each in numbers if each.phone_number not in here]
    return AccountLook(status=status, pointing_here=tuple(here), pointing_elsewhere=tuple(elsewhere))
