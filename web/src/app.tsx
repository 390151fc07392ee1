import { Suspense } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import { pages } from "./pages";
import { strings } from "./strings";
import { Boundary } from "./ui/Boundary";
import { ToastArea } from "./ui/Toasts";

const { common } = strings;

/** The frame around every page, and which address shows which. */
export function App() {
  const [location] = useLocation();
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
          {pages
            .filter((page) => page.nav)
            .map((page) => (
              <Link
                key={page.path}
                href={page.path}
                aria-current={page.within(location) ? "page" : undefined}
              >
                {page.nav}
              </Link>
            ))}
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        <Boundary place={location}>
          <Suspense fallback={<p className="page">{common.loading}</p>}>
            <Switch>
              {pages.map(({ path, component: Page }) => (
                <Route key={path} path={path}>
                  {(parameters) => <Page {...(parameters as Record<string, string>)} />}
                </Route>
              ))}
              <Route>
                <p className="page">{common.noSuchPage}</p>
              </Route>
            </Switch>
          </Suspense>
        </Boundary>
      </main>
      <ToastArea />
    </div>
  );
}
