/** What these pages know of the service, held against its contract: the compiler finds what does not fit. */

import type * as told from "./generated";
import type * as known from "./types";
import type * as setup from "./setup";
import type * as work from "./work";

/** What the service tells fits what is known of it. */
type Fits<Told extends Known, Known> = [Told, Known];

/** One line a kind of answer. */
export type Answers = [
  Fits<told.ProblemEntry, known.Problem>,
  Fits<told.ActionEntry, known.ActionSpec>,
  Fits<told.FlowEntry, known.FlowEntry>,
  Fits<told.DraftPage, known.Draft>,
  Fits<told.Saved, known.Saved>,
  Fits<told.ChangeEntry, known.HistoryEntry>,
  Fits<told.VersionEntry, known.Version>,
  Fits<told.DifferencesPage, known.Differences>,
  Fits<told.NumberEntry, known.PhoneNumber>,
  Fits<told.Rehearsed, known.Rehearsed>,
  Fits<told.CallRow, known.CallRow>,
  Fits<told.CallPage, known.CallPage>,
  Fits<told.Report, known.Report>,
  Fits<told.ReplayPage, known.Replay>,
  Fits<told.ReplayedCalls, known.ReplayedCalls>,
  Fits<told.Setup, setup.Setup>,
  Fits<told.Standing, setup.Standing>,
  Fits<told.PriceLine, setup.PriceLine>,
  Fits<told.Appointment, work.Appointment>,
  Fits<told.Ticket, work.Ticket>,
  Fits<told.Lead, work.Lead>,
  Fits<told.Message, work.Message>,
];

/** What is sent is what the service takes. */
export type Questions = [Fits<known.Line, told.RehearsedLine>];
