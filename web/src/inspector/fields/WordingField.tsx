import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { setAt } from "../../doc/ops";
import type { Wording } from "../../doc/types";
import { wordings } from "../../doc/wording";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Grouped } from "../Labelled";
import { columns, height, isMissing, movedRung, withCell, withoutRung } from "../ladder";
import { changed } from "../owner";
import { edit, useLanguages, write } from "../use";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";
import { languageName } from "./language";
import { AddLanguage } from "./Languages";
import { TemplateText } from "./TemplateText";

const words = strings.inspector.wording;

/** What callers hear: languages side by side, first words above what is said when nobody understood. */
export function WordingField({ path, shape, title, value }: FieldProps) {
  const own = useLanguages();
  const wording = (value ?? undefined) as Wording | undefined;
  const [rows, setRows] = useState(1);
  const languages = columns(wording, own);
  const ladders = wordings(wording, own);
  const shown = Math.max(rows, height(wording, own), 1);
  const isLadder = shape["x-ladder"] === true || shown > 1;
  const put = (now: Wording | undefined) => write(path, title, now ?? (shape.optional ? undefined : ""));
  const rearrange = (now: Wording | undefined) =>
    edit(changed(title, path), (document) => setAt(document, path, now ?? (shape.optional ? undefined : "")));
  return (
    <Grouped title={title} help={helpOf(shape)} path={path} side={<AddLanguage />}>
      {Array.from({ length: shown }, (_, rung) => (
        <div key={rung} className="inspector-rung">
          {isLadder && shown > 1 && (
            <RungBar
              title={rung === 0 ? words.first : words.again(rung)}
              first={rung === 0}
              last={rung === shown - 1}
              onMove={(by) => rearrange(movedRung(wording, rung, by, own))}
              onRemove={() => {
                setRows(Math.max(1, shown - 1));
                rearrange(withoutRung(wording, rung, own));
              }}
            />
          )}
          <div className="inspector-languages">
            {languages.map((language) => (
              <TemplateText
                key={language}
                label={labelOf(title, isLadder ? rung : 0, languages.length > 1 ? language : "")}
                head={languages.length > 1 ? languageName(language) : ""}
                language={language}
                missing={isMissing(ladders, language, rung)}
                path={path}
                value={ladders[language]?.[rung] ?? ""}
                onChange={(text) => {
                  setRows(shown);
                  put(withCell(wording, { language, rung, text }, own));
                }}
              />
            ))}
          </div>
        </div>
      ))}
      {isLadder && (
        <Button kind="quiet" icon={<Plus size={14} />} onClick={() => setRows(shown + 1)}>
          {words.addRung}
        </Button>
      )}
    </Grouped>
  );
}

function labelOf(title: string, rung: number, language: string): string {
  const parts = [title, rung ? words.again(rung) : "", language ? languageName(language) : ""];
  return parts.filter(Boolean).join(", ");
}

function RungBar({
  title,
  first,
  last,
  onMove,
  onRemove,
}: {
  title: string;
  first: boolean;
  last: boolean;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const { up, down, removeNamed } = strings.inspector;
  const name = words.rung(title);
  return (
    <div className="inspector-bar">
      <span className="quiet">{title}</span>
      <span>
        <Button
          kind="quiet"
          icon={<ArrowUp size={14} />}
          label={up(name)}
          disabled={first}
          onClick={() => onMove(-1)}
        />
        <Button
          kind="quiet"
          icon={<ArrowDown size={14} />}
          label={down(name)}
          disabled={last}
          onClick={() => onMove(1)}
        />
        <Button kind="quiet" icon={<Trash2 size={14} />} label={removeNamed(name)} onClick={onRemove} />
      </span>
    </div>
  );
}
