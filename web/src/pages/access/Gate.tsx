import { lazy, Suspense, useEffect, type ReactNode } from "react";
import { Redirect, useLocation, useSearch } from "wouter";
import { isIn, useMe } from "../../store/me";
import { strings } from "../../strings";
import { Empty } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { signInAddress } from "./ownPath";

const AgainDialog = lazy(() => import("./AgainDialog"));
const words = strings.access;
const RETRY_MS = 5_000;

interface Props {
  /** The page is for whoever is not signed in, too. */
  open: boolean;
  children: ReactNode;
}

/** Stands before the pages: whoever has to sign in does so first, and comes back then. */
export function Gate({ open, children }: Props) {
  const me = useMe((state) => state.me);
  const ended = useMe((state) => state.ended);
  const failed = useMe((state) => state.failed);
  const [location] = useLocation();
  const search = useSearch();
  if (!me) return failed ? <Failed why={failed} /> : <p className="page">{strings.common.loading}</p>;
  if (!open && !isIn(me)) {
    const here = `${location}${search && `?${search}`}${window.location.hash}`;
    return <Redirect to={signInAddress(here)} replace />;
  }
  return (
    <>
      {children}
      {ended && (
        <Suspense fallback={null}>
          <AgainDialog />
        </Suspense>
      )}
    </>
  );
}

function Failed({ why }: { why: string }) {
  const again = () =>
    void useMe
      .getState()
      .read()
      .catch(() => undefined);
  useEffect(() => {
    const timer = setInterval(again, RETRY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="page">
      <Empty title={words.notTold}>
        <p role="alert">{why}</p>
        <p>
          <Button onClick={again}>{strings.common.tryAgain}</Button>
        </p>
      </Empty>
    </div>
  );
}
