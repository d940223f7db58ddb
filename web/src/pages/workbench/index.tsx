// What to do next: numbers on top, each the door to its list; below, what is to be done and what is to be known.
import { CheckCircleOutlined } from "@ant-design/icons";
import { useId } from "react";
import { useCatalogue } from "@/api/catalogue";
import { useMe } from "@/app/session";
import { useTitle } from "@/app/title";
import { useWords } from "@/i18n";
import { EmptyState } from "@/ui/states";
import { Card, Tile } from "./card";
import type { CardProps } from "./card";
import { cardsFor } from "./cards";
import { Recent } from "./recent";

function greetingKey(hour: number) {
  if (hour < 5) return "greeting.night" as const;
  if (hour < 11) return "greeting.morning" as const;
  if (hour < 13) return "greeting.noon" as const;
  return hour < 18 ? "greeting.afternoon" as const : "greeting.evening" as const;
}

/** The work of the day; when all of it is done, the page says so once. */
function Column({ cards }: { cards: CardProps[] }) {
  const { t } = useWords();
  return (
    <div className="tw-cards-column tw-cards-main">
      {cards.map((each) => <Card key={each.card.key} {...each} />)}
      <div className="tw-panel tw-all-done"><EmptyState icon={<CheckCircleOutlined />} title={t("workbench.all_done")} hint={t("workbench.all_done_hint")} /></div>
    </div>
  );
}

export default function WorkbenchPage() {
  const { t, language } = useWords();
  const me = useMe();
  const catalogue = useCatalogue();
  const id = useId();
  const today = me.today ?? new Date().toISOString().slice(0, 10);
  const cards = cardsFor(today).flatMap((card): CardProps[] => {
    const entity = catalogue.entity(card.entity);
    return entity?.can?.read ? [{ card, entity }] : [];
  });
  useTitle(t("workbench.title"));
  const date = new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" }).format(new Date(`${today}T00:00:00Z`));
  return (
    <section className="tw-page tw-workbench" aria-labelledby={id}>
      <header className="tw-page-head">
        <h1 id={id}>{t(greetingKey(new Date().getHours()), { name: me.name })}</h1>
        <span className="tw-count">{date}</span>
      </header>
      <ul className="tw-tiles">{cards.map((each) => <Tile key={each.card.key} {...each} />)}</ul>
      <div className="tw-cards-grid">
        <Column cards={cards.filter(({ card }) => !card.side)} />
        <div className="tw-cards-column">
          {cards.filter(({ card }) => card.side).map((each) => <Card key={each.card.key} {...each} />)}
          <Recent />
        </div>
      </div>
    </section>
  );
}
