import type { Json } from "@/api/types";
import { useWords } from "@/i18n";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { FileButton, FileLink } from "../file";

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

function FilesInput({ id, value, onChange, label }: InputProps) {
  return (
    <span className="tw-tags">
      {list(value).map((each, index) => <FileLink key={index} value={each} />)}
      <FileButton id={id} label={label} onDone={(added) => onChange([...list(value), added])} />
    </span>
  );
}

function FilesDisplay({ value, dense }: DisplayProps) {
  const { t } = useWords();
  if (isEmpty(value)) return null;
  if (dense) return <span className="tw-text">{t("field.files", { count: list(value).length })}</span>;
  return <span className="tw-tags">{list(value).map((each, index) => <FileLink key={index} value={each} />)}</span>;
}

export default defineField({
  type: "files", Display: FilesDisplay, Input: FilesInput, wide: true, filters: ["empty", "not_empty"], literal: "text", width: 120,
});
