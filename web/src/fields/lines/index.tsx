import { useCatalogue } from "@/api/catalogue";
import { useWords } from "@/i18n";
import { defineField } from "../define";
import type { DisplayProps } from "../define";
import { LinesInput, LinesTable } from "./grid";

function LinesDisplay({ field, value, record, dense }: DisplayProps) {
  const { t } = useWords();
  const target = useCatalogue().entity(field.target);
  const rows = Array.isArray(value) ? value : [];
  if (dense || !target) return <span className="tw-text">{t("field.lines", { count: rows.length })}</span>;
  return <LinesTable field={field} target={target} value={value} owner={record} />;
}

export default defineField({
  type: "lines", Display: LinesDisplay, Input: LinesInput, wide: true, filters: [], literal: "text", width: 96,
});
