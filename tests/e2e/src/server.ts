// The program as people run it: a fresh data directory, the real binary, a free port, an orderly end.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const binary = resolve(process.env.TRADEWIND_BINARY ?? join(root, "build/release/tradewind"));

/** The tests' own settings are none of the program's, and it refuses what it does not know. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TRADEWIND_")));

export const password = "Trade-wind-2026";

export interface Server {
  origin: string;
  data: string;
  /** An API key of the administrator, made before the server opened the database. */
  key: string;
  stop: () => Promise<void>;
}

/** Runs a command of the program to its end; answers what it printed. */
export function command(...args: string[]): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env });
    let out = "";
    let err = "";
    child.stdout.on("data", (text: Buffer) => { out += text; });
    child.stderr.on("data", (text: Buffer) => { err += text; });
    child.on("error", failed);
    child.on("close", (code) => (code === 0 ? done(out) : failed(new Error(`tradewind ${args[0]} ended with ${code}: ${err || out}`))));
  });
}

interface Company { name: string; email: string; demo: boolean }

export const demoCompany: Company = { name: "宁波望潮进出口有限公司", email: "admin@wangchao.example", demo: true };

export async function startServer(company: Company): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), "tradewind-e2e-"));
  const removeData = () => rmSync(data, { recursive: true, force: true });
  try {
    await command("init", "--data", data, "--company", company.name, "--admin-email", company.email,
      "--admin-password", password, ...(company.demo ? ["--demo"] : []));
    const key = (await command("api-key", "--data", data, "--user", company.email)).trim();
    const { origin, stop } = await serve(data);
    return {
      origin, data, key,
      stop: async () => { try { await stop(); } finally { removeData(); } },
    };
  } catch (error) {
    removeData();
    throw error;
  }
}

function serve(data: string): Promise<{ origin: string; stop: () => Promise<void> }> {
  return new Promise((ready, failed) => {
    const child = spawn(binary, ["serve", "--data", data, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"], env });
    let said = "";
    let ended: number | string | undefined;
    const timer = setTimeout(() => { child.kill("SIGKILL"); failed(new Error(`the server was not ready within 60 s:\n${said}`)); }, 60_000);
    const over = new Promise<void>((resolveOver) => child.on("close", (code, signal) => { ended = code ?? signal ?? "?"; resolveOver(); }));
    const stop = async () => {
      if (ended === undefined) child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await over;
      clearTimeout(late);
      if (ended !== 0) throw new Error(`the server did not end clean (${ended}):\n${said.slice(-4000)}`);
    };
    const hear = (text: Buffer) => {
      said += text;
      const origin = /Tradewind is ready: (\S+)/.exec(said)?.[1];
      if (origin) { clearTimeout(timer); ready({ origin, stop }); }
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", failed);
    void over.then(() => { clearTimeout(timer); failed(new Error(`the server ended with ${ended}:\n${said}`)); });
  });
}
