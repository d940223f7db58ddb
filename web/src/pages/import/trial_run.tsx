// First a run that writes nothing and says what would happen; then, if people like it, the real one.
import { Button, Progress } from "antd";
import { useEffect, useRef, useState } from "react";
import type { EntityDef, Job } from "@/api/types";
import { isOver, jobMessage, useJob, useJobs } from "@/app/jobs";
import { useWords } from "@/i18n";
import { ErrorState, messageOf } from "@/ui/states";
import { startImport } from "./api";
import type { FileInfo, ImportResult, Plan } from "./api";
import { Counts, Samples } from "./counts";

export interface TrialRunProps {
  entity: EntityDef;
  file: FileInfo;
  plan: Plan;
  onBack: () => void;
  onDone: (result: ImportResult, jobId: string) => void;
}

const resultOf = (job: Job | undefined) => (job?.state === "done" ? job.result as unknown as ImportResult : undefined);

function useRun({ entity, file, plan }: Pick<TrialRunProps, "entity" | "file" | "plan">, dryRun: boolean) {
  const [id, setId] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const { data: job } = useJob(id);
  const start = () => {
    setProblem(undefined);
    return startImport(file, entity.set, plan, dryRun).then(
      (started) => { setId(started); return started; },
      (error: unknown) => { setProblem(error); return undefined; },
    );
  };
  return { id, job, result: resultOf(job), problem, start, running: !!id && !isOver(job?.state) };
}

function Running({ job, title }: { job: Job | undefined; title: string }) {
  const message = jobMessage(job?.message, useWords());
  return (
    <div className="tw-running" role="status">
      <p>{title}</p>
      <Progress percent={job?.progress ?? 0} aria-label={title} />
      {message && <p className="tw-faint">{message}</p>}
    </div>
  );
}

export function TrialRun(props: TrialRunProps) {
  const { entity, onBack, onDone } = props;
  const { t, label } = useWords();
  const { track } = useJobs();
  const trial = useRun(props, true);
  const real = useRun(props, false);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return; // strict mode mounts twice; one trial is enough
    begun.current = true;
    void trial.start();
  });
  const { result, id } = real;
  useEffect(() => { if (result && id) onDone(result, id); }, [result, id, onDone]);

  const failed = [trial, real].find((run) => run.job?.state === "failed" || run.job?.state === "cancelled");
  const problem = trial.problem ?? real.problem;
  if (problem || failed) {
    return (
      <div>
        {problem ? <ErrorState error={problem} /> : <p className="tw-alert" role="alert">{failed?.job?.error ?? messageOf(undefined)}</p>}
        <div className="tw-wizard-foot"><Button onClick={onBack}>{t("import.back")}</Button></div>
      </div>
    );
  }
  if (real.running || real.result) return <Running job={real.job} title={t("import.running")} />;
  if (!trial.result) return <Running job={trial.job} title={t("import.trying")} />;
  const good = trial.result.created + trial.result.updated + (trial.result.unchanged ?? 0);
  const begin = async () => {
    const started = await real.start();
    if (started) track(started, t("import.job", { entity: label(entity.label_plural ?? entity.label) }));
  };
  return (
    <div>
      <p className="tw-lead">{t("import.trial_result")}</p>
      <Counts result={trial.result} />
      <Samples result={trial.result} />
      <div className="tw-wizard-foot">
        <Button onClick={onBack}>{t("import.back")}</Button>
        <span className="tw-spring" />
        <Button type="primary" disabled={good === 0} onClick={() => void begin()}>{t("import.run")}</Button>
      </div>
    </div>
  );
}
