import { Link } from "react-router";
import { useCatalogue } from "@/api/catalogue";
import { useWords } from "@/i18n";
import { useRecent } from "@/records/record/recent";
import { formatAgo } from "@/ui/format";
import { Icon } from "@/ui/icons";

export function Recent() {
  const { t, language } = useWords();
  const catalogue = useCatalogue();
  const [recent] = useRecent();
  const known = recent.filter((each) => catalogue.ofSet(each.set));
  return (
    <article className="tw-panel tw-card" aria-labelledby="card-recent">
      <header><h2 id="card-recent">{t("card.recent")}</h2></header>
      {known.length === 0 && <p className="tw-card-empty">{t("card.recent_empty")}</p>}
      <ul>
        {known.slice(0, 8).map((each) => (
          <li key={each.set + each.id}>
            <Icon name={catalogue.ofSet(each.set)?.icon} />
            <Link to={`/${each.set}/${each.id}`}>
              <span className="tw-card-title">{each.title || t("record.unnamed")}</span>
              <span className="tw-facts"><time className="tw-fact" dateTime={each.at}>{formatAgo(each.at, language)}</time></span>
            </Link>
          </li>
        ))}
      </ul>
    </article>
  );
}
