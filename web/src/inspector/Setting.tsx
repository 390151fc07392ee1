import type { FormSetting, Widget } from "./shape";
import { titleOf, widgetOf } from "./shape";
import type { Path } from "../doc/types";
import { Anything } from "./fields/Anything";
import { Arguments } from "./fields/Arguments";
import { ChoiceField } from "./fields/Choice";
import { DurationField } from "./fields/Duration";
import { ExpressionField } from "./fields/Expression";
import type { FieldProps } from "./fields/field";
import { KeyField } from "./fields/Key";
import { KeyedField } from "./fields/Keyed";
import { LanguagesField } from "./fields/Languages";
import { LineField, MomentField, ProseField } from "./fields/Line";
import { ModelField } from "./fields/Model";
import { NameField } from "./fields/Name";
import { NamesField } from "./fields/Names";
import { NumberField } from "./fields/Number";
import { PhrasesField } from "./fields/Phrases";
import { RecordsField } from "./fields/Records";
import { ScriptField } from "./fields/Script";
import { SimpleMap } from "./fields/SimpleMap";
import { SwitchField } from "./fields/Switch";
import { WordingField } from "./fields/WordingField";
import { useRoot, useValue } from "./use";

const WIDGETS: Record<Exclude<Widget, "hidden">, (props: FieldProps) => React.ReactNode> = {
  anything: Anything,
  choice: ChoiceField,
  duration: DurationField,
  expression: ExpressionField,
  key: KeyField,
  keyed: KeyedField,
  languages: LanguagesField,
  line: LineField,
  map: SimpleMap,
  model: ModelField,
  moment: MomentField,
  name: NameField,
  names: NamesField,
  number: NumberField,
  phrases: PhrasesField,
  prose: ProseField,
  records: RecordsField,
  script: ScriptField,
  switch: SwitchField,
  values: Arguments,
  wording: WordingField,
};

/** One setting, with the widget that its schema asks for. */
export function Setting({ setting, path, title }: { setting: FormSetting; path: Path; title?: string }) {
  const root = useRoot();
  const value = useValue(path);
  const { shape, name } = setting;
  const widget = widgetOf(root, shape);
  if (widget === "hidden") return null;
  const Field = WIDGETS[widget];
  return <Field path={path} shape={shape} title={title ?? titleOf(name, shape)} value={value} />;
}
