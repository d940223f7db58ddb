// ./tw bench [quick] [sqlite|postgres] [OPERATION...]
// Makes the data once (build/bench), then measures every operation on both databases, ours and the
// hand-written limit in turn. A run without `quick` and without names of operations writes
// bench/RESULTS.md (a database left out keeps its figures), any other build/bench/results.md.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { size, users, write_data } from './data.mjs';
import { import_by_hand } from './import_limit.mjs';
import { operations } from './operations.mjs';
import { report } from './report.mjs';

const home = 'build/bench';
const program = process.env.BENCH_PROGRAM ?? 'build/release/tradewind'; // another build, to compare
const words = process.argv.slice(2);
const quick = words.includes('quick');
const databases = ['sqlite', 'postgres'].filter((each) => words.includes(each) || !words.some((word) => /^(sqlite|postgres)$/.test(word)));
const wanted = words.filter((word) => !['quick', 'sqlite', 'postgres'].includes(word));
const seconds = quick ? 2 : 6;
const connections = 16;
const ports = { ours: 28480, limit: 28481 };
const admin = 'admin@bench.example';

const say = (text) => console.log(`    ${text}`);
const run = (command, ...rest) => execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
const psql = (sql) => run('psql', '-qAt', '-v', 'ON_ERROR_STOP=1', `${process.env.BENCH_POSTGRES}/postgres`, '-c', sql);
const superuser_address = (name) => `${process.env.BENCH_POSTGRES}/${name}`;
const address = (name) => `${process.env.BENCH_POSTGRES.replace('postgres@', 'tradewind:tradewind@')}/${name}`;

/// The arguments by which the program finds a copy of the data.
function place(database, copy) {
  const folder = `${home}/${database}-${copy}`;
  return { folder, options: ['--data', folder, ...(database === 'postgres' ? ['--database', address(copy)] : [])] };
}

const found_company = (options) => run(program, 'init', ...options, '--company', 'Bench 有限公司', '--admin-email', admin, '--admin-password', 'bench-Secret-42');

function make_database(name) {
  psql(`drop database if exists "${name}"`);
  psql(`create database "${name}" owner tradewind`);
}

/// Everything through the program's own `init` and `import`; -> rows/s of each set.
async function make_master(database) {
  const { folder, options } = place(database, 'master');
  const finished = `${home}/${database}-import.json`;
  if (existsSync(finished)) return JSON.parse(readFileSync(finished, 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  if (database === 'postgres') {
    psql("do $$ begin create role tradewind login password 'tradewind' nosuperuser nocreatedb nocreaterole; exception when duplicate_object then null; end $$");
    make_database('master');
  }
  if (!existsSync(`${home}/csv/orders.csv`)) {
    mkdirSync(`${home}/csv`, { recursive: true });
    await write_data(`${home}/csv`);
  }
  found_company(options);
  const rates = {};
  for (const set of ['departments', 'users', 'accounts', 'contacts', 'orders']) {
    const begun = performance.now();
    const printed = run(program, 'import', set, `${home}/csv/${set}.csv`, ...options);
    const rows = Number(/(\d+) rows/.exec(printed)[1]);
    rates[set] = { rows, per_second: rows / ((performance.now() - begun) / 1000) };
    if (rows > 1000) say(`${database}: imported ${rows} rows of ${set}, ${Math.round(rates[set].per_second)}/s`);
  }
  measure_import_limit(database, rates);
  if (database === 'postgres') run('psql', '-q', superuser_address('master'), '-c', 'vacuum analyze');
  writeFileSync(finished, JSON.stringify(rates));
  return rates;
}

function measure_import_limit(database, rates) {
  const { folder, options } = place(database, 'limit');
  rmSync(folder, { recursive: true, force: true });
  if (database === 'postgres') make_database('limit');
  found_company(options);
  const [from, to] = database === 'postgres' ? [superuser_address('master'), superuser_address('limit')] : [place(database, 'master').folder, folder];
  for (const [set, seconds] of Object.entries(import_by_hand(database, from, to, home))) {
    rates[set].limit = rates[set].rows / seconds;
    say(`${database}: ${set} by hand, ${Math.round(rates[set].limit)}/s`);
  }
  rmSync(folder, { recursive: true, force: true });
  if (database === 'postgres') psql('drop database "limit"');
}

/// What a run writes is gone with its copy: every run begins with the same data.
function copy_master(database) {
  rmSync(place(database, 'run').folder, { recursive: true, force: true });
  cpSync(place(database, 'master').folder, place(database, 'run').folder, { recursive: true });
  if (database === 'postgres') {
    psql('drop database if exists run');
    psql('create database run template master owner tradewind');
    writeFileSync(`${place(database, 'run').folder}/tradewind.yaml`, '');
    psql('checkpoint');
  }
  return place(database, 'run');
}

async function until(works, what) {
  for (let i = 0; i < 4000; ++i) {
    if (await works().catch(() => false)) return;
    await sleep(5);
  }
  throw new Error(`${what} does not answer`);
}

const is_open = (port, path) => () => fetch(`http://127.0.0.1:${port}${path}`).then((answer) => answer.ok);

function stop(child) {
  return new Promise((done) => { child.once('exit', done); child.kill('SIGTERM'); });
}

const resident_mb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

async function start_ours(options) {
  const begun = performance.now();
  const child = spawn(program, ['serve', ...options, '--listen', `127.0.0.1:${ports.ours}`, '--log-level', 'error'],
    { stdio: ['ignore', 'ignore', 'inherit'] });
  await until(is_open(ports.ours, '/readyz'), 'the server');
  const start_ms = performance.now() - begun;
  await sleep(1000);
  return { child, start_ms, idle_mb: resident_mb(child.pid) };
}

async function start_limit(threads, at, list) {
  const child = spawn('build/release/bench_limit', ['serve', String(ports.limit), String(threads), at, list], { stdio: ['ignore', 'ignore', 'inherit'] });
  await sleep(300);
  return child;
}

/// Processor time of a process in µs; what other work on the machine does not change much.
function cpu_time(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;  // ticks of 10 ms
}

function load(child, port, file, headers = []) {
  const before = cpu_time(child.pid);
  const seen = JSON.parse(run('build/release/bench_load', String(port), String(connections), String(seconds), file, ...headers));
  return { ...seen, cpu_us: (cpu_time(child.pid) - before) / seen.answered };
}

async function some_ids(key) {
  const ids = [];
  let url = `http://127.0.0.1:${ports.ours}/api/v1/accounts?$select=name&$orderby=name&$top=1000`;
  while (url && ids.length < 5000) {
    const page = await (await fetch(url, { headers: { Authorization: `Bearer ${key}` } })).json();
    ids.push(...page.value.map((each) => each.id));
    url = page['@odata.nextLink'];
  }
  return ids;
}

function write_requests(name, lines) {
  const file = `${home}/${name}.requests`;
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function measure(database) {
  const imported = await make_master(database);
  const { folder, options } = copy_master(database);
  const keys = {};
  for (const [who, email] of [['admin', admin], ['manager', users[0].email]])
    keys[who] = run(program, 'api-key', '--user', email, ...options).trim();
  const others_before = await others_percent();
  const ours = await start_ours(options);
  const at = database === 'sqlite' ? `${folder}/tradewind.db` : address('run');
  const data = { database, accounts: await some_ids(keys.admin) };
  const results = [];
  for (const operation of operations) {
    if (wanted.length && !wanted.includes(operation.name)) continue;
    const result = { name: operation.name };
    const requests = write_requests(`${database}-${operation.name}`, operation.requests(data));
    result.ours = load(ours.child, ports.ours, requests, [`Authorization: Bearer ${keys[operation.as ?? 'admin']}`]);
    if (operation.sql) Object.assign(result, await measure_limit(operation, data, at));
    results.push(result);
    say(`${database} ${operation.name}: ${Math.round(result.ours.per_second)}/s, p50 ${result.ours.p50_ms}, p99 ${result.ours.p99_ms} ms, cpu ${Math.round(result.ours.cpu_us)} µs`
      + (result.limit ? `; limit ${Math.round(result.limit.per_second)}/s, cpu ${Math.round(result.limit.cpu_us)} µs, raw ${Math.round(result.raw)}/s` : '')
      + (result.ours.errors ? `; ${result.ours.errors} refused` : ''));
  }
  const loaded_mb = resident_mb(ours.child.pid);
  await stop(ours.child);
  return { database, imported, others_before, others_after: await others_percent(), start_ms: ours.start_ms, idle_mb: ours.idle_mb, loaded_mb, results };
}

/// SQLite: a thread a core. PostgreSQL: a thread waits for its statement, so more of them.
async function measure_limit(operation, data, at) {
  const list = `${home}/${operation.name}.operations`;
  writeFileSync(list, `${operation.name}\t${operation.kind}\t${operation.sql(data.database)}\n`);
  const requests = write_requests(`${data.database}-${operation.name}-limit`, operation.limit(data));
  const threads = data.database === 'sqlite' ? 2 : operation.writes ? connections : 4;
  const child = await start_limit(threads, at, list);
  const limit = load(child, ports.limit, requests);
  await stop(child);
  const raw = (count) => JSON.parse(run('build/release/bench_limit', 'raw', String(count), String(seconds / 2), at, list, requests)).per_second;
  return { limit, raw: raw(2), raw_one: raw(1) };
}

/// The layer below all of it: 300 fixed bytes.
async function measure_http() {
  const requests = write_requests('http', ['GET\t/']);
  const of = async (name, args) => {
    const child = spawn(`build/release/${name}`, args, { stdio: ['pipe', 'ignore', 'inherit'] });
    await sleep(300);
    const seen = load(child, ports.limit, requests);
    await stop(child);
    return seen;
  };
  return { ours: await of('bench_hello', [String(ports.limit), '4', '1']), limit: await of('bench_limit', ['fixed', String(ports.limit), '2']) };
}

/// The share of the processor, in percent, that others take while we wait.
async function others_percent() {
  const read = () => readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  const before = read();
  await sleep(3000);
  const passed = read().map((ticks, i) => ticks - before[i]);
  const idle = passed[3] + passed[4];
  return Math.round(100 * (1 - idle / passed.reduce((sum, each) => sum + each, 0)));
}

mkdirSync(home, { recursive: true });
const file = `${home}/results.json`;
const official = !quick && !wanted.length;
const earlier = official && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).databases : [];
const measured = { machine: { cpu: cpus()[0].model, cores: cpus().length, memory_gb: Math.round(totalmem() / 2 ** 30) }, size, connections, seconds,
  http: await measure_http(), databases: [] };
for (const database of ['sqlite', 'postgres']) {
  const known = earlier.find((each) => each.database === database);
  if (databases.includes(database)) measured.databases.push(await measure(database));
  else if (known) measured.databases.push(known);
}
if (official) writeFileSync(file, JSON.stringify(measured, null, 1));
const page = official ? 'bench/RESULTS.md' : `${home}/results.md`;
writeFileSync(page, report(measured));
console.log(`\n${report(measured)}\n    written to ${page}`);
