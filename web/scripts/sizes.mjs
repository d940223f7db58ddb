// Prints what a first visit loads, gzipped: the entry, the chunks it imports statically and its style sheets.
import { readFileSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";

const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
rmSync("dist/.vite", { recursive: true });
const size = (file) => gzipSync(readFileSync(`dist/${file}`)).length;
const closure = (key, seen = new Set()) => {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
};
const filesOf = (key) =>
  [...closure(key)].flatMap((each) => [manifest[each].file, ...(manifest[each].css ?? [])]);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1).padStart(8)} kB`;

const first = new Set(filesOf("index.html"));
const total = [...first].reduce((sum, file) => sum + size(file), 0);
console.log(`${kilobytes(total)}  first load (limit 500 kB)`);
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry) continue;
  const own = filesOf(key).filter((file) => !first.has(file));
  console.log(`${kilobytes(own.reduce((sum, file) => sum + size(file), 0))}  ${key}`);
}
if (total > 500_000) process.exit(1);
