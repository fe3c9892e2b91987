// Weekly retention by cohort on DuckDB or ClickHouse, each in this process, with one thread.
//
//     node peers.mjs duckdb|clickhouse load|run DIRECTORY
//
// "load" reads DIRECTORY/usage.csv (microseconds since 1970, user) into the engine's own storage
// there.  "run" runs every query twice and prints of the second run, tab-separated,
//     time  NAME  ms  processor ms
//     row   NAME  cohort  period  retained
// and the engine's version.  Times are instants, in the type that suits the engine best.
//
// Most of the queries keep the weeks of a user in the bits of a number, which is the fastest there
// is on both; the others say it as it is usually written.
import { createRequire } from 'node:module';

const [engine, job, directory] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const monday = 1736121600; // 2025-01-06 in UTC

async function duckdb() {
	const { DuckDBInstance } = require('@duckdb/node-api');
	const instance = await DuckDBInstance.create(`${directory}/duckdb`, { threads: '1' });
	const connection = await instance.connect();
	const week = `((epoch_us(ts) - ${monday}000000) // 604800000000)`;
	const by_bits = (seen, one) => `WITH seen AS (${seen}),
			kind AS (SELECT weeks, bit_count(xor(weeks, weeks - 1)) - 1 AS c, count(*) AS users FROM seen GROUP BY weeks)
		SELECT (date '2025-01-06' + 7 * c::int)::text, w - c, sum(users)::bigint
		FROM kind, range(18) AS r(w) WHERE weeks & (${one} << w::int) <> 0 GROUP BY ALL`;
	return {
		load: ["SET TimeZone = 'UTC'", `CREATE TABLE usage AS SELECT make_timestamp(ts) AS ts, user_id
			FROM read_csv('${directory}/usage.csv', header = false, columns = {'ts': 'BIGINT', 'user_id': 'BIGINT'})`, 'CHECKPOINT'],
		queries: {
			'DuckDB: bits': by_bits(`SELECT user_id, bit_or(1::bigint << ${week}) AS weeks FROM usage GROUP BY user_id`, '1::bigint'),
			'DuckDB: bits of int': by_bits(`SELECT user_id, bit_or(1::int << ${week}::int) AS weeks FROM usage GROUP BY user_id`, '1::int'),
			'DuckDB: bits, date_diff': by_bits("SELECT user_id, bit_or(1::int << date_diff('week', timestamp '2025-01-06', ts)::int) AS weeks FROM usage GROUP BY user_id", '1::int'),
			'DuckDB: join': `WITH active AS MATERIALIZED (SELECT DISTINCT user_id, date_trunc('week', ts)::date AS week FROM usage),
				first AS (SELECT user_id, min(week) AS cohort FROM active GROUP BY user_id)
				SELECT cohort::text, (week - cohort) // 7, count(*) FROM active JOIN first USING (user_id) GROUP BY 1, 2`,
		},
		version: 'SELECT version()',
		run: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(),
	};
}

function clickhouse() {
	const { Session } = require('chdb');
	const session = new Session(`${directory}/clickhouse`);
	const week = `toUInt8(intDiv(toUInt32(ts) - ${monday}, 604800))`;
	const seen = `SELECT groupBitOr(bitShiftLeft(toUInt32(1), ${week})) AS weeks FROM bench.usage GROUP BY user_id`;
	const first = 'toUInt8(bitCount(bitXor(weeks, weeks - 1)) - 1)';
	const day = "toString(toDate('2025-01-06') + 7 * c)";
	const rows = (sql) => session.query(sql, 'TabSeparated').split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
	return {
		load: ['CREATE DATABASE bench', "CREATE TABLE bench.usage (ts DateTime('UTC'), user_id Int64) ENGINE = MergeTree ORDER BY tuple()",
			`INSERT INTO bench.usage SELECT toDateTime(intDiv(us, 1000000), 'UTC'), user_id FROM file('${directory}/usage.csv', CSV, 'us Int64, user_id Int64')`,
			'OPTIMIZE TABLE bench.usage FINAL'],
		queries: {
			'ClickHouse: bits': `SELECT ${day}, w - c AS k, sum(users) FROM (SELECT weeks, ${first} AS c, count() AS users FROM (${seen}) GROUP BY weeks)
				ARRAY JOIN bitPositionsToArray(weeks) AS w GROUP BY c, k`,
			'ClickHouse: bits, a column for each week': `SELECT ${day}, w - 1 - c AS k, n FROM (SELECT c, [${[...Array(18).keys()].map((w) => `sum(users * bitTest(weeks, ${w}))`)}] AS counts
				FROM (SELECT weeks, ${first} AS c, count() AS users FROM (${seen}) GROUP BY weeks) GROUP BY c) ARRAY JOIN counts AS n, arrayEnumerate(counts) AS w WHERE n > 0`,
			'ClickHouse: arrays': `SELECT ${day}, w - c AS k, count() FROM (SELECT groupUniqArray(${week}) AS weeks, arrayMin(weeks) AS c FROM bench.usage GROUP BY user_id)
				ARRAY JOIN weeks AS w GROUP BY c, k`,
		},
		version: 'SELECT version()',
		run: async (sql) => rows(sql.startsWith('SELECT') ? `${sql} SETTINGS max_threads = 1` : sql),
	};
}

// Processor time of all threads of this process, in ms.
function cpu() {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

const peer = engine === 'duckdb' ? await duckdb() : clickhouse();
if (job === 'load') {
	for (const sql of peer.load)
		await peer.run(sql);
} else {
	console.log(`version\t${engine === 'duckdb' ? 'DuckDB' : 'ClickHouse'} ${(await peer.run(peer.version))[0][0]}`);
	for (const [name, sql] of Object.entries(peer.queries)) {
		await peer.run(sql);
		const start = performance.now();
		const cpu_start = cpu();
		const rows = await peer.run(sql);
		console.log(`time\t${name}\t${performance.now() - start}\t${cpu() - cpu_start}`);
		for (const row of rows)
			console.log(`row\t${name}\t${row.join('\t')}`);
	}
}
