import { useWords } from "@/i18n";
import type { TextKey } from "@/i18n";
import { formatNumber } from "@/ui/format";
import type { ImportResult } from "./api";

export function Counts({ result }: { result: ImportResult }) {
  const { t, language } = useWords();
  const numbers: [TextKey, number, string][] = [
    ["import.created", result.created, "good"],
    ["import.updated", result.updated, "info"],
    ["import.unchanged", result.unchanged ?? 0, "neutral"],
    ["import.failed", result.failed, result.failed ? "bad" : "neutral"],
  ];
  return (
    <dl className="tw-counts">
      {numbers.map(([name, count, tone]) => (
        <div key={name} className={`tw-count-${tone}`}><dt>{t(name)}</dt><dd>{formatNumber(count, language)}</dd></div>
      ))}
    </dl>
  );
}

export function Samples({ result }: { result: ImportResult }) {
  const { t } = useWords();
  const samples = result.samples ?? result.problems ?? [];
  if (!result.failed || !samples.length) return null;
  return (
    <div className="tw-lines">
      <table>
        <caption>{t("import.first_errors")}</caption>
        <thead><tr><th scope="col" className="tw-right tw-narrow">{t("import.row")}</th><th scope="col">{t("import.reason")}</th></tr></thead>
        <tbody>{samples.slice(0, 20).map((sample, index) => <tr key={index}><td className="tw-right tw-number">{sample.row}</td><td>{sample.message}</td></tr>)}</tbody>
      </table>
    </div>
  );
}
