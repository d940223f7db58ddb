// Checks every #include against layers.txt, and a few rules that includes show:
//   - a folder includes only the folders its line allows; a module meets another only through its
//     <name>.h, and only when its module.yaml depends on it;
//   - no cycle, neither between folders nor between headers;
//   - drivers are named in platform/store alone, sockets in platform/http alone;
//   - SQL text lies in platform/store alone.
// Usage: node tools/check/layers.mjs [ROOT]. Prints file:line for each fault; exit code 1 if any.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = process.argv[2] ?? process.cwd();
const read = (path) => readFileSync(join(root, path), "utf8");
const faults = [];

// Headers of third parties that only one folder may know.
const fenced = [
  { header: /^(sqlite3\.h|libpq-fe\.h|libpq\/.*)$/, folder: "store", what: "a database driver" },
  { header: /^boost\/(asio|beast)(\.hpp|\/)/, folder: "http", what: "sockets" },
];
// Folders whose tests and tools may look over the fences: they play the outside world.
const outside = new Set(["testkit", "bench"]);

// ---- layers.txt ----
const allowed = new Map();
for (const line of read("layers.txt").split("\n")) {
  const match = /^([a-z_]+):(.*)$/.exec(line);
  if (match) allowed.set(match[1], new Set(match[2].trim().split(/\s+/).filter(Boolean)));
}
const topFolders = new Set(["modules", "app", "tools", "bench"]);
const platform = [...allowed.keys()].filter((name) => !topFolders.has(name));
for (const names of allowed.values()) {
  if (names.delete("*")) for (const name of platform) if (name !== "testkit") names.add(name);
}

// ---- where a path belongs ----
function belongs(path) {
  const [top, second] = path.split("/");
  if (top === "platform") return { folder: second };
  if (top === "modules") return { folder: "modules", module: second };
  return { folder: top };
}

function dependsOf(module) {
  const file = `modules/${module}/module.yaml`;
  if (!existsSync(join(root, file))) return new Set();
  const text = read(file);
  const inline = /^depends:\s*\[([^\]]*)\]/m.exec(text);
  if (inline) return new Set(inline[1].split(",").map((name) => name.trim()).filter(Boolean));
  const block = /^depends:\s*\n((?:\s+- .*\n?)+)/m.exec(text);
  return new Set(block ? block[1].split("\n").map((l) => l.replace(/^\s+-\s*/, "").trim()).filter(Boolean) : []);
}
const depends = new Map();
const dependsOn = (module, other) => {
  if (!depends.has(module)) depends.set(module, dependsOf(module));
  return depends.get(module).has(other);
};

// ---- may `path` include `included`? The reason why not, or nothing. ----
function refusal(path, included) {
  const from = belongs(path);
  const test = path.includes("/tests/");
  const [top, second, third, fourth] = included.split("/");
  if (top === "gen") return refusedGenerated(from, test, second, third);
  const to = belongs(included);
  if (!allowed.has(to.folder)) return `no such folder in layers.txt: write the path from the repository's root`;
  if (test && (to.folder === "testkit" || to.folder === "app")) return undefined;
  if (to.folder === "modules") {
    if (from.module === to.module) return undefined;
    if (!from.module) {
      if (from.folder !== "app" && !allowed.get(from.folder)?.has("modules")) return `${from.folder} may not know modules`;
      return undefined;
    }
    if (third !== "src" || fourth !== `${to.module}.h`) return `of another module only modules/${to.module}/src/${to.module}.h`;
    if (!dependsOn(from.module, to.module)) return `module.yaml of ${from.module} does not depend on ${to.module}`;
    return undefined;
  }
  if (from.folder === to.folder) return undefined;
  if (!allowed.get(from.folder)?.has(to.folder)) return `${from.folder} may not include ${to.folder}`;
  return undefined;
}

function refusedGenerated(from, test, second, third) {
  if (third === undefined) {
    if (second === "embedded.h" && from.folder !== "app") return "only app/ knows the embedded files";
    return undefined;
  }
  if (from.module) {
    if (from.module === second || dependsOn(from.module, second)) return undefined;
    return `module.yaml of ${from.module} does not depend on ${second}`;
  }
  if (from.folder === "app" || from.folder === "bench" || test) return undefined;
  return `${from.folder} may not name an entity`;
}

// ---- SQL text, as a string literal that opens with a statement ----
const sqlText = /"\s*(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from|(create|drop|alter)\s+(table|index|view))\s/i;
const mayHoldSql = (path) =>
  path.startsWith("platform/store/") || path.startsWith("platform/testkit/") || path.startsWith("bench/") ||
  path.includes("/tests/") || path.startsWith("tools/");

// ---- walk ----
const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", "*.h", "*.cpp"], { cwd: root, encoding: "utf8" })
  .split("\n").filter((path) => /^(platform|modules|app|tools|bench)\//.test(path) && existsSync(join(root, path)));
const headerGraph = new Map();
const folderGraph = new Map();
for (const path of files) {
  const from = belongs(path);
  const edges = [];
  const lines = read(path).split("\n");
  lines.forEach((line, index) => {
    const at = `${path}:${index + 1}`;
    const match = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(line);
    if (!match) {
      if (!mayHoldSql(path) && sqlText.test(line) && !line.includes("store::raw_sql")) faults.push(`${at}: SQL text outside platform/store`);
      return;
    }
    const [, kind, included] = match;
    for (const fence of fenced) {
      if (fence.header.test(included) && from.folder !== fence.folder && !outside.has(from.folder) && !path.includes("/tests/"))
        faults.push(`${at}: <${included}> is ${fence.what}; only platform/${fence.folder} knows it`);
    }
    if (kind === "<") {
      if (/^(platform|modules|app|gen)\//.test(included)) faults.push(`${at}: our own headers are included with quotes`);
      return;
    }
    const why = refusal(path, included);
    if (why) faults.push(`${at}: includes ${included}: ${why}`);
    edges.push(included);
    const to = belongs(included);
    if (!path.includes("/tests/") && !included.startsWith("gen/")) {
      const [a, b] = [from.module ?? from.folder, to.module ?? to.folder];
      if (a !== b) folderGraph.set(a, (folderGraph.get(a) ?? new Set()).add(b));
    }
  });
  if (path.endsWith(".h")) headerGraph.set(path, new Set(edges));
}

// ---- cycles ----
function findCycle(graph) {
  const state = new Map();
  const trail = [];
  const visit = (node) => {
    state.set(node, "open");
    trail.push(node);
    for (const next of graph.get(node) ?? []) {
      if (state.get(next) === "open") return [...trail.slice(trail.indexOf(next)), next];
      if (!state.has(next)) {
        const cycle = visit(next);
        if (cycle) return cycle;
      }
    }
    trail.pop();
    state.set(node, "done");
    return undefined;
  };
  for (const node of graph.keys()) {
    if (!state.has(node)) {
      const cycle = visit(node);
      if (cycle) return cycle;
    }
  }
  return undefined;
}
for (const [what, graph] of [["layers.txt", allowed], ["folders", folderGraph], ["headers", headerGraph]]) {
  const cycle = findCycle(graph);
  if (cycle) faults.push(`cycle in ${what}: ${cycle.join(" -> ")}`);
}

for (const fault of faults) console.log(fault);
console.log(`layers: ${files.length} files, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
