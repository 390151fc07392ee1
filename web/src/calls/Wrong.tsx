import { strings } from "../strings";
import { Button } from "../ui/Button";

/** What the service said when it could not answer, and another try. */
export function Wrong({ error, again }: { error: string; again?: () => void }) {
  return (
    <p className="row wrong" role="alert">
      {error}
      {again && <Button onClick={again}>{strings.common.tryAgain}</Button>}
    </p>
  );
}
