import { ArrowRight, X } from "lucide-react";
import { titleOf } from "../../doc/ops";
import type { NameKind } from "../../doc/references";
import { useDocument } from "../../store/document";
import { useUi } from "../../store/ui";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Labelled } from "../Labelled";
import { useKeys, write } from "../use";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";
import { NamePicker, putAt } from "./NamePicker";

const words = strings.inspector.picker;
const STEPS = ["nodes"];

/** The name of a step, slot, action or the like. */
export function NameField({ path, shape, title, value }: FieldProps) {
  const kind = shape["x-names"] as NameKind;
  const name = typeof value === "string" ? value : "";
  return (
    <Labelled title={title} help={helpOf(shape)} path={path}>
      {({ id, "aria-describedby": describedBy, "aria-invalid": invalid }) => (
        <span className="inspector-name">
          <NamePicker
            id={id}
            describedBy={describedBy}
            invalid={invalid}
            kind={kind}
            title={title}
            path={path}
            value={name}
            put={putAt(path)}
          />
          {kind === "step" && name && <GoTo name={name} />}
          {shape.optional && value !== undefined && (
            <Button
              kind="quiet"
              icon={<X size={14} />}
              label={words.clear(title)}
              onClick={() => write(path, title, undefined)}
            />
          )}
        </span>
      )}
    </Labelled>
  );
}

function GoTo({ name }: { name: string }) {
  const select = useUi((state) => state.select);
  const title = useDocument(({ document }) => (document ? titleOf(document, name) : name));
  const there = useKeys(STEPS).includes(name);
  return (
    <Button
      kind="quiet"
      icon={<ArrowRight size={14} />}
      label={words.goTo(title)}
      disabled={!there}
      onClick={() => select([name])}
    />
  );
}
