import { useEffect } from "react";
import { useLocation, useSearch } from "wouter";
import { useMe } from "../../store/me";
import { strings } from "../../strings";
import { Dialog } from "../../ui/Dialog";
import { tell } from "../../ui/Toasts";
import "./access.css";
import { signInAddress } from "./ownPath";
import { SignInForm } from "./SignInForm";

const words = strings.access.again;

/** Over the page on which the session came to its end: nothing of it is lost. */
export default function AgainDialog() {
  const me = useMe((state) => state.me);
  const [location] = useLocation();
  const search = useSearch();
  useComingBack();
  const here = search ? `${location}?${search}` : location;
  const provider = me?.sign_in.provider ?? null;
  return (
    <Dialog
      open
      title={words.title}
      describe={words.describe}
      onClose={() => useMe.setState({ ended: false })}
    >
      <SignInForm email={me?.email ?? null} onDone={() => tell(words.back, "good")} />
      {provider && (
        <p>
          <a href={`${provider.url}?next=/account`} target="_blank" rel="noreferrer">
            {words.provider(provider.name)}
          </a>
        </p>
      )}
      {me?.email && (
        <p>
          <a href={signInAddress(here)}>{words.other}</a>
        </p>
      )}
    </Dialog>
  );
}

/** One may have signed in in another tab meanwhile. */
function useComingBack(): void {
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== "visible") return;
      // If nobody answers now, the next coming back asks again.
      void useMe
        .getState()
        .read()
        .catch(() => undefined);
    };
    window.addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
}
