/** Every word of the interface, one file an area: what is translated one day is here and nowhere else. */

export { access } from "./access";
export { audit } from "./audit";
export { calls } from "./calls";
export { canvas, outline, problems, search } from "./canvas";
export { common } from "./common";
export { editor } from "./editor";
export { flows } from "./flows";
export { inspector } from "./inspector";
export { limits } from "./limits";
export { keys, people } from "./people";
export { recording } from "./recording";
export { replays } from "./replays";
export { setup } from "./setup";
export { tester } from "./tester";
export { versions } from "./versions";
export { work } from "./work";
