import { useWords } from "@/i18n";
import { formatNumber } from "@/ui/format";

/** A count, with a plus sign where the server stopped counting. */
export function CountText({ total }: { total: { count: number; capped: boolean } | undefined }) {
  const { language } = useWords();
  if (!total) return null;
  return <span className="tw-count">{formatNumber(total.count, language)}{total.capped && "+"}</span>;
}
