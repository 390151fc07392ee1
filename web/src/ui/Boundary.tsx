import { Component, type ReactNode } from "react";
import { strings } from "../strings";
import { Button } from "./Button";

interface Props {
  /** Another place: what broke before is tried anew. */
  place: string;
  children: ReactNode;
}

/** Stands around a page: one that breaks says so, and the rest of the console goes on. */
export class Boundary extends Component<Props, { broke: string | null }> {
  override state: { broke: string | null } = { broke: null };

  static getDerivedStateFromError(error: unknown) {
    return { broke: error instanceof Error ? error.message : String(error) };
  }

  override componentDidUpdate(before: Props) {
    if (before.place !== this.props.place && this.state.broke !== null) this.setState({ broke: null });
  }

  override render() {
    if (this.state.broke === null) return this.props.children;
    const { broke } = strings.common;
    return (
      <div className="page" role="alert">
        <h1>{broke.title}</h1>
        <p>{broke.kept}</p>
        <pre className="quiet">{this.state.broke}</pre>
        <Button kind="primary" onClick={() => location.reload()}>
          {broke.again}
        </Button>
      </div>
    );
  }
}
