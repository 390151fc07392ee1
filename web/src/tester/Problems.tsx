import type { Problem } from "../api/types";
import { useUi } from "../store/ui";

/** What the service refused and why; a click on a problem goes to where it is. */
export function Problems({ message, problems }: { message: string; problems: readonly Problem[] }) {
  const goTo = useUi((state) => state.goTo);
  return (
    <div className="tester-refused" role="alert">
      <p>{message}</p>
      <ul>
        {problems.map((problem, place) => (
          <li key={place}>
            <button type="button" className="tester-link" onClick={() => goTo(problem.path)}>
              {problem.message}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
