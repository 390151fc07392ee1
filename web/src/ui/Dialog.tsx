import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useState, type ReactNode } from "react";
import { strings } from "../strings";
import { Button } from "./Button";

/** A dialog over the page; the focus stays in it, Escape closes it. */
export function Dialog({
  open,
  onClose,
  title,
  describe,
  wide,
  firm,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  describe?: string;
  wide?: boolean;
  /** What it shows is not shown again: a click beside it does not close it. */
  firm?: boolean;
  children: ReactNode;
}) {
  const giveBack = useFocusBefore(open);
  return (
    <Radix.Root
      open={open}
      onOpenChange={(now) => {
        if (!now) onClose();
      }}
    >
      <Radix.Portal>
        <Radix.Overlay className="dialog-overlay" />
        <Radix.Content
          className={`dialog ${wide ? "wide" : ""}`}
          {...(describe ? {} : { "aria-describedby": undefined })}
          onCloseAutoFocus={giveBack}
          onInteractOutside={(event) => {
            if (firm) event.preventDefault();
          }}
        >
          <header>
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            <Button kind="quiet" icon={<X size={16} />} label={strings.common.close} onClick={onClose} />
          </header>
          {describe && <Radix.Description className="quiet">{describe}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Gives the focus back to what had it when the dialog opened, which need not be a button, unless it went elsewhere. */
function useFocusBefore(open: boolean): (event: Event) => void {
  const [was, setWas] = useState<{ open: boolean; before: Element | null }>({ open: false, before: null });
  if (open !== was.open) setWas({ open, before: open ? document.activeElement : was.before });
  return (event) => {
    const { before } = was;
    const { activeElement } = document;
    // Such as into the setting that was found by the search.
    if (activeElement && activeElement !== document.body) {
      event.preventDefault();
      return;
    }
    if (!(before instanceof HTMLElement) || !before.isConnected) return;
    event.preventDefault();
    before.focus();
  };
}
