// What a place says when it has nothing, is waiting, or could not.
import { InboxOutlined, ReloadOutlined, WarningOutlined } from "@ant-design/icons";
import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { ApiProblem } from "@/api/client";
import { text, useWords } from "@/i18n";

/** A failure in the reader's words: the server's own sentence when it sent one. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiProblem) {
    if (error.status === 0) return text("error.network");
    if (error.problems.length) return error.problems.map((problem) => problem.message).join(" ");
    if (error.message) return error.message;
    if (error.status === 403) return text("error.forbidden");
    if (error.status === 404) return text("error.not_found");
    if (error.status === 503) return text("error.busy");
  }
  return text("error.unexpected");
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useWords();
  const request = error instanceof ApiProblem ? error.requestId : undefined;
  return (
    <div className="tw-state" role="alert">
      <span className="tw-state-icon tw-state-bad" aria-hidden="true"><WarningOutlined /></span>
      <p className="tw-state-title">{messageOf(error)}</p>
      {request && <p className="tw-faint">{t("error.request", { id: request })}</p>}
      {onRetry && <Button icon={<ReloadOutlined aria-hidden />} onClick={onRetry}>{t("retry")}</Button>}
    </div>
  );
}

export function EmptyState({ title, hint, icon, children }: { title: string; hint?: string; icon?: ReactNode; children?: ReactNode }) {
  return (
    <div className="tw-state">
      <span className="tw-state-icon" aria-hidden="true">{icon ?? <InboxOutlined />}</span>
      <p className="tw-state-title">{title}</p>
      {hint && <p className="tw-state-hint">{hint}</p>}
      {children && <div className="tw-state-actions">{children}</div>}
    </div>
  );
}

export function PageSkeleton() {
  const { t } = useWords();
  return (
    <div className="tw-page" aria-busy="true">
      <span className="tw-hidden" role="status">{t("loading")}</span>
      <Skeleton active title={{ width: 220 }} paragraph={{ rows: 6 }} />
    </div>
  );
}
