import { strings } from "../strings";
import { Form } from "./Form";
import { useRoot } from "./use";

/** What has a panel of its own, or is not for people to change. */
const ELSEWHERE = ["flow", "format", "nodes", "slots", "handlers", "tests"];
const WHOLE = [] as const;

/** The settings of the flow itself. */
export function SettingsPanel() {
  const root = useRoot();
  return (
    <>
      <h2>{strings.inspector.panels.settings}</h2>
      <Form schema={root} path={WHOLE} leaveOut={ELSEWHERE} />
    </>
  );
}
