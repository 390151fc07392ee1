import { useEffect } from "react";
import { create } from "zustand";
import { strings } from "../strings";
import { Button } from "./Button";

export interface Toast {
  id: number;
  text: string;
  kind: "good" | "bad" | "plain";
  action?: { label: string; run: () => void };
}

interface Toasts {
  toasts: readonly Toast[];
  add: (toast: Omit<Toast, "id">) => void;
  drop: (id: number) => void;
}

const SHOWN_MS = 6_000;
const MOST = 4;
let next = 1;

export const useToasts = create<Toasts>()((set) => ({
  toasts: [],
  add: (toast) => set((now) => ({ toasts: [...now.toasts, { ...toast, id: next++ }].slice(-MOST) })),
  drop: (id) => set((now) => ({ toasts: now.toasts.filter((toast) => toast.id !== id) })),
}));

/** Say something in passing; with a button, such as Undo. What must not be missed does not belong here. */
export function tell(text: string, kind: Toast["kind"] = "plain", action?: Toast["action"]): void {
  useToasts.getState().add({ text, kind, ...(action ? { action } : {}) });
}

function Shown({ toast }: { toast: Toast }) {
  const drop = useToasts((state) => state.drop);
  useEffect(() => {
    const timer = setTimeout(() => drop(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [drop, toast.id]);
  const { action } = toast;
  return (
    <div className={`toast ${toast.kind}`}>
      <span>{toast.text}</span>
      {action && (
        <Button
          kind="quiet"
          onClick={() => {
            action.run();
            drop(toast.id);
          }}
        >
          {action.label}
        </Button>
      )}
    </div>
  );
}

/** Where toasts are shown; once a page. */
export function ToastArea() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className="toasts" role="status" aria-live="polite" aria-label={strings.common.messages}>
      {toasts.map((toast) => (
        <Shown key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
