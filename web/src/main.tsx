import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { useMe } from "./store/me";
import "./ui/tokens.css";
import "./ui/ui.css";

// The first page waits for it; that nobody answers is told in its place.
void useMe
  .getState()
  .read()
  .catch(() => undefined);

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
