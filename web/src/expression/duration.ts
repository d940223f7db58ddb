// ISO 8601 durations and times of day, in milliseconds.

export function parseDuration(text: string): number | undefined {
  const match = /^([+-])?P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(text);
  if (!match || match.slice(2).every((part) => part === undefined)) return undefined;
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  const total = (Number(days) * 86400 + Number(hours) * 3600 + Number(minutes) * 60) * 1000 + Math.round(Number(seconds) * 1000);
  return sign === "-" ? -total : total;
}

export function parseTimeOfDay(text: string): number | undefined {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?$/.exec(text);
  if (!match) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + Math.round(Number(match[4] ?? 0) * 1000);
}
