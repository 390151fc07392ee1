import {
  FileText,
  FlaskConical,
  History,
  MessagesSquare,
  MessageCircleQuestionMark,
  MousePointerClick,
  OctagonAlert,
  Phone,
  Settings2,
  type LucideIcon,
} from "lucide-react";
import { Tabs } from "radix-ui";
import { lazy, Suspense, useState } from "react";
import ProblemList from "../../problems/ProblemList";
import { useMay } from "../../store/me";
import { useUi, type Panel } from "../../store/ui";
import { strings } from "../../strings";
import { panelWidth } from "../remembered";
import { Contained } from "./Contained";
import { HistoryPanel } from "./HistoryPanel";
import { Splitter } from "./Splitter";

// Nobody needs the forms to see the flow: they come with the first step that is chosen.
const Inspector = lazy(() => import("../../inspector/Inspector"));
const Tester = lazy(() => import("../../tester/Tester"));
const YamlPanel = lazy(() => import("./YamlPanel"));
const words = strings.editor;

type Shown = Exclude<Panel, "versions">;
const TABS: readonly (readonly [Shown, LucideIcon])[] = [
  ["step", MousePointerClick],
  ["slots", MessageCircleQuestionMark],
  ["handlers", MessagesSquare],
  ["settings", Settings2],
  ["tests", FlaskConical],
  ["tester", Phone],
  ["problems", OctagonAlert],
  ["history", History],
  ["yaml", FileText],
];
const FORMS: readonly Panel[] = ["step", "slots", "handlers", "settings", "tests"];

/** What is beside the flow: forms, trying it, problems, history. The rail stays when the rest is folded away. */
export function SidePanel({ flow }: { flow: string }) {
  const panel = useUi((state) => state.panel);
  const open = useUi((state) => state.open);
  const folded = useUi((state) => state.folded);
  const fold = useUi((state) => state.fold);
  const choose = useUi((state) => state.choose);
  const inEntry = useUi((state) => state.entry !== null);
  const [width, setWidth] = useState(panelWidth);
  // Before Radix opens it, so that what is pressed is known to be open already.
  const press = (name: Shown) => {
    const again = name === panel && !folded;
    if (again && inEntry) choose(null);
    else fold(again);
  };
  const again = inEntry ? words.panel.list : words.panel.hide;
  return (
    <Tabs.Root
      className="editor-side"
      orientation="vertical"
      activationMode="manual"
      value={panel}
      onValueChange={(value) => open(value as Panel)}
    >
      {!folded && <Splitter width={width} onWidth={setWidth} />}
      <div className="editor-panel" hidden={folded} style={{ width }}>
        <Panels flow={flow} panel={panel} />
      </div>
      <Tabs.List className="editor-rail" aria-label={words.tabs.label}>
        {TABS.map(([name, Icon]) => (
          <Tabs.Trigger
            key={name}
            value={name}
            title={name === panel && !folded ? again : undefined}
            onMouseDown={() => press(name)}
            onKeyDown={({ key }) => {
              if (key === "Enter" || key === " ") press(name);
            }}
          >
            <Icon size={18} aria-hidden="true" />
            <span>{words.tabs[name]}</span>
          </Tabs.Trigger>
        ))}
      </Tabs.List>
    </Tabs.Root>
  );
}

/** A conversation that is tried goes on while one looks at a form: the tester stays once it was opened. */
function Panels({ flow, panel }: { flow: string; panel: Panel }) {
  const tried = panel === "tester";
  const [opened, setOpened] = useState(tried);
  if (tried && !opened) setOpened(true);
  const may = useMay("edit");
  const nothing = useUi((state) => panel === "step" && state.step === null);
  return (
    <>
      {FORMS.map((name) => (
        <Tabs.Content key={name} value={name} data-document>
          <Contained>
            {nothing ? (
              <p className="quiet editor-nothing">{strings.editor.noStep}</p>
            ) : (
              <Suspense fallback={<p className="quiet">{strings.common.loading}</p>}>
                <Inspector />
              </Suspense>
            )}
          </Contained>
        </Tabs.Content>
      ))}
      {opened && (
        <Tabs.Content value="tester" forceMount hidden={!tried}>
          <Contained>
            <Suspense fallback={<p className="quiet">{strings.common.loading}</p>}>
              {may ? <Tester /> : <p className="quiet editor-nothing">{strings.access.noTrying}</p>}
            </Suspense>
          </Contained>
        </Tabs.Content>
      )}
      <Tabs.Content value="problems">
        <Contained>
          <ProblemList />
        </Contained>
      </Tabs.Content>
      <Tabs.Content value="history">
        <HistoryPanel flow={flow} />
      </Tabs.Content>
      <Tabs.Content value="yaml">
        <Suspense fallback={<p className="quiet">{strings.common.loading}</p>}>
          <YamlPanel flow={flow} />
        </Suspense>
      </Tabs.Content>
    </>
  );
}
