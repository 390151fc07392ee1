/** For tests: somebody who is signed in. */

import type { Me } from "../../api/access";

/** As `GET /api/me` tells; an administrator, unless `more` says otherwise. */
export function someone(more: Partial<Me> = {}): Me {
  return {
    signed_in: true,
    open: false,
    name: "Asha",
    email: "asha@example.com",
    account: "a1",
    role: "administer",
    scopes: [],
    session: "s1",
    token: "t1",
    has_password: true,
    may: { view: true, edit: true, publish: true, administer: true },
    sign_in: { password: true, provider: null },
    first_account: false,
    ...more,
  };
}
