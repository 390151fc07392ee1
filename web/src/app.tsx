import { Suspense } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import { pages, type Page } from "./pages";
import { Gate } from "./pages/access/Gate";
import { Standing } from "./pages/access/Standing";
import { isIn, useMe, useWhyNot } from "./store/me";
import { strings } from "./strings";
import { Empty } from "./ui/Badge";
import { Boundary } from "./ui/Boundary";
import { ToastArea } from "./ui/Toasts";

const access = strings.access;
const common = strings.common;

/** The frame around every page, and which address shows which. */
export function App() {
  const [location] = useLocation();
  const shown = useShown();
  const here = pages.find((page) => page.within(location));
  return (
    <div className="shell">
      <header className="shell-bar">
        <a className="visually-hidden" href="#content">
          {common.skip}
        </a>
        <Link className="shell-brand" href="/">
          {common.product}
        </Link>
        <nav aria-label={common.navLabel}>
          {shown.map((page) => (
            <Link key={page.path} href={page.path} aria-current={page.within(location) ? "page" : undefined}>
              {page.nav}
            </Link>
          ))}
        </nav>
        <Standing />
      </header>
      <main id="content" tabIndex={-1}>
        <Boundary place={location}>
          <Gate open={here?.open ?? false}>
            <Suspense fallback={<p className="page">{common.loading}</p>}>
              <Switch>
                {pages.map((page) => (
                  <Route key={page.path} path={page.path}>
                    {(parameters) => <Shown page={page} parameters={parameters as Record<string, string>} />}
                  </Route>
                ))}
                <Route>
                  <p className="page">{common.noSuchPage}</p>
                </Route>
              </Switch>
            </Suspense>
          </Gate>
        </Boundary>
      </main>
      <ToastArea />
    </div>
  );
}

/** What the navigation offers: all that one may see, and nothing before one has signed in. */
function useShown(): readonly Page[] {
  const me = useMe((state) => state.me);
  if (!me || !isIn(me)) return [];
  return pages.filter((page) => page.nav && me.may[page.needs ?? "view"]);
}

function Shown({ page, parameters }: { page: Page; parameters: Record<string, string> }) {
  const { component: Component, needs = "view", open = false } = page;
  const why = useWhyNot(needs);
  if (!why || open) return <Component {...parameters} />;
  return (
    <div className="page">
      <Empty title={access.noPage}>
        <p>{why}</p>
      </Empty>
    </div>
  );
}
