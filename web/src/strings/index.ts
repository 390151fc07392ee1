/** Every word of the interface, one file an area: what is translated one day is here and nowhere else. */

import { access } from "./access";
import { audit } from "./audit";
import { calls } from "./calls";
import { canvas, outline, problems, search } from "./canvas";
import { common } from "./common";
import { editor } from "./editor";
import { flows } from "./flows";
import { inspector } from "./inspector";
import { limits } from "./limits";
import { keys, people } from "./people";
import { recording } from "./recording";
import { replays } from "./replays";
import { setup } from "./setup";
import { tester } from "./tester";
import { versions } from "./versions";
import { work } from "./work";

export const strings = {
  access,
  audit,
  calls,
  canvas,
  common,
  editor,
  flows,
  inspector,
  keys,
  limits,
  outline,
  people,
  problems,
  recording,
  replays,
  search,
  setup,
  tester,
  versions,
  work,
};
