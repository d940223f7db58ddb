// What is measured: the request of ours, the hand-written statement for the same rows, the budget.
// `$1`, `$2` … of a statement stand in the order of its parameters, which both databases take.

const query = (parts) => Object.entries(parts).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
const get = (path, parts) => `GET\t/api/v1/${path}${parts ? `?${query(parts)}` : ''}`;
const limit = (name, parameters) => `GET\t/${name}${parameters.length ? `?${parameters.map(encodeURIComponent).join('&')}` : ''}`;
/// SQLite's planner must not take the index of the filter: the order's is the better one.
const plus = (database) => (database === 'sqlite' ? '+' : '');

const record_columns = ['id', 'version', 'created_at', 'created_by_id', 'updated_at', 'updated_by_id', 'owner_id', 'department_id',
  'deleted_at', 'tags', 'name', 'short_name', 'name_en', 'number', 'external_id', 'roles', 'lifecycle', 'lost_reason', 'abc_class',
  'abc_reason', 'abc_classified_at', 'source', 'industry', 'size', 'parent_account_id', 'country', 'city', 'address', 'postcode',
  'delivery_address', 'website', 'phone', 'email', 'mail_domain', 'currency', 'incoterm', 'payment_terms', 'credit_limit',
  'main_products', 'last_contact_at', 'next_contact_on', 'first_order_date', 'last_order_date', 'notes'];
const list_columns = 'number,name,abc_class,lifecycle,country,industry,next_contact_on,last_order_date';
const order_columns = 'number,order_date,state,currency,total,total_base,delivery_date';
const lifecycles = ['potential', 'interested', 'buying', 'loyal', 'at_risk', 'lost'];

const words = { rare: ['adler', 'kowalski', 'zimmer', 'highl', 'bluewa', 'nordl', 'okaf', 'virta', '照明', '轴承', '阀门', '紧固', '鑫瑞', 'limi'],
  common: ['a', 's', 'b', 'in', 'tr', 'gmbh', 'group', '宁波', '有限', '公司', '科技', 'tool', '上海', 'ltd'] };

const all_columns = record_columns.join(', ');
const match_argument = (database, word) => (database === 'sqlite' ? `title : ("${word}" *) AND kind : ("account")` : `'^${word}':* & '=account'`);
/// PostgreSQL's planner knows how often a word occurs but not where, so by hand too there are two statements: rare words are found
/// by the index of words, for common ones the newest records are read. OFFSET 0 keeps the planner from joining what is parted.
const matches = {
  sqlite: { rare: 'SELECT rowid AS id FROM search_index WHERE search_index MATCH $1 ORDER BY rowid DESC LIMIT 10' },
  postgres: {
    rare: 'SELECT id FROM (SELECT id FROM search_index WHERE words @@ $1::tsquery OFFSET 0) w ORDER BY id DESC LIMIT 10',
    common: "SELECT id FROM (SELECT id, words FROM search_index WHERE entity = 'account' ORDER BY id DESC LIMIT 20000) w WHERE words @@ $1::tsquery LIMIT 10" } };
const search_sql = (kind) => (database) => 'SELECT a.id, a.name, a.number, a.country, u.name AS owner FROM '
  + `(${matches[database][kind] ?? matches[database].rare}) s JOIN accounts a ON a.id = s.id LEFT JOIN users u ON u.id = a.owner_id `
  + 'WHERE a.deleted_at IS NULL ORDER BY s.id DESC';

const list_sql = (database) => `SELECT id, version, ${list_columns.replaceAll(',', ', ')}, (SELECT count(*) FROM (SELECT 1 FROM accounts `
  + `WHERE lifecycle = $1 AND deleted_at IS NULL LIMIT 10001) c) AS total FROM accounts WHERE ${plus(database)}lifecycle = $1 `
  + 'AND deleted_at IS NULL ORDER BY name NULLS FIRST, id LIMIT 50';
const join_sql = (database) => `SELECT o.id, o.version, ${order_columns.split(',').map((each) => `o.${each}`).join(', ')}, a.id AS account_id, `
  + `a.version AS account_version, a.name FROM orders o LEFT JOIN accounts a ON a.id = o.account_id AND a.deleted_at IS NULL `
  + `WHERE ${plus(database)}o.state = $1 AND ${plus(database)}o.total > $2 AND o.deleted_at IS NULL ORDER BY o.order_date DESC NULLS LAST, o.id DESC LIMIT 50`;
// The rows of a new customer as our server writes them: the record, its history, its words. By hand the number may have gaps.
const create_sql = {
  sqlite: () => ['BEGIN IMMEDIATE', `INSERT INTO accounts (${created_columns}, number) VALUES (${created_values}, 'L-' || abs(random())) RETURNING ${all_columns}`,
    "INSERT INTO audit (entity, record_id, at, verb, via, changes) VALUES ('account', (SELECT max(id) FROM accounts), $1, 'create', 'api', '{}')",
    "INSERT INTO search_index (rowid, title, body, kind, entity) VALUES ((SELECT max(id) FROM accounts), $10, $11, 'account', 'account')", 'COMMIT'].join(';'),
  postgres: () => `WITH record AS (INSERT INTO accounts (id, ${created_columns}, number) VALUES (${time_id}, ${created_values}, 'L-' || random()) RETURNING ${all_columns}), `
    + `history AS (INSERT INTO audit (id, entity, record_id, at, verb, via, changes) SELECT ${time_id}, 'account', id, created_at, 'create', 'api', '{}' FROM record), `
    + "words AS (INSERT INTO search_index (id, entity, words) SELECT id, 'account', $10::text::tsvector FROM record) SELECT * FROM record",
};
const sum_sql = () => 'SELECT state, sum(total_base) AS amount FROM orders WHERE deleted_at IS NULL GROUP BY state';

const created_columns = 'version, created_at, updated_at, name, lifecycle, country, city, phone, email, mail_domain, currency';
const created_values = "1, $1, $2, $3, 'potential', $4, $5, $6, $7, $8, $9";
const time_id = '(extract(epoch FROM clock_timestamp()) * 1000000)::bigint * 4096 + pg_backend_pid() % 4096';

const list_requests = () => lifecycles.map((each) => get('accounts',
  { $filter: `lifecycle eq '${each}'`, $orderby: 'name', $top: 50, $count: 'true', $select: list_columns }));
const pairs = ['confirmed', 'shipped', 'draft', 'completed'].flatMap((state) => [100, 1000, 10000].map((total) => [state, total]));
const join_requests = () => pairs.map(([state, total]) => get('orders', { $filter: `state eq '${state}' and total gt ${total}`,
  $orderby: 'order_date desc', $top: 50, $select: order_columns, $expand: 'account($select=name)' }));
const search_requests = (list) => list.map((word) => get('search', { q: word, top: 10, entity: 'account' }));
const sum_requests = () => [get('orders', { $apply: 'groupby((state),aggregate(total_base with sum as amount))' })];
const created = (i) => ({ name: `Nordlicht Werkzeuge ${i} GmbH`, country: 'DE', city: 'Hamburg', phone: '+49 40 5550123',
  email: `info@n${i}.example`, mail_domain: `n${i}.example`, currency: 'EUR' });
const words_of_created = (i) => [`nordlicht werkzeuge ${i} gmbh`, `c 100${i} hamburg 49 40 5550123 0123 550123 05550123 49405550123 info n${i} example`];
const as_tsvector = ([title, body]) => [...new Set([...`${title} ${body}`.split(' '), ...title.split(' ').map((word) => `^${word}`), '=account'])]
  .map((word) => `'${word}'`).join(' ');

/// budget: requests/s on [SQLite, PostgreSQL]; ratio: of the limit, docs/adr/0019; p99_ms: at most.
export const operations = [
  { name: 'read', title: 'read one record', budget: [15000, 12000], ratio: [0.6, 0.6], kind: 'one',
    sql: () => `SELECT ${all_columns} FROM accounts WHERE id = $1 AND deleted_at IS NULL`,
    requests: (data) => data.accounts.map((id) => get(`accounts/${id}`)),
    limit: (data) => data.accounts.map((id) => limit('read', [number_of(id)])) },
  { name: 'list', title: 'list 50, filter, sort, total', budget: [4000, 3000], ratio: [0.6, 0.6], kind: 'many', sql: list_sql,
    requests: list_requests, limit: () => lifecycles.map((each) => limit('list', [each])) },
  { name: 'list_manager', title: 'the same as a sales manager (one department)', requests: list_requests, as: 'manager' },
  { name: 'join', title: "list 50 with the customer's name, two filters", budget: [3000, 3000], ratio: [0.6, 0.45], kind: 'many', sql: join_sql,
    requests: join_requests, limit: () => pairs.map(([state, total]) => limit('join', [state, total * 100])) },
  { name: 'search', title: 'search part of a name', budget: [3000, 2000], p99_ms: 20, kind: 'many', sql: search_sql('rare'),
    requests: () => search_requests(words.rare),
    limit: (data) => words.rare.map((word) => limit('search', [match_argument(data.database, word)])) },
  { name: 'search_common', title: 'search common letters and words', budget: [3000, 2000], p99_ms: 20, kind: 'many', sql: search_sql('common'),
    requests: () => search_requests(words.common),
    limit: (data) => words.common.map((word) => limit('search_common', [match_argument(data.database, word)])) },
  { name: 'search_all', title: 'search in everything', requests: () => [...words.rare, ...words.common].map((word) => get('search', { q: word, top: 10 })) },
  { name: 'search_list', title: 'list 50 with $search',
    requests: () => [...words.rare, ...words.common].map((word) => get('accounts', { $search: word, $top: 50, $select: list_columns })) },
  { name: 'sum', title: 'sum by state', budget: [1000, 1000], kind: 'many', sql: sum_sql, requests: sum_requests, limit: () => [limit('sum', [])] },
  { name: 'create', title: 'create, durable', budget: [2500, 1500], ratio: [0.6, 0.3], kind: 'write', sql: (database) => create_sql[database](), writes: true,
    requests: () => numbers(1000).map((i) => `POST\t/api/v1/accounts\t${JSON.stringify(created(i))}`),
    limit: ({ database }) => numbers(1000).map((i) => {
      const { name, country, city, phone, email, mail_domain, currency } = created(i);
      const now = '2026-11-21T10:00:00.000Z';
      const indexed = database === 'sqlite' ? words_of_created(i) : [as_tsvector(words_of_created(i))];
      return limit('create', [now, now, name, country, city, phone, email, mail_domain, currency, ...indexed]);
    }) },
];

const numbers = (count) => Array.from({ length: count }, (_, i) => i);

/// The number behind an id: 13 characters of Crockford's base 32.
export function number_of(id) {
  let number = 0n;
  for (const letter of id) number = number * 32n + BigInt('0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(letter));
  return String(number);
}
