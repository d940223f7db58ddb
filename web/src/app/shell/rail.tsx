import { MenuFoldOutlined, MenuUnfoldOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import { NavLink, useLocation } from "react-router";
import { useWords } from "@/i18n";
import { Icon } from "@/ui/icons";
import { railLimit, useAreas } from "./menu";
import type { Area, Entry } from "./menu";

function RailLink({ entry, collapsed }: { entry: Entry; collapsed: boolean }) {
  const link = (
    <NavLink to={entry.path} end={entry.path === "/"} className={({ isActive }) => `tw-rail-link${isActive ? " tw-rail-active" : ""}`} aria-label={collapsed ? entry.label : undefined}>
      <Icon name={entry.icon} />
      {!collapsed && <span className="tw-rail-label">{entry.label}</span>}
    </NavLink>
  );
  return <li>{collapsed ? <Tooltip title={entry.label} placement="right">{link}</Tooltip> : link}</li>;
}

function RailArea({ area, collapsed }: { area: Area; collapsed: boolean }) {
  const { pathname } = useLocation();
  if (area.entries.length > railLimit) {
    const inside = area.entries.some((entry) => pathname === entry.path || pathname.startsWith(`${entry.path}/`));
    return (
      <li className="tw-rail-area">
        <ul className={inside ? "tw-rail-single tw-rail-inside" : "tw-rail-single"}><RailLink entry={{ path: area.path, icon: area.icon, label: area.label }} collapsed={collapsed} /></ul>
      </li>
    );
  }
  return (
    <li className="tw-rail-area">
      {!collapsed && <span className="tw-rail-heading" id={`area-${area.name}`}>{area.label}</span>}
      <ul aria-labelledby={collapsed ? undefined : `area-${area.name}`} aria-label={collapsed ? area.label : undefined}>
        {area.entries.map((entry) => <RailLink key={entry.path} entry={entry} collapsed={collapsed} />)}
      </ul>
    </li>
  );
}

export function Rail({ collapsed, onToggle }: { collapsed: boolean; onToggle: () => void }) {
  const { t } = useWords();
  const areas = useAreas();
  return (
    <nav className="tw-rail" aria-label={t("shell.areas")}>
      <NavLink to="/" className="tw-brand" aria-label={t("product")}>
        <img src="/icon.svg" alt="" width={28} height={28} />
        {!collapsed && <span>{t("brand")}</span>}
      </NavLink>
      <ul className="tw-rail-list">
        <li className="tw-rail-area"><ul><RailLink entry={{ path: "/", icon: "dashboard", label: t("workbench.title") }} collapsed={collapsed} /></ul></li>
        {areas.map((area) => <RailArea key={area.name} area={area} collapsed={collapsed} />)}
      </ul>
      <button type="button" className="tw-rail-toggle" onClick={onToggle} aria-expanded={!collapsed} aria-label={collapsed ? t("shell.expand") : t("shell.collapse")}>
        {collapsed ? <MenuUnfoldOutlined aria-hidden /> : <MenuFoldOutlined aria-hidden />}
        {!collapsed && <span>{t("shell.collapse")}</span>}
      </button>
    </nav>
  );
}
