import { strings } from "../strings";
import { Editable } from "./Editable";
import { Form } from "./Form";
import { useRoot } from "./use";
import { WorksAnywhere } from "./WorksAnywhere";

/** What has a panel of its own, or is not for people to change. */
const ELSEWHERE = ["flow", "format", "nodes", "slots", "handlers", "tests"];
const WHOLE = [] as const;

/** The settings of the flow itself. */
export function SettingsPanel() {
  const root = useRoot();
  return (
    <>
      <h2>{strings.inspector.panels.settings}</h2>
      <Editable>
        <Form schema={root} path={WHOLE} leaveOut={ELSEWHERE} />
      </Editable>
      <WorksAnywhere />
    </>
  );
}
