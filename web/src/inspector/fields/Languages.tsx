import { Languages as Icon, Plus } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { setAt } from "../../doc/ops";
import { languagesOf } from "../../doc/reading";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Grouped } from "../Labelled";
import { edit, useLanguages } from "../use";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";
import { languageName, LIKELY } from "./language";
import { ListRow } from "./ListRow";
import { removedAt, swapped } from "./lists";
import { write } from "../use";

const words = strings.inspector.wording;

function addLanguage(code: string): void {
  edit(strings.inspector.edits.languages(languageName(code)), (document) => {
    const now = languagesOf(document);
    return now.includes(code) ? document : setAt(document, ["languages"], [...now, code]);
  });
}

/** A button that adds a language to the whole flow. */
export function AddLanguage({ wide }: { wide?: boolean }) {
  const [open, setOpen] = useState(false);
  const have = useLanguages();
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        {wide ? (
          <Button icon={<Plus size={14} />}>{words.addLanguage}</Button>
        ) : (
          <Button kind="quiet" icon={<Icon size={14} />} label={words.addLanguage} />
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="inspector-popover"
          aria-label={words.addLanguage}
          align="end"
          sideOffset={4}
        >
          <ul className="inspector-choices">
            {LIKELY.filter((code) => !have.includes(code)).map((code) => (
              <li key={code}>
                <button
                  type="button"
                  onClick={() => {
                    addLanguage(code);
                    setOpen(false);
                  }}
                >
                  {languageName(code)}
                </button>
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** The languages of the flow; the first is that of texts that do not say. */
export function LanguagesField({ path, shape, title, value }: FieldProps) {
  const codes = Array.isArray(value) ? value.map(String) : ["en"];
  return (
    <Grouped title={title} help={helpOf(shape)} path={path}>
      <ul className="inspector-list">
        {codes.map((code, index) => (
          <ListRow
            key={code}
            name={languageName(code)}
            first={index === 0}
            last={index === codes.length - 1}
            onMove={(by) => write(path, title, swapped(codes, index, by))}
            onRemove={codes.length > 1 ? () => write(path, title, removedAt(codes, index)) : undefined}
          />
        ))}
      </ul>
      <AddLanguage wide />
    </Grouped>
  );
}
