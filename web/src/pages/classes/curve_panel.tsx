// The chart with its finding as the title, and the ways to take it along.
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { EChartsType } from "echarts/core";
import { lazy, Suspense, useCallback, useMemo, useRef } from "react";
import type { RecordData } from "@/api/types";
import { useAppearance } from "@/app/appearance";
import { useWords } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { classRows, pointsFromRows, pointsOf } from "./curve";
import type { Point } from "./curve";

const ParetoChart = lazy(() => import("./pareto_chart"));

function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function savePicture(chart: EChartsType | undefined, background: string, name: string): void {
  const canvas = chart?.getRenderedCanvas({ pixelRatio: 2, backgroundColor: background });
  canvas?.toBlob((blob) => { if (blob) save(blob, name); }, "image/png");
}

/** Comma-separated, with the mark that makes Excel read UTF-8. */
function saveData(points: Point[], header: string[], name: string): void {
  const lines = [header.join(","), ...points.map((point) => `${point.customers.toFixed(4)},${point.value.toFixed(4)}`)];
  save(new Blob([`\uFEFF${lines.join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" }), name);
}

export function CurvePanel({ run }: { run: RecordData }) {
  const { t, language } = useWords();
  const { palette } = useAppearance();
  const chart = useRef<EChartsType>(undefined);
  const rows = useMemo(() => classRows(run), [run]);
  const points = useMemo(() => {
    const stored = pointsOf(run.curve);
    return stored.length > 1 ? stored : pointsFromRows(rows);
  }, [run, rows]);
  const [best] = rows; // the finding is about class A, whose limits the chart draws
  const whole = (ratio: number) => formatNumber(ratio * 100, language, { max: 0 });
  const finding = best?.count
    ? t("classes.finding", { customers: whole(best.countShare), value: whole(best.valueShare) })
    : t("classes.curve");
  const onReady = useCallback((ready: EChartsType) => { chart.current = ready; }, []);
  const name = `pareto-${String(run.title ?? "")}`;
  const items = [{ key: "png", label: t("classes.as_picture") }, { key: "csv", label: t("classes.as_data") }];
  const take = (key: string) => {
    if (key === "png") savePicture(chart.current, palette.surface, `${name}.png`);
    else saveData(points, [t("classes.axis_customers"), t("classes.axis_value")], `${name}.csv`);
  };
  return (
    <div className="tw-panel tw-curve" role="region" aria-labelledby="finding">
      <div className="tw-curve-head">
        <h2 id="finding" className="tw-finding">{finding}</h2>
        <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => take(key) }} placement="bottomRight">
          <Button type="text" icon={<DownloadOutlined aria-hidden />}>{t("list.export")}</Button>
        </Dropdown>
      </div>
      <p className="tw-faint">{t("classes.basis", { customers: formatNumber(Number(run.customers ?? 0), language), orders: formatNumber(Number(run.orders_counted ?? 0), language) })}</p>
      <Suspense fallback={<div className="tw-chart" aria-busy="true" />}>
        <ParetoChart points={points} rows={rows} palette={palette} language={language} t={t} description={finding} onReady={onReady} />
      </Suspense>
    </div>
  );
}
