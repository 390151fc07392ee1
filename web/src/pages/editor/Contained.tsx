import { Component, type ReactNode } from "react";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";

interface Props {
  children: ReactNode;
}

/** A part of the page: when drawing it fails, the others go on, and so does saving. */
export class Contained extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="editor-broken" role="alert">
        <p>{strings.editor.broken}</p>
        <Button onClick={() => this.setState({ failed: false })}>{strings.editor.showAgain}</Button>
      </div>
    );
  }
}
