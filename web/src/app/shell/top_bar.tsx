import { PlusOutlined, QuestionCircleOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useNavigate } from "react-router";
import { hasTrait, mayCreate, useCatalogue } from "@/api/catalogue";
import { useWords } from "@/i18n";
import { useIsPhone } from "@/ui/media";
import { Icon } from "@/ui/icons";
import { LanguageSwitch } from "@/ui/language_switch";
import { saveLanguage } from "../session";
import { JobsBell } from "./jobs_bell";
import { UserMenu } from "./user_menu";

const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

function QuickCreate() {
  const { t, label } = useWords();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const inMenus = new Set(catalogue.modules.flatMap((module) => (module.menu ?? []).map((item) => item.entity)));
  // What people own is what they make every day; settings are made in their own lists.
  const entities = catalogue.entities.filter((entity) => mayCreate(entity) && hasTrait(entity, "owned") && inMenus.has(entity.name));
  if (!entities.length) return null;
  const items = entities.map((entity) => ({ key: entity.set, label: label(entity.label), icon: <Icon name={entity.icon} /> }));
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => void navigate(`/${key}/new`) }} placement="bottomRight">
      <Button type="text" icon={<PlusOutlined aria-hidden />} aria-label={t("shell.create")} title={t("shell.create")} />
    </Dropdown>
  );
}

export function TopBar({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const { t } = useWords();
  const isPhone = useIsPhone();
  return (
    <header className="tw-top">
      {isPhone
        ? <span className="tw-top-brand"><img src="/icon.svg" alt="" width={24} height={24} />{t("brand")}</span>
        : (
          <button type="button" className="tw-top-search" onClick={onSearch}>
            <SearchOutlined aria-hidden /><span>{t("shell.search")}</span><kbd aria-hidden="true">{commandKey} K</kbd>
          </button>
        )}
      <span className="tw-spring" />
      <QuickCreate />
      <JobsBell />
      {!isPhone && <Button type="text" icon={<QuestionCircleOutlined aria-hidden />} aria-label={t("shell.shortcuts")} title={t("shell.shortcuts")} onClick={onHelp} />}
      <LanguageSwitch onChange={(language) => void saveLanguage(language).catch(() => undefined)} />
      <UserMenu />
    </header>
  );
}
