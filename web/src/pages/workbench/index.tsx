// What to do next: today's work, what is late, what tomorrow brings, whom nobody has called.
import { useId } from "react";
import { useCatalogue } from "@/api/catalogue";
import { useMe } from "@/app/session";
import { useTitle } from "@/app/title";
import { useWords } from "@/i18n";
import { Card } from "./card";
import { cardsFor } from "./cards";
import { Recent } from "./recent";

function greetingKey(hour: number) {
  if (hour < 5) return "greeting.night" as const;
  if (hour < 11) return "greeting.morning" as const;
  if (hour < 13) return "greeting.noon" as const;
  return hour < 18 ? "greeting.afternoon" as const : "greeting.evening" as const;
}

export default function WorkbenchPage() {
  const { t, language } = useWords();
  const me = useMe();
  const catalogue = useCatalogue();
  const id = useId();
  const today = me.today ?? new Date().toISOString().slice(0, 10);
  const cards = cardsFor(today).filter((card) => catalogue.entity(card.entity)?.can?.read);
  useTitle(t("workbench.title"));
  const date = new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" }).format(new Date(`${today}T00:00:00Z`));
  return (
    <section className="tw-page tw-workbench" aria-labelledby={id}>
      <header className="tw-page-head">
        <h1 id={id}>{t(greetingKey(new Date().getHours()), { name: me.name })}</h1>
        <span className="tw-count">{date}</span>
      </header>
      <div className="tw-cards-grid">
        {cards.map((card) => <Card key={card.key} card={card} entity={catalogue.entity(card.entity)!} />)}
        <Recent />
      </div>
    </section>
  );
}
