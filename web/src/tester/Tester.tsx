import { Tabs } from "radix-ui";
import { useState } from "react";
import { useDocument } from "../store/document";
import { strings } from "../strings";
import { TalkTab } from "./talk/TalkTab";
import "./tester.css";
import { TestsTab } from "./tests/TestsTab";
import { VoiceTab } from "./voice/VoiceTab";

const tester = strings.tester;
const TABS = ["talk", "voice", "tests"] as const;
type Tab = (typeof TABS)[number];

/** Try the flow that is edited: by text, by voice, by its tests. */
export default function Tester() {
  const [tab, choose] = useState<Tab>("talk");
  const loaded = useDocument((state) => state.document !== null);
  if (!loaded) return <p className="quiet">{tester.noFlow}</p>;
  return (
    <Tabs.Root
      className="tester"
      value={tab}
      onValueChange={(value) => choose(TABS.find((each) => each === value) ?? "talk")}
    >
      <Tabs.List className="tester-tabs" aria-label={tester.name}>
        {TABS.map((name) => (
          <Tabs.Trigger key={name} value={name}>
            {tester.tabs[name]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="talk">
        <TalkTab />
      </Tabs.Content>
      <Tabs.Content value="voice">
        <VoiceTab />
      </Tabs.Content>
      <Tabs.Content value="tests">
        <TestsTab onTry={() => choose("talk")} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
