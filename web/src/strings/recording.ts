export const recording = {
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
