import { InboxOutlined } from "@ant-design/icons";
import { Button, Select, Upload } from "antd";
import { useId, useState } from "react";
import type { EntityDef } from "@/api/types";
import { useWords } from "@/i18n";
import { matchLabel } from "@/fields/shared/options";
import { formatBytes } from "@/ui/format";
import { messageOf } from "@/ui/states";
import { suggestMapping, uploadFile } from "./api";
import type { FileInfo, MappingInfo } from "./api";

export interface ChooseFileProps {
  entities: EntityDef[];
  entity: EntityDef | undefined;
  onEntity: (set: string) => void;
  onDone: (file: FileInfo, suggestion: MappingInfo) => void;
}

export function ChooseFile({ entities, entity, onEntity, onDone }: ChooseFileProps) {
  const { t, label, language } = useWords();
  const id = useId();
  const [chosen, setChosen] = useState<File>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const read = async (file: File, set: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const info = await uploadFile(file);
      onDone(info, await suggestMapping(info, set));
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  const take = (file: File) => {
    setChosen(file);
    if (entity) void read(file, entity.set);
  };
  const choose = (set: string) => {
    onEntity(set);
    if (chosen) void read(chosen, set);
  };
  return (
    <div className="tw-import-file">
      <div className="tw-field">
        <label className="tw-label" htmlFor={id}>{t("import.what")}</label>
        <Select
          id={id} value={entity?.set} placeholder={t("import.what_choose")} onChange={choose} disabled={busy} showSearch={{ filterOption: matchLabel }}
          options={entities.map((each) => ({ value: each.set, label: label(each.label_plural ?? each.label) }))}
        />
      </div>
      <Upload.Dragger
        accept=".csv,.tsv,.txt,.xlsx" multiple={false} showUploadList={false} disabled={busy} className="tw-drop"
        beforeUpload={(file) => { take(file); return false; }}
      >
        <p className="tw-drop-icon" aria-hidden="true"><InboxOutlined /></p>
        <p className="tw-drop-title">{busy ? t("import.reading", { name: chosen?.name ?? "" }) : t("import.drop")}</p>
        <p className="tw-faint">{t("import.drop_hint")}</p>
      </Upload.Dragger>
      {problem && <p className="tw-alert" role="alert">{problem}</p>}
      {chosen && !busy && (
        <div className="tw-wizard-foot">
          <span>{chosen.name} · {formatBytes(chosen.size, language)}</span>
          <span className="tw-spring" />
          {entity
            ? <Button type="primary" onClick={() => void read(chosen, entity.set)}>{t("import.continue")}</Button>
            : <span className="tw-faint">{t("import.what_first")}</span>}
        </div>
      )}
    </div>
  );
}
