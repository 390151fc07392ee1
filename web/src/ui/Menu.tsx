import { DropdownMenu as Radix } from "radix-ui";
import { useState } from "react";
import "./menu.css";

export interface MenuItem {
  id: string;
  label: string;
  /** Its key, as it is shown: “Ctrl+D”. */
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  /** A line above it. */
  apart?: boolean;
}

interface Props {
  label: string;
  /** The place in the window at which it opens. */
  at: { x: number; y: number };
  items: readonly MenuItem[];
  onPick: (id: string) => void;
  onClose: () => void;
}

/** A menu at a place of the window, such as that of a right click. It is mounted while it is open; the focus goes back. */
export function Menu({ label, at, items, onPick, onClose }: Props) {
  const [before] = useState(() => document.activeElement);
  return (
    <Radix.Root
      open
      onOpenChange={(now) => {
        if (!now) onClose();
      }}
    >
      <Radix.Trigger asChild>
        <span className="menu-place" style={{ left: at.x, top: at.y }} aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className="menu"
          align="start"
          collisionPadding={8}
          aria-label={label}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before instanceof HTMLElement && !document.querySelector("[role=dialog]")) before.focus();
          }}
        >
          {items.map((item) => (
            <Radix.Item
              key={item.id}
              className={`menu-item ${item.danger ? "danger" : ""} ${item.apart ? "apart" : ""}`}
              disabled={item.disabled ?? false}
              onSelect={() => onPick(item.id)}
            >
              <span>{item.label}</span>
              {item.keys && <kbd>{item.keys}</kbd>}
            </Radix.Item>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
