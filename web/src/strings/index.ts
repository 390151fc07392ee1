/** Every word of the interface, one file an area: what is translated one day is here and nowhere else. */

import { calls } from "./calls";
import { canvas, outline, problems, search } from "./canvas";
import { common } from "./common";
import { editor } from "./editor";
import { flows } from "./flows";
import { inspector } from "./inspector";
import { recording } from "./recording";
import { setup } from "./setup";
import { tester } from "./tester";
import { versions } from "./versions";
import { work } from "./work";

export const strings = {
  calls,
  canvas,
  common,
  editor,
  flows,
  inspector,
  outline,
  problems,
  recording,
  search,
  setup,
  tester,
  versions,
  work,
};
