import { Plus, X } from "lucide-react";
import { isGroup, takes, type Field, type Group, type Operator, type Row } from "../../doc/conditions";
import { useDocument } from "../../store/document";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { fieldsOf, kindOf, operatorsFor, type FieldGroup, type Kind } from "../conditionFields";
import { fieldOf, keyOf, said } from "./fieldKeys";
import { removedAt, replacedAt } from "./lists";
import { firstOperand, Operands } from "./Operands";

const words = strings.inspector.condition;
const DEEPEST = 2;
const NOTHING: FieldGroup[] = [];

interface Props {
  title: string;
  group: Group;
  onChange: (group: Group) => void;
  depth?: number;
}

/** A condition as rows that go together by “all” or “any”, with groups among them. */
export function Rows({ title, group, onChange, depth = 0 }: Props) {
  const { parts, word } = group;
  const put = (now: Group["parts"]) => onChange({ word, parts: now });
  return (
    <div className="inspector-rows" role="group" aria-label={title}>
      {parts.length > 1 && (
        <select
          className="input inspector-joined"
          aria-label={`${title}: ${words.joined}`}
          value={word}
          onChange={({ target }) => onChange({ word: target.value as Group["word"], parts })}
        >
          <option value="and">{words.all}</option>
          <option value="or">{words.any}</option>
        </select>
      )}
      {parts.map((part, index) =>
        isGroup(part) ? (
          <div key={index} className="inspector-rows-group">
            <Rows
              title={`${title}, ${index + 1}`}
              group={part}
              depth={depth + 1}
              onChange={(now) =>
                put(now.parts.length ? replacedAt(parts, index, now) : removedAt(parts, index))
              }
            />
          </div>
        ) : (
          <RowLine
            key={index}
            title={`${title}, ${index + 1}`}
            row={part}
            onChange={(now) => put(replacedAt(parts, index, now))}
            onRemove={() => put(removedAt(parts, index))}
          />
        ),
      )}
      <div className="row">
        <Button kind="quiet" icon={<Plus size={14} />} onClick={() => put([...parts, freshRow()])}>
          {words.add}
        </Button>
        {depth < DEEPEST && parts.length > 0 && (
          <Button
            kind="quiet"
            icon={<Plus size={14} />}
            onClick={() =>
              put([...parts, { word: word === "and" ? "or" : "and", parts: [freshRow(), freshRow()] }])
            }
          >
            {words.addGroup}
          </Button>
        )}
      </div>
    </div>
  );
}

/** A row that is whole from the start: whether the first value is known. */
function freshRow(): Row {
  const { document } = useDocument.getState();
  const [first] = document ? fieldsOf(document).flatMap(({ fields }) => fields) : [];
  return { field: first ?? { path: "call.caller", of: "" }, operator: "known", values: [] };
}

function RowLine({
  title,
  row,
  onChange,
  onRemove,
}: {
  title: string;
  row: Row;
  onChange: (row: Row) => void;
  onRemove: () => void;
}) {
  const document = useDocument((state) => state.document);
  const kind = kindOf(document, row.field);
  const groups = document ? fieldsOf(document) : NOTHING;
  const operators = [...new Set([...operatorsFor(kind), row.operator])];
  const withOperator = (operator: Operator, field: Field, of: Kind): Row => {
    const wanted = takes(operator);
    if (wanted === "none") return { field, operator, values: [] };
    const sameKind = of.sort === kind.sort && of.values.join() === kind.values.join();
    const kept = sameKind ? row.values : [];
    const values = wanted === "one" ? kept.slice(0, 1) : kept;
    return { field, operator, values: values.length ? values : [firstOperand(of)] };
  };
  const withField = (field: Field): Row => {
    const now = kindOf(document, field);
    const operator = operatorsFor(now).includes(row.operator)
      ? row.operator
      : (operatorsFor(now)[0] ?? "known");
    return withOperator(operator, field, now);
  };
  return (
    <div className="inspector-row">
      <select
        className="input"
        aria-label={`${title}: ${words.field}`}
        value={keyOf(row.field)}
        onChange={({ target }) => onChange(withField(fieldOf(target.value)))}
      >
        {!groups.some(({ fields }) => fields.some((each) => keyOf(each) === keyOf(row.field))) && (
          <option value={keyOf(row.field)}>{said(row.field)}</option>
        )}
        {groups.map(({ label, fields }) => (
          <optgroup key={label} label={strings.inspector.wording[label]}>
            {fields.map((each) => (
              <option key={keyOf(each)} value={keyOf(each)}>
                {said(each)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <select
        className="input"
        aria-label={`${title}: ${words.operator}`}
        value={row.operator}
        onChange={({ target }) => onChange(withOperator(target.value as Operator, row.field, kind))}
      >
        {operators.map((each) => (
          <option key={each} value={each}>
            {operatorWords(each, kind)}
          </option>
        ))}
      </select>
      <Button kind="quiet" icon={<X size={14} />} label={`${title}: ${words.remove}`} onClick={onRemove} />
      {takes(row.operator) !== "none" && (
        <Operands
          title={title}
          kind={kind}
          many={takes(row.operator) === "many"}
          values={row.values}
          groups={groups}
          onChange={(values) => onChange({ ...row, values })}
        />
      )}
    </div>
  );
}

function operatorWords(operator: Operator, { sort }: Kind): string {
  const dated = sort === "date" || sort === "time" ? words.dated[operator] : undefined;
  return dated ?? words.operators[operator];
}
