// The Pareto curve of a run: share of customers against share of value, both in percent, and what it says in one line.
import type { Json, RecordData } from "@/api/types";

export interface Point { customers: number; value: number }
export interface ClassRow { code: "A" | "B" | "C"; count: number; value: number; countShare: number; valueShare: number }

const number = (value: Json | undefined) => (value === null || value === undefined ? NaN : Number(value));

/** One point however it was written: `[x, y]` or an object with named shares. */
function pointOf(raw: Json): Point | undefined {
  if (Array.isArray(raw)) return { customers: number(raw[0]), value: number(raw[1]) };
  if (raw === null || typeof raw !== "object") return undefined;
  const first = (...names: string[]) => number(names.map((name) => raw[name]).find((each) => each !== undefined));
  return {
    customers: first("customers", "customer_share", "customers_share", "x", "count_share"),
    value: first("value", "value_share", "cumulative_share", "y", "share"),
  };
}

export function pointsOf(curve: Json | undefined): Point[] {
  const raw = Array.isArray(curve) ? curve : curve && typeof curve === "object" ? curve.points ?? curve.curve ?? [] : [];
  const points = (Array.isArray(raw) ? raw : []).flatMap((each) => {
    const point = pointOf(each);
    return point && Number.isFinite(point.customers) && Number.isFinite(point.value) ? [point] : [];
  });
  if (!points.length) return [];
  // Shares may be written as ratios; the last point tells.
  const last = points[points.length - 1]!;
  const [x, y] = [scaleOf(last.customers), scaleOf(last.value)];
  const scaled = points.map((point) => ({ customers: point.customers * x, value: point.value * y }));
  return scaled[0]!.customers > 0 ? [{ customers: 0, value: 0 }, ...scaled] : scaled;
}

/** What makes the last point 100: ratios (1), percent (100) or plain ranks and sums. */
const scaleOf = (last: number) => (last > 0 ? 100 / last : 1);

export function classRows(run: RecordData): ClassRow[] {
  const customers = number(run.customers);
  const value = number(run.value);
  return (["A", "B", "C"] as const).map((code) => {
    const key = code.toLowerCase();
    const count = number(run[`count_${key}`]) || 0;
    const part = number(run[`value_${key}`]) || 0;
    return { code, count, value: part, countShare: customers ? count / customers : 0, valueShare: value ? part / value : 0 };
  });
}

/** Without a stored curve, straight lines between the class limits still tell the truth at those limits. */
export function pointsFromRows(rows: ClassRow[]): Point[] {
  const points: Point[] = [{ customers: 0, value: 0 }];
  let [customers, value] = [0, 0];
  for (const row of rows) {
    customers += row.countShare * 100;
    value += row.valueShare * 100;
    points.push({ customers, value });
  }
  return points;
}
