// The phone's rail: the places of every day, the rest in a drawer.
import { MenuOutlined, SearchOutlined } from "@ant-design/icons";
import { Drawer } from "antd";
import { useState } from "react";
import { NavLink } from "react-router";
import { useWords } from "@/i18n";
import { Icon } from "@/ui/icons";
import { useAreas } from "./menu";

export function BottomBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useWords();
  const areas = useAreas();
  const [open, setOpen] = useState(false);
  const daily = areas.flatMap((area) => area.entries).filter((entry) => entry.path.split("/").length === 2).slice(0, 2);
  return (
    <nav className="tw-bottom" aria-label={t("shell.areas")}>
      <NavLink to="/" end><Icon name="dashboard" /><span>{t("workbench.title")}</span></NavLink>
      {daily.map((entry) => <NavLink key={entry.path} to={entry.path}><Icon name={entry.icon} /><span>{entry.label}</span></NavLink>)}
      <button type="button" onClick={onSearch}><span className="tw-icon"><SearchOutlined aria-hidden /></span><span>{t("shell.search_short")}</span></button>
      <button type="button" onClick={() => setOpen(true)}><span className="tw-icon"><MenuOutlined aria-hidden /></span><span>{t("shell.more")}</span></button>
      <Drawer title={t("product")} placement="right" size="80%" open={open} onClose={() => setOpen(false)}>
        <div className="tw-drawer-menu">
          {areas.map((area) => (
            <section key={area.name}>
              <h2>{area.label}</h2>
              <ul>
                {area.entries.map((entry) => (
                  <li key={entry.path}><NavLink to={entry.path} onClick={() => setOpen(false)}><Icon name={entry.icon} /><span>{entry.label}</span></NavLink></li>
                ))}
              </ul>
            </section>
          ))}
          <NavLink to="/help" onClick={() => setOpen(false)}>{t("help.title")}</NavLink>
        </div>
      </Drawer>
    </nav>
  );
}
