export const recording = {
  handedOver:
    "The recording ends where the call was handed over. What came after was between the carrier and whoever took the call.",
  title: "Recording",
  play: "Play",
  pause: "Pause",
  caller: "Caller",
  agent: "Agent",
  place: "Place in the recording",
  at: (at: string, of: string) => `${at} of ${of}`,
  hear: "Hear it",
  none: "This call was not recorded.",
};
