import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Built into the Python package, so that who runs the service needs no Node. */
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../agent/console/site",
    emptyOutDir: true,
    sourcemap: false,
    target: "es2022",
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/api": "http://127.0.0.1:8080",
      "/twilio": { target: "ws://127.0.0.1:8080", ws: true },
    },
  },
  test: {
    restoreMocks: true,
    // So long a test may hang; on a busy machine an editor with all its forms is drawn in some seconds.
    testTimeout: 20_000,
    // A document is made only for what is drawn; it takes longer than most tests.
    projects: [
      { extends: true, test: { name: "pure", environment: "node", include: ["src/**/*.test.ts"] } },
      { extends: true, test: { name: "drawn", environment: "jsdom", include: ["src/**/*.test.tsx"] } },
    ],
  },
});
