import { BellOutlined } from "@ant-design/icons";
import { Badge, Button, Popover, Progress } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Job } from "@/api/types";
import { useWords } from "@/i18n";
import { isOver, jobMessage, useJobs, useTrackedJobs } from "../jobs";

function JobLine({ title, job, onOpen }: { title: string; job: Job | undefined; onOpen: () => void }) {
  const words = useWords();
  const { t } = words;
  const message = jobMessage(job?.message, words);
  const state = job?.state ?? "queued";
  return (
    <li>
      <Link to={job ? `/jobs/${job.id}` : "/jobs"} onClick={onOpen}>{title}</Link>
      <span className={`tw-job-state tw-job-${state}`}>{t(`job.${state}`)}</span>
      {!isOver(state) && <Progress percent={job?.progress ?? 0} size="small" showInfo={false} aria-label={title} />}
      {!isOver(state) && message && <span className="tw-faint">{message}</span>}
      {job?.error && <span className="tw-problem">{job.error}</span>}
    </li>
  );
}

export function JobsBell() {
  const { t } = useWords();
  const { tracked, forget } = useJobs();
  const queries = useTrackedJobs(tracked);
  const [open, setOpen] = useState(false);
  const running = queries.filter((query) => !isOver(query.data?.state)).length;
  const content = (
    <div className="tw-jobs">
      <h2>{t("job.title")}</h2>
      {tracked.length === 0 && <p className="tw-faint">{t("job.none")}</p>}
      <ul>{tracked.map((job, index) => <JobLine key={job.id} title={job.title} job={queries[index]?.data} onOpen={() => setOpen(false)} />)}</ul>
      <div className="tw-jobs-foot">
        <Link to="/jobs" onClick={() => setOpen(false)}>{t("job.all")}</Link>
        {tracked.length > 0 && running === 0 && <Button type="link" size="small" onClick={forget}>{t("job.forget")}</Button>}
      </div>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" open={open} onOpenChange={setOpen} content={content}>
      <Button type="text" aria-label={running ? t("job.running_count", { count: running }) : t("job.title")} title={t("job.title")}
        icon={<Badge dot={running > 0} offset={[-2, 2]}><BellOutlined aria-hidden /></Badge>} />
    </Popover>
  );
}
