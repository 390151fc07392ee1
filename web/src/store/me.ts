/** Who is signed in, and what they may do. */

import { create } from "zustand";
import type { Me, Role } from "../api/access";
import { ApiError, ask, signAs, watchSignedIn } from "../api/client";
import { strings } from "../strings";

interface MeState {
  /** Null until the service has told. */
  me: Me | null;
  /** The session came to its end while one was at work: what is on the screen stays until one has signed in again. */
  ended: boolean;
  /** Why the service does not tell; empty when it does. */
  failed: string;
  /** Ask the service who we are. Throws `ApiError`. */
  read: () => Promise<void>;
  /** The service told who we are. */
  learned: (me: Me) => void;
  /** Sign in with a password. Throws `ApiError`. */
  signIn: (email: string, password: string) => Promise<void>;
}

export const useMe = create<MeState>()((set, get) => ({
  me: null,
  ended: false,
  failed: "",
  read: async () => {
    try {
      get().learned(await ask<Me>("GET", "/api/me"));
    } catch (error) {
      if (!get().me) set({ failed: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  },
  learned: (me) => {
    const before = get().me;
    if (before && isIn(before) && !isIn(me)) {
      set({ ended: true });
      return;
    }
    signAs(me.signed_in ? me.name : "", me.token);
    set({ me, ended: false, failed: "" });
  },
  signIn: async (email, password) => {
    const body = { email: email.trim(), password };
    get().learned(await ask<Me>("POST", "/api/sign-in", body));
  },
}));

watchSignedIn({
  over: () => {
    const { me } = useMe.getState();
    if (me && isIn(me)) useMe.setState({ ended: true });
  },
  changed: () => useMe.getState().read(),
});

/** Whether the console shows its pages to them. */
export function isIn(me: Me): boolean {
  return me.role !== null;
}

/** Whether one may do something now. Until the service has told who one is, all is offered: it decides. */
export function mayNow(role: Role): boolean {
  return useMe.getState().me?.may[role] ?? true;
}

/** Whether one may do something. */
export function useMay(role: Role): boolean {
  return useMe(({ me }) => me?.may[role] ?? true);
}

/** Why one may not; undefined: one may. */
export function useWhyNot(role: Role): string | undefined {
  const yours = useMe(({ me }) => me?.role ?? null);
  return useMay(role) ? undefined : strings.access.needs(role, yours);
}

/** End the session. What this page has not saved stays in this browser. Throws `ApiError`. */
export async function signOut(): Promise<void> {
  try {
    await ask("POST", "/api/sign-out", {});
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  }
}
