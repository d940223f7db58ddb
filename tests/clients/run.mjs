// Starts the server on a new data directory, generates a typed client from its $metadata, and runs
// that client and one more against it. The server: $TRADEWIND_BINARY, else the release build.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const binary = process.env.TRADEWIND_BINARY ?? join(here, "../../build/release/tradewind");
// The server takes TRADEWIND_* as its settings; what is meant for tests is not for it.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("TRADEWIND_")),
);
const email = "admin@clients.example";
const password = "client tests 2026";

function run(what, command, args, options = {}) {
  console.log(`- ${what}`);
  const done = spawnSync(command, args, {
    cwd: here,
    encoding: "utf8",
    env: { ...environment, ...options },
  });
  if (done.status === 0) return done.stdout;
  console.error(done.stdout ?? "", done.stderr ?? "", done.error ?? "");
  throw new Error(`${what}: failed`);
}

/** Resolves with the address that the server prints once it listens. */
function serve(data) {
  const server = spawn(binary, ["serve", "--data", data, "--listen", "127.0.0.1:0"], {
    env: environment,
  });
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk) => {
      said += chunk;
      const address = said.match(/https?:\/\/\S+/);
      if (address) resolve({ server, address: address[0] });
    };
    server.stdout.on("data", listen);
    server.stderr.on("data", listen);
    server.on("exit", (code) => reject(new Error(`the server ended (${code}): ${said}`)));
  });
}

async function fetchMetadata(root, key) {
  const answer = await fetch(`${root}$metadata`, { headers: { Authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`$metadata: ${answer.status}`);
  rmSync(join(here, "work"), { recursive: true, force: true });
  mkdirSync(join(here, "work"));
  writeFileSync(join(here, "work/metadata.xml"), await answer.text());
}

async function test(root, key) {
  const service = { SERVICE_ROOT: root, API_KEY: key, API_USER: email };
  await fetchMetadata(root, key);
  run("generate a client from $metadata", "node_modules/.bin/odata2ts", ["tradewind"]);
  run("compile it", "node_modules/.bin/tsc", ["-p", "."]);
  process.stdout.write(
    run("the generated client", "node", ["work/built/generated_client.js"], service),
  );
  process.stdout.write(run("@odata/client", "node", ["odata_client.mjs"], service));
}

if (!existsSync(binary)) throw new Error(`no server at ${binary}: build it or set TRADEWIND_BINARY`);
const data = mkdtempSync(join(tmpdir(), "tradewind-clients-"));
let server;
try {
  run("found a company", binary, [
    ...["init", "--data", data, "--company", "Client tests"],
    ...["--admin-email", email, "--admin-password", password],
  ]);
  const key = run("make an API key", binary, ["api-key", "--data", data, "--user", email]).trim();
  const started = await serve(data);
  server = started.server;
  await test(`${started.address}/api/v1/`, key);
  console.log("all clients are served");
} finally {
  server?.removeAllListeners("exit");
  server?.kill("SIGTERM");
  rmSync(data, { recursive: true, force: true });
}
