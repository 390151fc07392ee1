import { useState } from "react";
import { person } from "../api/client";
import { useMe } from "../store/me";

export interface Publisher {
  name: string;
  /** Nobody knows the name yet: it has to be asked. */
  asked: boolean;
  say: (name: string) => void;
}

/** Who publishes: the one who is signed in, else the name that this browser remembers, else one that is asked. */
export function usePublisher(): Publisher {
  const signedIn = useMe(({ me }) => (me?.signed_in ? me.name : ""));
  const [said, say] = useState(person);
  const [asked] = useState(said === "");
  return { name: signedIn || said, asked: asked && signedIn === "", say };
}
