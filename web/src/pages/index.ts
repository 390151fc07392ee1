/** The pages: one line each. All but the first are loaded when they are first opened. */

import { lazy, type ComponentType } from "react";
import { strings } from "../strings";

const { nav } = strings.common;

export interface Page {
  path: string;
  component: ComponentType<Record<string, string>>;
  /** Its name in the main navigation; none: it is reached from another page. */
  nav?: string;
  /** Whether this address belongs to it, so that the navigation shows where one is. */
  within: (location: string) => boolean;
}

const under = (start: string) => (location: string) => location === start || location.startsWith(`${start}/`);

export const pages: readonly Page[] = [
  {
    path: "/",
    component: lazy(() => import("./FlowsPage")),
    nav: nav.flows,
    within: (at) => at === "/" || under("/flows")(at),
  },
  { path: "/flows/:flow", component: lazy(() => import("./EditorPage")), within: under("/flows") },
  { path: "/flows/:flow/versions", component: lazy(() => import("./VersionsPage")), within: under("/flows") },
  { path: "/flows/:flow/report", component: lazy(() => import("./ReportPage")), within: under("/flows") },
  { path: "/calls", component: lazy(() => import("./CallsPage")), nav: nav.calls, within: under("/calls") },
  { path: "/calls/:call", component: lazy(() => import("./CallPage")), within: under("/calls") },
  { path: "/work", component: lazy(() => import("./WorkPage")), nav: nav.work, within: under("/work") },
  {
    path: "/numbers",
    component: lazy(() => import("./NumbersPage")),
    nav: nav.numbers,
    within: under("/numbers"),
  },
  { path: "/setup", component: lazy(() => import("./SetupPage")), nav: nav.setup, within: under("/setup") },
];
