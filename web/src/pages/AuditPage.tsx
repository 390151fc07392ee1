import { strings } from "../strings";
import "../calls/calls.css";
import "./access/access.css";
import "./audit/audit.css";
import { CallerCare } from "./audit/CallerCare";
import { Check } from "./audit/Check";
import { Log } from "./audit/Log";
import { useTitle } from "./useTitle";

const words = strings.audit;

/** Who did what, and what is kept of a caller. */
export default function AuditPage() {
  useTitle(words.title);
  return (
    <div className="page audit access-page">
      <h1>{words.title}</h1>
      <p className="quiet">{words.about}</p>
      <CallerCare />
      <Log />
      <Check />
    </div>
  );
}
