// The curve with its class limits. Loaded on its own: ECharts is large.
import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use as register } from "echarts/core";
import type { EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { Palette } from "@/app/palette";
import type { Translate } from "@/i18n";
import { formatNumber } from "@/ui/format";
import type { Language } from "@/api/types";
import type { ClassRow, Point } from "./curve";

register([LineChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, AriaComponent, CanvasRenderer]);

export interface ParetoChartProps {
  points: Point[];
  rows: ClassRow[];
  palette: Palette;
  language: Language;
  t: Translate;
  description: string;
  onReady: (chart: EChartsType) => void;
}

function options({ points, rows, palette, language, t, description }: ParetoChartProps) {
  const percent = (value: number) => `${formatNumber(value, language, { max: 1 })}%`;
  const soft = { color: palette.text_faint, fontSize: 12 };
  const limits = [rows[0]!.countShare * 100, (rows[0]!.countShare + rows[1]!.countShare) * 100];
  const values = [rows[0]!.valueShare * 100, (rows[0]!.valueShare + rows[1]!.valueShare) * 100];
  const fills = [palette.good_soft, palette.info_soft, palette.neutral_soft];
  const bounds = [0, ...limits, 100];
  const line = { lineStyle: { color: palette.line_strong, type: "dashed" as const, width: 1 }, symbol: "none" };
  return {
    animationDuration: 180,
    aria: { enabled: true, description },
    grid: { left: 24, right: 52, top: 26, bottom: 34, containLabel: true },
    tooltip: {
      trigger: "axis" as const, renderMode: "richText" as const, backgroundColor: palette.raised, borderColor: palette.line_strong,
      textStyle: { color: palette.text, fontSize: 13 },
      formatter: (items: unknown) => {
        const [x, y] = (items as { value: [number, number] }[])[0]?.value ?? [0, 0];
        return t("classes.tooltip", { customers: percent(x), value: percent(y) });
      },
      axisPointer: { type: "cross" as const, label: { show: false }, lineStyle: { color: palette.primary }, crossStyle: { color: palette.primary } },
    },
    xAxis: {
      type: "value" as const, min: 0, max: 100, name: t("classes.axis_customers"), nameLocation: "middle" as const, nameGap: 26, nameTextStyle: soft,
      axisLabel: { ...soft, formatter: percent }, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: palette.line_strong } },
    },
    yAxis: {
      type: "value" as const, min: 0, max: 100, name: t("classes.axis_value"), nameLocation: "middle" as const, nameGap: 42, nameTextStyle: soft,
      axisLabel: { ...soft, formatter: percent }, splitLine: { lineStyle: { color: palette.line } },
    },
    series: [{
      type: "line" as const, showSymbol: false, smooth: false, data: points.map((point) => [point.customers, point.value]),
      lineStyle: { width: 3, color: palette.primary }, itemStyle: { color: palette.primary },
      markArea: {
        silent: true,
        label: { position: "insideBottom" as const, color: palette.text_soft, fontSize: 13, fontWeight: 600 as const },
        data: rows.map((row, index) => [
          { xAxis: bounds[index]!, name: bounds[index + 1]! - bounds[index]! > 4 ? row.code : "", itemStyle: { color: fills[index], opacity: 0.65 } },
          { xAxis: bounds[index + 1]! },
        ] as [object, object]),
      },
      markLine: {
        silent: true, animation: false, ...line,
        data: [
          ...limits.map((limit) => ({ xAxis: limit, label: { formatter: percent(limit), color: palette.text_soft, position: "end" as const } })),
          ...values.map((value) => ({ yAxis: value, label: { formatter: percent(value), color: palette.text_soft, position: "end" as const } })),
        ],
      },
    }],
  };
}

export default function ParetoChart(props: ParetoChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const { onReady } = props;
  useEffect(() => {
    if (!element.current) return undefined;
    const created = init(element.current, undefined, { renderer: "canvas" });
    chart.current = created;
    onReady(created);
    const observer = new ResizeObserver(() => created.resize());
    observer.observe(element.current);
    return () => { observer.disconnect(); created.dispose(); };
  }, [onReady]);
  useEffect(() => { chart.current?.setOption(options(props) as Parameters<EChartsType["setOption"]>[0], true); });
  return <div ref={element} className="tw-chart" role="img" aria-label={props.description} />;
}
