import { useEffect } from "react";
import { Link } from "wouter";
import { textOf } from "../doc/reading";
import StepTasks from "../outline/StepTasks";
import { useDocument } from "../store/document";
import { useSpecs } from "../store/specs";
import { useSync } from "../store/sync";
import { strings } from "../strings";
import { Empty } from "../ui/Badge";
import { Button } from "../ui/Button";
import { Bar } from "./editor/Bar";
import "./editor/editor.css";
import { Notices } from "./editor/Notices";
import { SidePanel } from "./editor/SidePanel";
import { useKeys } from "./editor/useKeys";
import { useOpenFlow } from "./editor/useOpenFlow";
import { View } from "./editor/View";

const words = strings.editor;

/** Where a flow is edited. */
export default function EditorPage({ flow = "" }: { flow?: string }) {
  const { failed, again } = useOpenFlow(flow);
  const opened = useSync((state) => state.flow === flow && state.state !== "loading");
  const title = useDocument((state) => textOf(state.document?.title));
  const known = useSpecs((state) => state.steps !== null);
  useEffect(() => {
    document.title = opened ? `${title} – ${strings.common.product}` : strings.common.product;
  }, [opened, title]);
  if (failed) return <Failed why={failed} again={again} />;
  if (!opened || !known) return <p className="page">{words.loading}</p>;
  return <Editor flow={flow} />;
}

function Failed({ why, again }: { why: string; again: () => void }) {
  return (
    <div className="page">
      <Empty title={words.notThere}>
        <p role="alert">{why}</p>
        <p className="row editor-failed">
          <Button onClick={again}>{words.again}</Button>
          <Link href="/">{words.back}</Link>
        </p>
      </Empty>
    </div>
  );
}

function Editor({ flow }: { flow: string }) {
  const keys = useKeys();
  return (
    <div className="editor">
      <Bar flow={flow} />
      <Notices />
      <div className="editor-body">
        <View />
        <SidePanel flow={flow} />
      </div>
      <StepTasks />
      {keys}
    </div>
  );
}
