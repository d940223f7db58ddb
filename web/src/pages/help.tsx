import { Link } from "react-router";
import { ShortcutList } from "@/app/shell/shortcuts_dialog";
import { useTitle } from "@/app/title";
import { useWords } from "@/i18n";
import type { TextKey } from "@/i18n";

const topics: [TextKey, TextKey, string?][] = [
  ["help.find", "help.find_text"],
  ["help.list", "help.list_text"],
  ["help.record", "help.record_text"],
  ["help.note", "help.note_text"],
  ["help.import", "help.import_text", "/import"],
  ["help.classes", "help.classes_text", "/analytics/classes"],
  ["help.dates", "help.dates_text"],
];

export default function HelpPage() {
  const { t } = useWords();
  useTitle(t("help.title"));
  return (
    <section className="tw-page tw-help" aria-labelledby="page-title">
      <header className="tw-page-head"><h1 id="page-title">{t("help.title")}</h1></header>
      <div className="tw-help-columns">
        <div className="tw-panel tw-prose">
          {topics.map(([title, text, path]) => (
            <section key={title}><h2>{path ? <Link to={path}>{t(title)}</Link> : t(title)}</h2><p>{t(text)}</p></section>
          ))}
        </div>
        <aside className="tw-panel" aria-labelledby="keys-title"><h2 id="keys-title">{t("shell.shortcuts")}</h2><ShortcutList /></aside>
      </div>
    </section>
  );
}
