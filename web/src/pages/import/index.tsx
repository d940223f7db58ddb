// The import wizard: a file, how it is read, what its columns mean, a trial, the run, the result.
import { Steps } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { hasTrait, mayCreate, useCatalogue } from "@/api/catalogue";
import type { EntityDef } from "@/api/types";
import { useTitle } from "@/app/title";
import { useWords } from "@/i18n";
import { useIsPhone } from "@/ui/media";
import type { FileInfo, ImportResult, MappingInfo, Plan } from "./api";
import { ChooseFile } from "./choose_file";
import { ImportDone } from "./import_done";
import { MapColumns } from "./map_columns";
import { TrialRun } from "./trial_run";

interface Stage { file?: FileInfo; suggestion?: MappingInfo; plan?: Plan; result?: ImportResult; jobId?: string }

export const importable = (entity: EntityDef) => hasTrait(entity, "importable") && mayCreate(entity) && !entity.parent;

export default function ImportPage() {
  const { t } = useWords();
  const isPhone = useIsPhone();
  const catalogue = useCatalogue();
  const [parameters, setParameters] = useSearchParams();
  // The address follows a moment later than the choice; a file may be dropped in between.
  const [set, setSet] = useState(parameters.get("set"));
  const [stage, setStage] = useState<Stage>({});
  useTitle(t("import.title"));
  const entities = catalogue.entities.filter(importable);
  const entity = entities.find((each) => each.set === set);
  const choose = (wanted: string) => {
    setSet(wanted);
    setParameters({ set: wanted }, { replace: true });
  };
  const step = stage.result ? 3 : stage.plan ? 2 : stage.file && stage.suggestion ? 1 : 0;
  const items = [t("import.step_file"), t("import.step_columns"), t("import.step_trial"), t("import.step_done")].map((title) => ({ title }));
  return (
    <section className="tw-page tw-import" aria-labelledby="page-title">
      <header className="tw-page-head"><h1 id="page-title">{t("import.title")}</h1></header>
      {isPhone
        ? <p className="tw-faint tw-steps">{t("import.step_of", { step: step + 1, steps: items.length, title: items[step]?.title ?? "" })}</p>
        : <Steps className="tw-steps" current={step} items={items} size="small" responsive={false} />}
      <div className="tw-panel">
        {step === 0 && (
          <ChooseFile entities={entities} entity={entity} onEntity={choose} onDone={(file, suggestion) => setStage({ file, suggestion })} />
        )}
        {step === 1 && entity && stage.file && stage.suggestion && (
          <MapColumns entity={entity} file={stage.file} suggestion={stage.suggestion} onBack={() => setStage({})}
            onReread={(file, suggestion) => setStage({ file, suggestion })} onDone={(plan) => setStage({ ...stage, plan })} />
        )}
        {step === 2 && entity && stage.file && stage.plan && (
          <TrialRun entity={entity} file={stage.file} plan={stage.plan} onBack={() => setStage({ ...stage, plan: undefined })}
            onDone={(result, jobId) => setStage({ ...stage, result, jobId })} />
        )}
        {step === 3 && entity && stage.result && <ImportDone entity={entity} result={stage.result} jobId={stage.jobId ?? ""} onAgain={() => setStage({})} />}
      </div>
    </section>
  );
}
