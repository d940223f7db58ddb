// What was found in the file, and how it is read: people may know better than the guess.
import { FileTextOutlined } from "@ant-design/icons";
import { InputNumber, Select } from "antd";
import { useId, useState } from "react";
import type { ReactNode } from "react";
import type { EntityDef } from "@/api/types";
import { useWords } from "@/i18n";
import type { TextKey } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { messageOf } from "@/ui/states";
import { countedRows, rereadFile, suggestMapping } from "./api";
import type { FileInfo, MappingInfo, Reading } from "./api";

/** Those the server reads; a name alone tells few people anything. */
const encodings: Record<string, { name: string; used?: TextKey }> = {
  "utf-8": { name: "UTF-8" },
  gb18030: { name: "GB18030", used: "import.simplified" },
  big5: { name: "Big5", used: "import.traditional" },
  "utf-16le": { name: "UTF-16 LE" },
  "utf-16be": { name: "UTF-16 BE" },
  "windows-1252": { name: "Windows-1252", used: "import.western" },
};
const delimiters: Record<string, TextKey> = { ",": "import.comma", ";": "import.semicolon", tab: "import.tab", "|": "import.bar", " ": "import.space" };

export interface ReadingBarProps {
  entity: EntityDef;
  file: FileInfo;
  /** How many columns have found their field. */
  matched: number;
  onReread: (file: FileInfo, suggestion: MappingInfo) => void;
}

function Summary({ file, matched }: Pick<ReadingBarProps, "file" | "matched">) {
  const { t, language } = useWords();
  const count = formatNumber(file.rows, language);
  return (
    <p className="tw-import-summary">
      <FileTextOutlined aria-hidden />
      <strong>{file.name ?? t("field.file")}</strong>
      <span>{t(file.rows > countedRows ? "import.rows_about" : "import.rows", { count })}</span>
      <span>{t("import.matched", { columns: file.columns.length, matched })}</span>
    </p>
  );
}

export function ReadingBar({ entity, file, matched, onReread }: ReadingBarProps) {
  const { t } = useWords();
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const reread = async (change: Reading) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const next = await rereadFile(file, change);
      onReread(next, await suggestMapping(next, entity.set));
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const sheets = file.sheets ?? [];
  const encoding = file.encoding?.toLowerCase();
  const encodingName = (code: string) => {
    const { name, used } = encodings[code] ?? { name: code };
    return used ? `${name} · ${t(used)}` : name;
  };
  const delimiter = file.delimiter === "\t" ? "tab" : file.delimiter;
  const delimiterName = (code: string) => {
    const name = delimiters[code];
    return name ? (code.trim().length === 1 ? `${t(name)} ${code}` : t(name)) : code;
  };
  const choice = (key: "encoding" | "delimiter" | "sheet", name: TextKey, value: string, values: string[], label: (each: string) => string): ReactNode => (
    <div>
      <label htmlFor={`${id}-${key}`}>{t(name)}</label>
      <Select
        id={`${id}-${key}`} size="small" value={value} popupMatchSelectWidth={false} onChange={(next: string) => void reread({ [key]: next })}
        options={[...new Set([value, ...values])].map((each) => ({ value: each, label: label(each) }))}
      />
    </div>
  );
  const headerRow = file.header_row ?? 1;
  const readHeader = (text: string) => { if (Number(text) !== headerRow) void reread({ header_row: Number(text) }); };
  return (
    <div className="tw-reading" aria-busy={busy}>
      <Summary file={file} matched={matched} />
      {encoding && !sheets.length && choice("encoding", "import.encoding", encoding, Object.keys(encodings), encodingName)}
      {delimiter && !sheets.length && choice("delimiter", "import.delimiter", delimiter, Object.keys(delimiters), delimiterName)}
      {sheets.length > 0 && choice("sheet", "import.sheet", file.sheet ?? sheets[0]!, sheets, (each) => each)}
      <div>
        <label htmlFor={`${id}-header`}>{t("import.header_row")}</label>
        <InputNumber
          id={`${id}-header`} size="small" min={0} max={100} value={headerRow} controls={false} className="tw-header-row"
          onPressEnter={(event) => readHeader((event.target as HTMLInputElement).value)} onBlur={(event) => readHeader(event.target.value)}
        />
      </div>
      {problem && <p className="tw-problem" role="alert">{problem}</p>}
    </div>
  );
}
