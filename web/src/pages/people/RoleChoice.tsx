import { ROLES, type Role } from "../../api/access";
import { strings } from "../../strings";
import { Choice } from "../../ui/Choice";

const { roles, roleHelp } = strings.access;
const OPTIONS = ROLES.map((value) => ({ value, label: roles[value], help: roleHelp[value] }));

/** Which role somebody has, with what each may do. */
export function RoleChoice({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  return <Choice legend={strings.people.role} options={OPTIONS} value={role} onChange={onChange} />;
}
