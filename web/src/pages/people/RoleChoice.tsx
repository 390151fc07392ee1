import { ROLES, type Role } from "../../api/access";
import { strings } from "../../strings";

const words = strings.access;

/** Which role somebody has, with what each may do. */
export function RoleChoice({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  return (
    <fieldset className="access-choices">
      <legend>{strings.people.role}</legend>
      {ROLES.map((each) => (
        <label key={each}>
          <input
            type="radio"
            name="role"
            value={each}
            checked={each === role}
            onChange={() => onChange(each)}
          />
          <span>
            <strong>{words.roles[each]}</strong> <span className="quiet">{words.roleHelp[each]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
