import { Link, useSearch } from "wouter";
import { strings } from "../strings";
import "./access/access.css";
import { KeyList } from "./people/KeyList";
import { PersonList } from "./people/PersonList";
import { useTitle } from "./useTitle";

const words = strings.people;
const TABS = ["people", "keys"] as const;

/** Who may come in: people, and programs with keys. */
export default function PeoplePage() {
  const asked = new URLSearchParams(useSearch()).get("show");
  const shown = TABS.find((tab) => tab === asked) ?? "people";
  useTitle(words.tabs[shown]);
  return (
    <div className="page access-page">
      <h1>{words.title}</h1>
      <nav className="access-tabs" aria-label={words.tabsLabel}>
        {TABS.map((tab) => (
          <Link
            key={tab}
            href={tab === "people" ? "/people" : `/people?show=${tab}`}
            aria-current={tab === shown ? "true" : undefined}
          >
            {words.tabs[tab]}
          </Link>
        ))}
      </nav>
      {shown === "people" ? <PersonList /> : <KeyList />}
    </div>
  );
}
