import { useEffect } from "react";
import { useWords } from "@/i18n";

/** The tab's name: the page first, the product last. */
export function useTitle(title: string | undefined): void {
  const { t } = useWords();
  const product = t("product");
  useEffect(() => { document.title = title ? `${title} · ${product}` : product; }, [title, product]);
}
