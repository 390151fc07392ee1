/** What is to be changed of an account. */

import type { PersonChange, PersonEntry } from "../../api/access";

type Wanted = Pick<PersonEntry, "name" | "role" | "disabled">;

/** Only what differs: a role that is sent is one that was set here, whoever set it before. */
export function changesOf(person: Wanted, wanted: Wanted): PersonChange {
  const name = wanted.name.trim();
  return {
    ...(name !== person.name && name !== "" ? { name } : {}),
    ...(wanted.role !== person.role ? { role: wanted.role } : {}),
    ...(wanted.disabled !== person.disabled ? { disabled: wanted.disabled } : {}),
  };
}
