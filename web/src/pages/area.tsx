// The contents of an area with many lists (settings above all), each with what it is for.
import { Link, useParams } from "react-router";
import { useAreas } from "@/app/shell/menu";
import { useTitle } from "@/app/title";
import { Icon } from "@/ui/icons";
import { NotFound } from "./not_found";

export default function AreaPage() {
  const { module } = useParams();
  const area = useAreas().find((each) => each.name === module);
  useTitle(area?.label);
  if (!area) return <NotFound />;
  return (
    <section className="tw-page" aria-labelledby="page-title">
      <header className="tw-page-head"><h1 id="page-title">{area.label}</h1></header>
      <ul className="tw-area">
        {area.entries.map((entry) => (
          <li key={entry.path}><Link to={entry.path}><Icon name={entry.icon} /><span>{entry.label}</span></Link></li>
        ))}
      </ul>
    </section>
  );
}
