import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNavigate } from "react-router";
import { apiRoot } from "@/api/client";
import type { EntityDef } from "@/api/types";
import { useWords } from "@/i18n";
import type { ImportResult } from "./api";
import { Counts, Samples } from "./counts";

export function ImportDone({ entity, result, jobId, onAgain }: { entity: EntityDef; result: ImportResult; jobId: string; onAgain: () => void }) {
  const { t, label } = useWords();
  const navigate = useNavigate();
  return (
    <div>
      <p className="tw-lead" role="status">{result.failed ? t("import.done_partly") : t("import.done_all")}</p>
      <Counts result={result} />
      <Samples result={result} />
      <div className="tw-wizard-foot">
        {result.failed > 0 && result.errors_file !== null && (
          <Button icon={<DownloadOutlined aria-hidden />} href={`${apiRoot}import/errors/${encodeURIComponent(jobId)}`} download>{t("import.errors_file")}</Button>
        )}
        <span className="tw-spring" />
        <Button onClick={onAgain}>{t("import.again")}</Button>
        <Button type="primary" onClick={() => void navigate(`/${entity.set}`)}>{t("import.open", { entity: label(entity.label_plural ?? entity.label) })}</Button>
      </div>
    </div>
  );
}
