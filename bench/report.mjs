// The measured numbers as a page of tables.
import { operations } from './operations.mjs';

const names = { sqlite: 'SQLite', postgres: 'PostgreSQL' };
const whole = (number) => Math.round(number).toLocaleString('en-US');
const milliseconds = (number) => (number < 10 ? number.toFixed(2) : number.toFixed(0));

/// Every condition of the budget that is not kept, in words; empty when met.
function misses(operation, result, column) {
  const { ours, limit } = result;
  const found = [];
  if (operation.budget && ours.per_second < operation.budget[column]) found.push('rate');
  if (operation.ratio && limit && ours.per_second / limit.per_second < operation.ratio[column]) found.push('ratio');
  if (ours.p99_ms > Math.max(5 * ours.p50_ms, 1)) found.push('p99 > 5 × p50');
  if (operation.p99_ms && ours.p99_ms > operation.p99_ms) found.push(`p99 > ${operation.p99_ms} ms`);
  if (ours.errors) found.push(`${whole(ours.errors)} refused (503)`);
  return found;
}

function row(operation, result, column) {
  const { ours, limit } = result;
  const missed = misses(operation, result, column);
  const budget = [operation.budget && `≥ ${whole(operation.budget[column])}`, operation.ratio && `≥ ${operation.ratio[column]}`].filter(Boolean).join(', ');
  return [operation.title, whole(ours.per_second), milliseconds(ours.p50_ms), milliseconds(ours.p99_ms), whole(ours.cpu_us), whole(ours.bytes),
    limit ? whole(limit.per_second) : '–', limit ? whole(limit.cpu_us) : '–', limit ? (ours.per_second / limit.per_second).toFixed(2) : '–',
    limit ? `${whole(result.raw_one)} / ${whole(result.raw)}` : '–', limit ? (ours.per_second / result.raw).toFixed(2) : '–',
    budget || '–', missed.length ? `no: ${missed.join(', ')}` : budget ? 'yes' : '–'];
}

const table = (rows) => rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function section(measured) {
  const column = measured.database === 'sqlite' ? 0 : 1;
  const rows = measured.results.map((result) => row(operations.find((each) => each.name === result.name), result, column));
  const imports = ['accounts', 'contacts', 'orders'].map((set) => {
    const { rows: count, per_second, limit } = measured.imported[set];
    const ratio = per_second / limit;
    const met = per_second >= 20_000 || (limit < 20_000 / 0.6 && ratio >= 0.6);
    return [`${set}.csv`, whole(count), whole(per_second), whole(limit), ratio.toFixed(2), '≥ 20,000, or ≥ 0.6', met ? 'yes' : 'no'];
  });
  const single = (title, value, budget, met) => [title, value, budget, met ? 'yes' : 'no'];
  return `## ${names[measured.database]}

Other work took ${measured.others_before} % of the processor before and ${measured.others_after} % after this part.

${table([['operation', 'ours req/s', 'p50 ms', 'p99 ms', 'CPU µs', 'bytes', 'bare Beast + statement req/s', 'CPU µs', 'ratio', 'raw statement/s, 1 / 2 threads', 'ratio', 'budget', 'met'],
    Array(13).fill('---'), ...rows])}

${table([['import with all rules', 'rows', 'rows/s', 'by hand rows/s', 'ratio', 'budget', 'met'], Array(7).fill('---'), ...imports])}

${table([['process', 'value', 'budget', 'met'], Array(4).fill('---'),
    single('cold start until ready', `${whole(measured.start_ms)} ms`, '< 500 ms', measured.start_ms < 500),
    single('memory idle (resident)', `${whole(measured.idle_mb)} MB`, '< 60 MB', measured.idle_mb < 60),
    ['memory after the run (resident)', `${whole(measured.loaded_mb)} MB`, '–', '–']])}
`;
}

export function report(measured) {
  const { machine, http } = measured;
  return `# Results of \`./tw bench\`

Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB. The loader, the server and PostgreSQL share these cores.
Data: ${whole(measured.size.accounts)} accounts, ${whole(measured.size.contacts)} contacts, ${whole(measured.size.orders)} orders, brought in by the program's own import (its rates are kept with the data). ${measured.connections} keep-alive connections, ${measured.seconds} s an operation.

- *bare Beast + statement*: the same rows by hand (\`bench/limit\`): a bare Beast server and one prepared statement, on the same database in the same run, without access rules and validation.
  SQLite with a thread a core; PostgreSQL with 4 threads for reads and 16 for creates. Its create writes the rows that ours writes: the record, its history, its words in the search index, in a commit of
  its own. It takes no number from a counter and asks for no other row; ours does, and commits those that wait together.
- *import by hand*: the rows that an import wrote, read from where they lie finished, go into an empty database of the same tables and indexes without any rule (\`bench/import_limit.mjs\`).
  Where even that cannot reach 20,000 rows/s (33,000 for a ratio of 0.6), the ratio counts (docs/adr/0019).
- *raw statement*: the statement in a loop, without HTTP and without JSON.
- *CPU µs*: processor time of the server's process for a request (on PostgreSQL without that of the database).
- *met* asks for the rate, the ratio to the limit, and p99 ≤ 5 × p50 (or ≤ 1 ms).
- Lists ask for the columns of the list's screen. All but "as a sales manager" are asked as administrator.
- Counts and sums are remembered until something is written (docs/adr/0017): nothing was written while lists and sums were measured. Under writes a list costs what its count costs.
- Where other work took a part of the processor, rates are low and latencies high; CPU µs and ratios then say more.
- PostgreSQL lies on the disk, \`fsync\` on, 1 GB of shared buffers.

${table([['HTTP alone, 300 fixed bytes', 'req/s', 'p50 ms', 'p99 ms'], Array(4).fill('---'),
    ['our layer', whole(http.ours.per_second), milliseconds(http.ours.p50_ms), milliseconds(http.ours.p99_ms)],
    ['bare Beast', whole(http.limit.per_second), milliseconds(http.limit.p50_ms), milliseconds(http.limit.p99_ms)]])}

${measured.databases.map(section).join('\n')}`;
}
