// A fault of ours is told in plain words with a way on; what was typed elsewhere stays.
import { Button } from "antd";
import { Component } from "react";
import type { ReactNode } from "react";
import { useRouteError } from "react-router";
import { useWords } from "@/i18n";

function Broken({ detail }: { detail: string }) {
  const { t } = useWords();
  return (
    <main className="tw-broken" role="alert">
      <h1>{t("broken.title")}</h1>
      <p>{t("broken.hint")}</p>
      <div className="tw-state-actions">
        <Button type="primary" onClick={() => window.location.reload()}>{t("broken.reload")}</Button>
        <Button href="/">{t("broken.home")}</Button>
      </div>
      <details><summary>{t("broken.details")}</summary><code>{detail}</code></details>
    </main>
  );
}

export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError(error: Error) { return { error }; }
  override render() {
    return this.state.error ? <Broken detail={this.state.error.message} /> : this.props.children;
  }
}

/** The same for errors that the router catches. */
export function RouteError() {
  const error = useRouteError();
  return <Broken detail={error instanceof Error ? error.message : String(error)} />;
}
