import { PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNavigate } from "react-router";
import { hasTrait, mayCreate } from "@/api/catalogue";
import type { EntityDef } from "@/api/types";
import { useWords } from "@/i18n";
import { Icon } from "@/ui/icons";
import { EmptyState } from "@/ui/states";

interface EmptyListProps { entity: EntityDef; narrowed: boolean; newQuery?: string; onClear: () => void }

export function EmptyList({ entity, narrowed, newQuery, onClear }: EmptyListProps) {
  const { t, label } = useWords();
  const navigate = useNavigate();
  const name = label(entity.label);
  if (narrowed) {
    return (
      <EmptyState icon={<Icon name={entity.icon} />} title={t("list.nothing_found", { entity: name })} hint={t("list.nothing_found_hint")}>
        <Button onClick={onClear}>{t("list.show_all")}</Button>
      </EmptyState>
    );
  }
  const importable = hasTrait(entity, "importable") && mayCreate(entity) && !newQuery;
  return (
    <EmptyState icon={<Icon name={entity.icon} />} title={t("list.empty", { entity: name })} hint={mayCreate(entity) ? t("list.empty_hint", { entity: name }) : undefined}>
      {mayCreate(entity) && (
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => void navigate(`/${entity.set}/new${newQuery ?? ""}`)}>{t("list.new", { entity: name })}</Button>
      )}
      {importable && <Button type="text" icon={<UploadOutlined aria-hidden />} onClick={() => void navigate(`/import?set=${entity.set}`)}>{t("list.import")}</Button>}
    </EmptyState>
  );
}
