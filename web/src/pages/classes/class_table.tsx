import { Link } from "react-router";
import type { RecordData } from "@/api/types";
import { useMe } from "@/app/session";
import { ToneTag } from "@/fields/shared/options";
import { useWords } from "@/i18n";
import { listLink } from "@/records/list/list_state";
import { currencyDigits, formatMoney, formatNumber, formatPercent } from "@/ui/format";
import { classRows } from "./curve";

const tones = { A: "good", B: "info", C: "neutral" } as const;

/** Where the customers of a class are: the customers themselves, or this run's results when it does not lead. */
const classLink = (run: RecordData, code: string, leading: boolean) => (leading
  ? listLink("accounts", { filter: `abc_class eq '${code}'` })
  : listLink("class_results", { filter: `run_id eq '${String(run.id)}' and abc_class eq '${code}'`, sort: "rank" }));

/** Beside its number in a column of its own width, so that both line up. */
function Share({ ratio }: { ratio?: number }) {
  const { language } = useWords();
  return <span className="tw-share">{ratio === undefined ? "" : formatPercent(ratio, language)}</span>;
}

export function ClassTable({ run, leading }: { run: RecordData; leading: boolean }) {
  const { t, language } = useWords();
  const me = useMe();
  const currency = String(run.currency ?? me.company.currency);
  const digits = currencyDigits(me.currencies, currency);
  const rows = classRows(run);
  return (
    <div className="tw-panel tw-class-table" role="region" aria-labelledby="class-table">
      <h2 id="class-table">{t("classes.classes")}</h2>
      <div className="tw-lines">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("classes.class")}</th>
              <th scope="col" className="tw-right">{t("classes.customers")}</th>
              <th scope="col" className="tw-right">{t("classes.value", { currency })}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.code}>
                <th scope="row"><Link to={classLink(run, row.code, leading)} aria-label={t("classes.open", { class: row.code })}><ToneTag tone={tones[row.code]}>{t(`classes.name_${row.code}`)}</ToneTag></Link></th>
                <td className="tw-right tw-number"><Link to={classLink(run, row.code, leading)}>{formatNumber(row.count, language)} <Share ratio={row.countShare} /></Link></td>
                <td className="tw-right tw-number">{formatMoney(row.value, digits, language)} <Share ratio={row.valueShare} /></td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>{t("lines.total")}</td>
              <td className="tw-right tw-number">{formatNumber(Number(run.customers ?? 0), language)} <Share /></td>
              <td className="tw-right tw-number">{formatMoney(Number(run.value ?? 0), digits, language)} <Share /></td>
            </tr>
          </tfoot>
        </table>
      </div>
      {Number(run.changed ?? 0) > 0 && <p className="tw-faint">{t("classes.changed", { count: formatNumber(Number(run.changed), language) })}</p>}
    </div>
  );
}
