// Customers in classes: choose a scheme, run it, read the curve, open a class, see what each class is promised.
import { PieChartOutlined, ThunderboltOutlined } from "@ant-design/icons";
import { App, Button, Progress, Select } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useCatalogue } from "@/api/catalogue";
import type { RecordData } from "@/api/types";
import { isOver, jobMessage, useJob, useJobs } from "@/app/jobs";
import { useMe } from "@/app/session";
import { useTitle } from "@/app/title";
import { useWords } from "@/i18n";
import { runAction } from "@/records/record/store";
import { NotFound } from "@/pages/not_found";
import { formatDateTime } from "@/ui/format";
import { EmptyState, ErrorState, messageOf, PageSkeleton } from "@/ui/states";
import { ClassTable } from "./class_table";
import { CurvePanel } from "./curve_panel";
import { useLatestRun, useSchemes } from "./data";
import { Policies } from "./policies";

/** Runs a scheme and follows its job. */
function useRunScheme(schemeId: string | undefined) {
  const client = useQueryClient();
  const catalogue = useCatalogue();
  const { message } = App.useApp();
  const { t } = useWords();
  const { track } = useJobs();
  const [job, setJob] = useState<string>();
  const { data } = useJob(job);
  const entity = catalogue.entity("class_scheme");
  const run = async () => {
    if (!entity || !schemeId) return;
    try {
      const { job: started } = await runAction(client, entity, schemeId, "run", {});
      if (started) { track(started, t("classes.job")); setJob(started); }
    } catch (error) {
      void message.error(messageOf(error));
    }
  };
  const mayRun = entity?.actions?.some((action) => action.name === "run") ?? false;
  return { run, mayRun, job: data, running: !!job && !isOver(data?.state) };
}

export default function ClassesPage() {
  const { t } = useWords();
  const catalogue = useCatalogue();
  const { data: schemes, error, refetch } = useSchemes();
  const [parameters, setParameters] = useSearchParams();
  useTitle(t("classes.title"));
  if (!catalogue.entity("class_scheme")?.can?.read) return <NotFound />;
  if (error) return <div className="tw-page"><ErrorState error={error} onRetry={() => void refetch()} /></div>;
  if (!schemes) return <PageSkeleton />;
  const wanted = parameters.get("scheme");
  const scheme = schemes.find((each) => each.id === wanted) ?? schemes.find((each) => each.leading === true) ?? schemes[0];
  return (
    <SchemeView
      key={String(scheme?.id)} scheme={scheme} schemes={schemes}
      onScheme={(id) => setParameters({ scheme: id }, { replace: true })}
    />
  );
}

interface SchemeViewProps { scheme: RecordData | undefined; schemes: RecordData[]; onScheme: (id: string) => void }

/** English names stand beside the Chinese ones. */
export const nameOf = (record: RecordData, language: string) =>
  String((language === "en" && record.name_en) || record.name || "");

function SchemeView({ scheme, schemes, onScheme }: SchemeViewProps) {
  const words = useWords();
  const { t, language } = words;
  const id = useId();
  const zone = useMe().time_zone;
  const schemeId = scheme ? String(scheme.id) : undefined;
  const { data: run, error, isPending, refetch } = useLatestRun(schemeId);
  const { run: start, mayRun, job, running } = useRunScheme(schemeId);
  const button = mayRun && (
    <Button type="primary" icon={<ThunderboltOutlined aria-hidden />} loading={running} onClick={() => void start()}>{t("classes.run")}</Button>
  );
  return (
    <section className="tw-page tw-classes" aria-labelledby="page-title">
      <header className="tw-page-head">
        <h1 id="page-title">{t("classes.title")}</h1>
        {schemes.length > 0 && (
          <Select
            id={id} value={schemeId} aria-label={t("classes.scheme")} popupMatchSelectWidth={false} onChange={onScheme}
            options={schemes.map((each) => ({ value: String(each.id), label: nameOf(each, language) }))}
          />
        )}
        {run && <span className="tw-count">{t("classes.as_of", { time: formatDateTime(String(run.finished_at ?? run.started_at), zone) })}</span>}
        <span className="tw-spring" />
        {schemeId && <Link className="tw-wide-only" to={`/class_schemes/${schemeId}`}>{t("classes.rule")}</Link>}
        {button}
      </header>
      {running && <div className="tw-running" role="status"><Progress percent={job?.progress ?? 0} aria-label={t("classes.job")} /><p className="tw-faint">{jobMessage(job?.message, words)}</p></div>}
      {job?.state === "failed" && <p className="tw-alert" role="alert">{job.error ?? messageOf(undefined)}</p>}
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isPending && !!schemeId && !error && <PageSkeleton />}
      {!schemeId && <EmptyState icon={<PieChartOutlined />} title={t("classes.no_scheme")} />}
      {run === null && !running && <EmptyState icon={<PieChartOutlined />} title={t("classes.never")} hint={t("classes.never_hint")} />}
      {run && (
        <div className="tw-classes-grid">
          <CurvePanel run={run} />
          <div className="tw-classes-side"><ClassTable run={run} leading={scheme?.leading !== false} /><Policies scheme={schemeId} /></div>
        </div>
      )}
    </section>
  );
}
