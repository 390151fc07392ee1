import { useEffect } from "react";
import { strings } from "../strings";
import "../calls/calls.css";
import "./audit/audit.css";
import { CallerCare } from "./audit/CallerCare";
import { Check } from "./audit/Check";
import { Log } from "./audit/Log";

const words = strings.audit;

/** Who did what, and what is kept of a caller. */
export default function AuditPage() {
  useEffect(() => {
    document.title = `${words.title} – ${strings.common.product}`;
  }, []);
  return (
    <div className="page audit">
      <h1>{words.title}</h1>
      <p className="quiet">{words.about}</p>
      <CallerCare />
      <Log />
      <Check />
    </div>
  );
}
