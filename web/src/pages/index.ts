/** The pages: one line each. All but the first are loaded when they are first opened. */

import { lazy, type ComponentType } from "react";
import type { Role } from "../api/access";
import { strings } from "../strings";

const { nav } = strings.common;

export interface Page {
  path: string;
  component: ComponentType<Record<string, string>>;
  /** Its name in the main navigation; none: it is reached from another page. */
  nav?: string;
  /** The role without which there is nothing to see; none: every role sees it. */
  needs?: Role;
  /** Whoever is not signed in may see it, too. */
  open?: true;
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
  { path: "/flows/:flow/replays", component: lazy(() => import("./ReplaysPage")), within: under("/flows") },
  { path: "/calls", component: lazy(() => import("./CallsPage")), nav: nav.calls, within: under("/calls") },
  { path: "/calls/:call", component: lazy(() => import("./CallPage")), within: under("/calls") },
  { path: "/work", component: lazy(() => import("./WorkPage")), nav: nav.work, within: under("/work") },
  {
    path: "/numbers",
    component: lazy(() => import("./NumbersPage")),
    nav: nav.numbers,
    within: under("/numbers"),
  },
  {
    path: "/audit",
    component: lazy(() => import("./AuditPage")),
    needs: "administer",
    within: under("/audit"),
  },
  {
    path: "/limits",
    component: lazy(() => import("./LimitsPage")),
    nav: nav.limits,
    within: under("/limits"),
  },
  {
    path: "/people",
    component: lazy(() => import("./PeoplePage")),
    nav: nav.people,
    needs: "administer",
    within: under("/people"),
  },
  { path: "/setup", component: lazy(() => import("./SetupPage")), nav: nav.setup, within: under("/setup") },
  { path: "/account", component: lazy(() => import("./AccountPage")), within: under("/account") },
  { path: "/sign-in", component: lazy(() => import("./SignInPage")), open: true, within: under("/sign-in") },
  {
    path: "/first-account",
    component: lazy(() => import("./FirstAccountPage")),
    open: true,
    within: under("/first-account"),
  },
];
