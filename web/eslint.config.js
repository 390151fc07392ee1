import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

/** Which room may use which: arrows point one way, from the pages down to the document. */
const rooms = [
  "strings",
  "doc",
  "api",
  "ui",
  "store",
  "canvas",
  "inspector",
  "outline",
  "problems",
  "tester",
  "versions",
  "calls",
  "pages",
];
const panels = ["canvas", "inspector", "outline", "problems", "tester", "versions", "calls"];
const may = {
  strings: [],
  doc: [],
  api: ["doc", "strings"],
  ui: ["strings"],
  store: ["doc", "api", "strings"],
  ...Object.fromEntries(panels.map((panel) => [panel, ["strings", "doc", "api", "ui", "store"]])),
  pages: ["strings", "doc", "api", "ui", "store", ...panels],
  app: rooms,
};

export default ts.config(
  { ignores: ["node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js"] } } },
    plugins: { boundaries, "react-hooks": hooks },
    settings: {
      "boundaries/elements": [
        ...rooms.map((room) => ({ type: room, pattern: `src/${room}` })),
        { type: "app", pattern: "src/*.{ts,tsx}", partialMatch: false },
      ],
      "import/resolver": { node: { extensions: [".ts", ".tsx", ".js"] } },
    },
    rules: {
      ...hooks.configs.recommended.rules,
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: [...rooms, "app"].map((room) => ({
            from: { element: { type: room } },
            allow: [room, ...may[room]].map((type) => ({ to: { element: { type } } })),
          })),
        },
      ],
    },
  },
  { files: ["eslint.config.js"], ...ts.configs.disableTypeChecked },
);
