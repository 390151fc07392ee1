"""The simulated caller: Twilio's side of a call against a running service, with somebody on the phone."""

from telephony.caller.call import ring
from telephony.caller.plan import Action, CallPlan, HangUpAfter, Press, Say, Wait
from telephony.caller.report import CallerError, CallerEvent, CallReport, EndedBy

__all__ = [
    "Action",
    "CallPlan",
    "CallReport",
    "CallerError",
    "CallerEvent",
    "EndedBy",
    "HangUpAfter",
    "Press",
    "Say",
    "Wait",
    "ring",
]
