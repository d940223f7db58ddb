/** `1h30`, `90`, `1:30`, `1小时30分`, `半小时` → minutes. */
export function parseDuration(text: string): number | undefined {
  const words = text.normalize("NFKC").trim().toLowerCase();
  if (/^半\s*(小时|小時|h)?$/.test(words)) return 30;
  const clock = /^(\d+):(\d{1,2})$/.exec(words);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  if (/^\d+$/.test(words)) return Number(words);
  const match = /^(?:([\d.]+)\s*(?:h|hr|hours?|个?小时|個?小時|时|時))?\s*(?:(\d+)\s*(?:m|min|mins|minutes?|分钟?|分鐘?)?)?$/.exec(words);
  if (!match || (match[1] === undefined && match[2] === undefined)) return undefined;
  return Math.round(Number(match[1] ?? 0) * 60) + Number(match[2] ?? 0);
}
