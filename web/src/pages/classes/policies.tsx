// What each class is promised: read beside the curve, edited in the policy's own record.
import { Link } from "react-router";
import { fieldOf, useCatalogue } from "@/api/catalogue";
import type { EntityDef, RecordData } from "@/api/types";
import { isEmpty } from "@/fields/define";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import { usePolicies } from "./data";

const facts = ["contact_every_days", "response_hours", "discount_limit", "channels"];

function Policy({ entity, policy }: { entity: EntityDef; policy: RecordData }) {
  const { label } = useWords();
  const classField = fieldOf(entity, "abc_class");
  const { Display: ClassDisplay } = classField ? shownDefinition(classField) : { Display: () => null };
  return (
    <li>
      <Link to={`/${entity.set}/${String(policy.id)}`} className="tw-policy-name">
        {classField && <ClassDisplay field={classField} entity={entity} value={policy.abc_class} record={policy} dense />} {String(policy.name ?? "")}
      </Link>
      <dl className="tw-policy-facts">
        {facts.map((name) => {
          const field = fieldOf(entity, name);
          const value = policy[name];
          if (!field || isEmpty(value)) return null;
          const { Display } = shownDefinition(field);
          return <div key={name}><dt>{label(field.label)}</dt><dd><Display field={field} entity={entity} value={value} record={policy} dense /></dd></div>;
        })}
      </dl>
    </li>
  );
}

export function Policies({ scheme }: { scheme: string | undefined }) {
  const { t, label } = useWords();
  const entity = useCatalogue().entity("service_policy");
  const { data } = usePolicies(entity?.can?.read ? scheme : undefined);
  if (!entity?.can?.read || !data) return null;
  return (
    <div className="tw-panel" role="region" aria-labelledby="policies">
      <h2 id="policies">{label(entity.label_plural ?? entity.label)}</h2>
      {data.length === 0 && <p className="tw-faint">{t("classes.no_policies")}</p>}
      <ul className="tw-policies">{data.map((policy) => <Policy key={String(policy.id)} entity={entity} policy={policy} />)}</ul>
    </div>
  );
}
