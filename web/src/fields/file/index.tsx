import { DownloadOutlined, PaperClipOutlined } from "@ant-design/icons";
import { Button, Upload } from "antd";
import { useState } from "react";
import { apiRoot, queryString, send } from "@/api/client";
import type { Json } from "@/api/types";
import { useWords } from "@/i18n";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";

const nameOf = (value: Json | undefined): { id: string; name?: string } =>
  value && typeof value === "object" && !Array.isArray(value)
    ? { id: String(value.id), name: value.name as string | undefined } : { id: String(value ?? "") };

export function FileLink({ value }: { value: Json }) {
  const { t } = useWords();
  const { id, name } = nameOf(value);
  return (
    <a className="tw-text" href={`${apiRoot}files/${encodeURIComponent(id)}`} download onClick={(event) => event.stopPropagation()}>
      <DownloadOutlined aria-hidden /> {name ?? t("field.file")}
    </a>
  );
}

export function FileButton({ id, label, onDone }: { id: string; label: string; onDone: (value: Json) => void }) {
  const { t } = useWords();
  const [failed, setFailed] = useState(false);
  const upload = async (file: File) => {
    setFailed(false);
    try {
      const { data } = await send<{ id: string }>(`files${queryString({ name: file.name })}`, { method: "POST", body: file });
      onDone(data.id);
    } catch { setFailed(true); }
  };
  return (
    <>
      <Upload showUploadList={false} beforeUpload={(file) => { void upload(file); return false; }}>
        <Button id={id} icon={<PaperClipOutlined aria-hidden />} aria-label={`${label}: ${t("field.choose_file")}`}>{t("field.choose_file")}</Button>
      </Upload>
      {failed && <span className="tw-problem" role="alert">{t("field.upload_failed")}</span>}
    </>
  );
}

function FileInput({ id, value, onChange, label }: InputProps) {
  return (
    <span className="tw-tags">
      {!isEmpty(value) && <FileLink value={value ?? null} />}
      <FileButton id={id} label={label} onDone={onChange} />
    </span>
  );
}

function FileDisplay({ value }: DisplayProps) {
  return isEmpty(value) ? null : <FileLink value={value ?? null} />;
}

export default defineField({
  type: "file", Display: FileDisplay, Input: FileInput, filters: ["empty", "not_empty"], literal: "text", width: 140,
});
