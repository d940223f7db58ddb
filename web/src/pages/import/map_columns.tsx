// Each column with its samples and the field it goes to. Headers that are field paths find their field themselves.
import { CheckCircleFilled, MinusCircleOutlined } from "@ant-design/icons";
import { Button, Radio, Select } from "antd";
import { useState } from "react";
import type { EntityDef } from "@/api/types";
import { labelIn, useWords } from "@/i18n";
import { useClear } from "@/fields/shared/options";
import type { FileInfo, MappingInfo, Mode, PathInfo, Plan } from "./api";
import { ReadingBar } from "./reading_bar";

export interface MapColumnsProps {
  entity: EntityDef;
  file: FileInfo;
  suggestion: MappingInfo;
  onBack: () => void;
  onReread: (file: FileInfo, suggestion: MappingInfo) => void;
  onDone: (plan: Plan) => void;
}

function pathOptions(paths: PathInfo[], language: Parameters<typeof labelIn>[1]) {
  return paths.map((each) => {
    const name = typeof each.label === "string" ? each.label : labelIn(each.label, language);
    return { value: each.path, label: each.required ? `${name} *` : name, name };
  });
}

/** A few different values say what a column holds; the same one thrice does not. */
const samplesOf = (samples: (string | null)[]) => [...new Set(samples.filter(Boolean))].slice(0, 3).join("  ·  ") || "—";

export function MapColumns(props: MapColumnsProps) {
  const { entity, file, suggestion, onBack, onDone } = props;
  const { t, language, list } = useWords();
  const clear = useClear();
  const [mapping, setMapping] = useState(suggestion.mapping);
  const [mode, setMode] = useState<Mode>("both");
  const options = pathOptions(suggestion.paths, language);
  const taken = new Set(Object.values(mapping));
  // A reference is given by a column of its own or by one of its target's: `account.external_id` stands for `account`.
  const isGiven = (path: string) => [...taken].some((each) => each === path || each.startsWith(`${path}.`));
  const missing = suggestion.paths.filter((each) => each.required && !isGiven(each.path));
  const choose = (column: string, path: string | undefined) => {
    const others = Object.fromEntries(Object.entries(mapping).filter(([name]) => name !== column));
    setMapping(path ? { ...others, [column]: path } : others);
  };
  const modes: { value: Mode; label: string }[] = [
    { value: "both", label: t("import.mode_both") }, { value: "new", label: t("import.mode_new") }, { value: "update", label: t("import.mode_update") },
  ];
  return (
    <div className="tw-mapping">
      <ReadingBar key={file.file + String(file.header_row)} entity={entity} file={file} matched={Object.keys(mapping).length} onReread={props.onReread} />
      <div className="tw-lines" tabIndex={0} role="region" aria-label={t("import.step_columns")}>
        <table>
          <thead><tr><th scope="col">{t("import.column")}</th><th scope="col">{t("import.samples")}</th><th scope="col">{t("import.field")}</th></tr></thead>
          <tbody>
            {file.columns.map((column, index) => (
              <tr key={`${column.name}-${index}`}>
                <th scope="row">{mapping[column.name] ? <CheckCircleFilled className="tw-good" aria-hidden /> : <MinusCircleOutlined className="tw-faint" aria-hidden />} {column.name}</th>
                <td className="tw-samples">{samplesOf(column.samples)}</td>
                <td>
                  <Select
                    value={mapping[column.name]} allowClear={clear} placeholder={t("import.skip")} aria-label={t("import.field_for", { column: column.name })}
                    showSearch={{ filterOption: (text, option) => `${option?.name} ${option?.value}`.toLowerCase().includes(text.trim().toLowerCase()) }}
                    options={options.filter((option) => option.value === mapping[column.name] || !taken.has(option.value))}
                    onChange={(path: string | undefined) => choose(column.name, path)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {missing.length > 0 && <p className="tw-alert" role="status">{t("import.missing", { fields: list(missing.map((each) => options.find((option) => option.value === each.path)?.name ?? "")) })}</p>}
      <fieldset className="tw-modes"><legend className="tw-label">{t("import.mode")}</legend><Radio.Group value={mode} options={modes} onChange={(event) => setMode(event.target.value as Mode)} /></fieldset>
      <div className="tw-wizard-foot">
        <Button onClick={onBack}>{t("import.other_file")}</Button>
        <span className="tw-spring" />
        <Button type="primary" disabled={Object.keys(mapping).length === 0 || (missing.length > 0 && mode !== "update")} onClick={() => onDone({ mapping, mode })}>{t("import.try")}</Button>
      </div>
    </div>
  );
}
