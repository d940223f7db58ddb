// An import by hand: the rows that the program's import wrote (the record, what belongs to it, its history, its words) go into an
// empty database of the same tables and indexes, read from where they lie finished, without a rule: 5,000 records a transaction on
// SQLite (without the orders' dates on the accounts), one COPY a table on PostgreSQL.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const sets = [
  { set: 'accounts', entity: 'account', parts: [] },
  { set: 'contacts', entity: 'contact', parts: ['contacts__accounts.owner_id'] },
  { set: 'orders', entity: 'order', parts: ['order_lines.order_id'],
    totals: `update accounts set first_order_date = o.first, last_order_date = o.last from (select account_id, min(order_date) as first,
      max(order_date) as last from orders where state <> 'cancelled' and deleted_at is null group by account_id) o where accounts.id = o.account_id` },
];
const run = (command, ...rest) => execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const by_sqlite = (from, to, { set, entity, parts }) =>
  JSON.parse(run('build/release/bench_limit', 'load', `${from}/tradewind.db`, `${to}/tradewind.db`, entity, set, ...parts)).seconds;

/// Foreign keys are not looked at. Only what goes in is timed, not what comes out.
function by_postgres(from, to, folder, { set, entity, parts, totals }) {
  const copies = [[set, 'true'], ...parts.map((part) => [part.split('.')[0], 'true']), ['audit', `entity = '${entity}'`], ['search_index', `entity = '${entity}'`]]
    .map(([table, where]) => ({ table, where, file: `${folder}/${table}.rows` }));
  for (const { table, where, file } of copies) run('psql', '-q', from, '-c', `\\copy (select * from ${table} where ${where}) to '${file}' binary`);
  const begun = performance.now();
  run('psql', '-q', '-v', 'ON_ERROR_STOP=1', to, '-c', 'set session_replication_role = replica', '-c', "set gin_pending_list_limit = '64MB'", '-c', 'begin',
    ...copies.flatMap(({ table, file }) => ['-c', `\\copy ${table} from '${file}' binary`]), '-c', "select gin_clean_pending_list('search_index_words')",
    ...(totals ? ['-c', totals] : []), '-c', 'commit');
  const seconds = (performance.now() - begun) / 1000;
  for (const { file } of copies) rmSync(file);
  return seconds;
}

/// -> seconds for each set; `from` and `to` are folders on SQLite, addresses on PostgreSQL.
export const import_by_hand = (database, from, to, folder) => Object.fromEntries(sets.map((each) =>
  [each.set, database === 'sqlite' ? by_sqlite(from, to, each) : by_postgres(from, to, folder, each)]));
