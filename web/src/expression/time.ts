// Arithmetic with days, instants and durations.
import { Decimal } from "./decimal";
import type { ArithmeticOp } from "./evaluate";
import { dayLength, decimalOf, EvaluationError, isDay, isInstant, isMinutes, isSpan } from "./values";
import type { Value } from "./values";

export const isTemporal = (value: Value) => isDay(value) || isInstant(value) || isSpan(value);

const spanOf = (value: Value): number | undefined => {
  if (isSpan(value)) return value.ms;
  return isMinutes(value) ? Number(value.minutes) * 60_000 : undefined;
};
const lineOf = (value: Value): number | undefined => {
  if (isDay(value)) return value.days * dayLength;
  return isInstant(value) ? value.instant : undefined;
};

/** A duration by a number, as whole milliseconds. */
function scaled(op: ArithmeticOp, ms: number, factor: Decimal): Value {
  const span = new Decimal(BigInt(ms));
  const result = op === "mul" ? span.times(factor) : span.dividedBy(factor);
  return result ? { ms: Number(result.at(0).units) } : null;
}

export function temporal(op: ArithmeticOp, a: Value, b: Value): Value {
  const [span, otherSpan] = [spanOf(a), spanOf(b)];
  const [line, otherLine] = [lineOf(a), lineOf(b)];
  if (op === "add" || op === "sub") {
    const sign = op === "add" ? 1 : -1;
    if (line !== undefined && otherLine !== undefined && op === "sub") return { ms: line - otherLine };
    if (line !== undefined && otherSpan !== undefined) {
      const moved = line + sign * otherSpan;
      return isDay(a) ? { days: a.days + Math.floor(sign * otherSpan / dayLength) } : { instant: moved };
    }
    if (span !== undefined && otherSpan !== undefined) return { ms: span + sign * otherSpan };
  }
  if ((op === "mul" || op === "div" || op === "divby") && span !== undefined) return scaled(op, span, decimalOf(b));
  if (op === "mul" && otherSpan !== undefined) return scaled(op, otherSpan, decimalOf(a));
  throw new EvaluationError("these do not combine");
}
