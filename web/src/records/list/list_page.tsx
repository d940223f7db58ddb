import { PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { hasTrait, mayCreate, useCatalogue } from "@/api/catalogue";
import { useShortcut } from "@/app/shortcuts";
import { useTitle } from "@/app/title";
import { useWords } from "@/i18n";
import { NotFound } from "@/pages/not_found";
import { CountText } from "./count_text";
import { useListState } from "./list_state";
import { ListView } from "./list_view";

export default function ListPage() {
  const { set } = useParams();
  const entity = useCatalogue().ofSet(set);
  const { t, label } = useWords();
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const [total, setTotal] = useState<{ count: number; capped: boolean }>();
  const title = label(entity?.label_plural ?? entity?.label);
  useTitle(title);
  const creatable = entity !== undefined && mayCreate(entity);
  useShortcut("c", () => { if (creatable) void navigate(`/${entity.set}/new`); });
  if (!entity || entity.can?.read === false) return <NotFound />;
  const importable = creatable && hasTrait(entity, "importable");
  return (
    <section className="tw-page tw-page-fill" aria-labelledby="page-title">
      <header className="tw-page-head">
        <h1 id="page-title">{title}</h1>
        <CountText total={total} />
        <span className="tw-spring" />
        {importable && <Button type="text" className="tw-wide-only" icon={<UploadOutlined aria-hidden />} onClick={() => void navigate(`/import?set=${entity.set}`)}>{t("list.import")}</Button>}
        {creatable && <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => void navigate(`/${entity.set}/new`)}>{t("list.new", { entity: label(entity.label) })}</Button>}
      </header>
      <ListView key={entity.name} entity={entity} state={state} onState={setState} onTotal={setTotal} />
    </section>
  );
}
