// Writes the CSV files of an invented trading house: 24 users, 100,000 customers, 200,000 contacts,
// 50,000 orders. The same files at every run.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

export const size = { accounts: 100_000, contacts: 200_000, orders: 50_000 };

const surnames = ('Adler Bauer Brandt Castillo Cooper Delgado Dubois Eriksen Ferrari Fischer Garcia Hansen Harlow Hoffmann '
  + 'Iversen Jansen Kaplan Keller Kowalski Laurent Lindqvist Lopez Marchetti Meyer Moreau Novak Okafor Olsen Pereira Pike '
  + 'Quinn Ramirez Richter Rossi Santos Schmidt Silva Sorensen Tanaka Thompson Ueda Vargas Virtanen Wagner Weber Whitfield '
  + 'Wilson Xavier Yilmaz Zimmermann Nordlicht Bluewater Highland Riverside Summit Harbour Atlas Meridian Pacific Baltic').split(' ');
const trades = ('Tools Hardware Textiles Lighting Electronics Furniture Ceramics Packaging Machinery Plastics Bearings Valves '
  + 'Fasteners Cables Motors Pumps Garments Footwear Toys Kitchenware Glassware Gardening Outdoor Sporting Stationery Optics '
  + 'Automotive Bicycles Appliances Fittings').split(' ');
const more = ['', '', '', 'International', 'Trading', 'Wholesale', 'Import', 'Supply', 'Group', 'Industries', 'Partners', 'Retail'];
const suffixes = ['GmbH', 'Ltd.', 'Inc.', 'S.r.l.', 'S.A.', 'B.V.', 'AB', 'Oy', 'LLC', 'Pty Ltd'];
const given = ('Anna Marco Karen Michael Giulia Colin Sofia Lars Emma Pedro Yuki Fatima Omar Ivan Chloe Noah Mia Luca Elena '
  + 'David Sara Jonas Maria Peter Laura Ahmed Nina Paul Olga Hugo').split(' ');
const places = [
  ['宁波', 'Ningbo'], ['上海', 'Shanghai'], ['深圳', 'Shenzhen'], ['广州', 'Guangzhou'], ['杭州', 'Hangzhou'], ['苏州', 'Suzhou'],
  ['义乌', 'Yiwu'], ['温州', 'Wenzhou'], ['青岛', 'Qingdao'], ['厦门', 'Xiamen'], ['东莞', 'Dongguan'], ['佛山', 'Foshan'],
  ['无锡', 'Wuxi'], ['台州', 'Taizhou'], ['绍兴', 'Shaoxing'], ['天津', 'Tianjin']];
const zh_names = [...'海天鑫瑞华泰永盛恒达金龙远东新宏利嘉信德顺通博亿联创腾飞锦澜锐擎'];
const zh_trades = ['五金', '电子', '纺织', '照明', '家具', '陶瓷', '包装', '机械', '塑料', '轴承', '阀门', '紧固件', '电缆', '电机',
  '水泵', '服装', '鞋业', '玩具', '厨具', '玻璃', '园艺', '户外用品', '体育用品', '文具', '光学', '汽车配件', '自行车', '电器'];
const zh_suffixes = ['有限公司', '科技有限公司', '贸易有限公司', '进出口有限公司', '实业有限公司', '制造厂'];
const zh_surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const zh_given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英佳怡思远子涵'];
const foreign = [['DE', 'Hamburg', '+49 40 5550', 'EUR'], ['US', 'Chicago', '+1 312 5550', 'USD'], ['FR', 'Lyon', '+33 4 7255', 'EUR'],
  ['IT', 'Milano', '+39 02 5550', 'EUR'], ['GB', 'Leeds', '+44 113 4960', 'GBP'], ['NL', 'Rotterdam', '+31 10 5550', 'EUR'],
  ['ES', 'Valencia', '+34 96 5550', 'EUR'], ['SE', 'Malmö', '+46 40 5550', 'EUR'], ['AU', 'Perth', '+61 8 5550', 'USD'],
  ['BR', 'Santos', '+55 13 5550', 'USD'], ['AE', 'Dubai', '+971 4 5550', 'USD'], ['JP', 'Osaka', '+81 6 5550', 'JPY']];
const lifecycles = ['potential', 'interested', 'interested', 'buying', 'buying', 'buying', 'loyal', 'at_risk', 'lost'];
const sources = ['canton_fair', 'exhibition', 'b2b', 'website', 'search', 'cold_mail', 'referral', 'customs_data'];
const lines_of_business = ['importer', 'wholesaler', 'retail_chain', 'e_commerce', 'brand', 'manufacturer', 'trading'];
const sizes = ['micro', 'small', 'small', 'medium', 'large', 'giant'];
const terms = ['tt_deposit', 'tt_before_shipment', 'lc_sight', 'oa_30', 'oa_60'];
const incoterms = ['FOB', 'FOB', 'CIF', 'EXW', 'DDP'];
const states = ['draft', 'confirmed', 'confirmed', 'shipped', 'completed', 'completed', 'completed', 'cancelled'];
const rates = { CNY: '1', USD: '7.2', EUR: '7.9', GBP: '9.1', JPY: '0.05' };

let seed = 20261121;
const random = (below) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor(seed / 4294967296 * below);
};
const one = (list) => list[random(list.length)];
const digits = (count) => String(random(10 ** count)).padStart(count, '0');
const day = (from, days) => new Date(Date.UTC(from, 0, 1) + random(days) * 86_400_000).toISOString().slice(0, 10);
const cell = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

export const users = Array.from({ length: 24 }, (_, i) => ({
  email: `${i % 6 ? 'rep' : 'manager'}${i}@bench.example`, role: i % 6 ? 'sales_rep' : 'sales_manager', department: `D${Math.floor(i / 6)}`,
}));
const owner = () => { const user = one(users); return [user.email, user.department]; };

function account(i) {
  const chinese = i % 2 === 1;
  const [zh_city, en_city] = one(places);
  const [country, city, phone, currency] = chinese ? ['CN', zh_city, '+86 574 5550', 'CNY'] : one(foreign);
  const short = chinese ? one(zh_names) + one(zh_names) : one(surnames);
  const trade = random(trades.length);
  const name = chinese ? city + short + (zh_trades[trade] ?? '日用品') + one(zh_suffixes)
    : [short, chance(3) ? `& ${one(surnames)}` : '', trades[trade], one(more), one(suffixes)].filter(Boolean).join(' ');
  const lifecycle = one(lifecycles);
  const domain = `c${i}.example`;
  return { id: `A${i}`, currency, row: [`A${i}`, name, short, chinese ? `${en_city} ${trades[trade]} Co., Ltd.` : '', chance(5) ? 'supplier' : 'buyer',
    lifecycle, lifecycle === 'lost' ? 'price' : '', one(sources), one(lines_of_business), one(sizes), country, city,
    `${1 + random(300)} ${one(surnames)} Street`, digits(5), `https://www.${domain}`, phone + digits(4), `info@${domain}`, domain, currency,
    one(incoterms), one(terms), String((1 + random(80)) * 5000), one(trades), ...owner(), chance(3) ? day(2026, 365) : '',
    chance(4) ? `Met at the fair, asks for ${one(trades).toLowerCase()} and ${one(trades).toLowerCase()}.` : ''] };
}
const chance = (of) => random(of) === 0;

function contact(i, accounts) {
  const of = i < accounts.length ? i : random(accounts.length);
  const chinese = of % 2 === 1;
  const last = chinese ? one(zh_surnames) : one(surnames);
  const name = chinese ? last + one(zh_given) + one(zh_given) : `${one(given)} ${last}`;
  return [`P${i}`, name, one(['mr', 'ms']), accounts[of].id, one(['采购经理', 'Buyer', 'Purchasing manager', '总经理', 'Logistics']),
    one(['buyer', 'decider', 'influencer']), String(i < accounts.length), `p${i}@c${of}.example`, `+49 40 5551${digits(5)}`, ...owner()];
}

function order(i, accounts) {
  const buyer = one(accounts);
  const date = day(2024, 1000);
  const state = one(states);
  const head = [`N${i}`, buyer.id, `PO-${digits(6)}`, date, state, buyer.currency, rates[buyer.currency], one(incoterms), one(terms), ...owner()];
  return Array.from({ length: 1 + random(3) }, () => [...head, `${one(trades)} ${digits(3)}`, String(1 + random(2000)), 'pcs',
    buyer.currency === 'JPY' ? String(10 + random(5000)) : `${random(60)}.${digits(2)}`]);
}

const columns = {
  departments: 'code,name,name_en',
  users: 'email,name,roles.code,department.code',
  accounts: 'external_id,name,short_name,name_en,roles,lifecycle,lost_reason,source,industry,size,country,city,address,postcode,website,phone,'
    + 'email,mail_domain,currency,incoterm,payment_terms,credit_limit,main_products,owner.email,department.code,next_contact_on,notes',
  contacts: 'external_id,name,salutation,account.external_id,position,decision_role,is_primary,email,phone,owner.email,department.code',
  orders: 'number,account.external_id,customer_po,order_date,state,currency,exchange_rate,incoterm,payment_terms,owner.email,department.code,'
    + 'lines.description,lines.quantity,lines.unit,lines.unit_price',
};

async function write(folder, set, rows) {
  const file = createWriteStream(join(folder, `${set}.csv`));
  file.write(`${columns[set]}\n`);
  let text = '';
  let count = 0;
  for (const row of rows) {
    text += `${row.map(cell).join(',')}\n`;
    if (++count % 2000 === 0) {
      if (!file.write(text)) await new Promise((done) => { file.once('drain', done); });
      text = '';
    }
  }
  await new Promise((done) => { file.end(text, done); });
}

const numbers = function* (count) { for (let i = 0; i < count; ++i) yield i; };

/// -> the accounts' names, for searches.
export async function write_data(folder) {
  const accounts = Array.from(numbers(size.accounts), account);
  await write(folder, 'departments', ['D0', 'D1', 'D2', 'D3'].map((code, i) => [code, `业务${i + 1}部`, `Sales ${i + 1}`]));
  await write(folder, 'users', users.map((user, i) => [user.email, `User ${i}`, user.role, user.department]));
  await write(folder, 'accounts', accounts.map((each) => each.row));
  await write(folder, 'contacts', (function* () { for (const i of numbers(size.contacts)) yield contact(i, accounts); })());
  await write(folder, 'orders', (function* () { for (const i of numbers(size.orders)) yield* order(i, accounts); })());
}
