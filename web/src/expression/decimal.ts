// Exact decimals: a scaled big integer. Money never passes through binary floating point here.

export class Decimal {
  readonly units: bigint;
  readonly scale: number;

  constructor(units: bigint, scale = 0) {
    this.units = units;
    this.scale = scale;
  }

  static of(value: number | string): Decimal | undefined {
    const text = typeof value === "number" || /\de/i.test(value) ? plain(Number(value)) : value.trim();
    const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
    if (!match || (!match[2] && !match[3])) return undefined;
    const fraction = match[3] ?? "";
    const units = BigInt((match[2] ?? "") + fraction);
    return new Decimal(match[1] === "-" ? -units : units, fraction.length);
  }

  /** The same value at a scale; digits that do not fit are rounded half away from zero. */
  at(scale: number): Decimal {
    if (scale >= this.scale) return new Decimal(this.units * 10n ** BigInt(scale - this.scale), scale);
    return new Decimal(divideRounded(this.units, 10n ** BigInt(this.scale - scale)), scale);
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale).units + other.at(scale).units, scale);
  }
  minus(other: Decimal): Decimal { return this.plus(other.negated()); }
  negated(): Decimal { return new Decimal(-this.units, this.scale); }
  times(other: Decimal): Decimal { return new Decimal(this.units * other.units, this.scale + other.scale); }

  /** Nine digits after the point, as the server computes it. */
  dividedBy(other: Decimal, digits = 9): Decimal | undefined {
    if (other.units === 0n) return undefined;
    const numerator = this.units * 10n ** BigInt(digits + other.scale);
    return new Decimal(divideRounded(numerator, other.units * 10n ** BigInt(this.scale)), digits);
  }

  /** With the sign of the dividend. */
  remainder(other: Decimal): Decimal | undefined {
    if (other.units === 0n) return undefined;
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale).units % other.at(scale).units, scale);
  }

  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const [left, right] = [this.at(scale).units, other.at(scale).units];
    return left < right ? -1 : left > right ? 1 : 0;
  }

  floor(): Decimal {
    const unit = 10n ** BigInt(this.scale);
    const whole = this.units / unit;
    return new Decimal(this.units < 0n && whole * unit !== this.units ? whole - 1n : whole);
  }
  ceiling(): Decimal { return this.negated().floor().negated(); }

  toString(): string {
    const digits = (this.units < 0n ? -this.units : this.units).toString().padStart(this.scale + 1, "0");
    const cut = digits.length - this.scale;
    const fraction = digits.slice(cut).replace(/0+$/, "");
    const text = digits.slice(0, cut) + (fraction && `.${fraction}`);
    return this.units < 0n ? `-${text}` : text;
  }
  toNumber(): number { return Number(this.toString()); }
}

function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const negative = (numerator < 0n) !== (denominator < 0n);
  const [top, bottom] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const quotient = (top + bottom / 2n) / bottom;
  return negative ? -quotient : quotient;
}

/** 1e-7 and 1e21 written out. */
function plain(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText);
  const digits = whole + fraction;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  return sign + digits.padEnd(exponent + 1, "0");
}
