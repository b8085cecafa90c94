/** A server of open.test.ts: holds the data directory of its argument, writes rows and says which are acknowledged. */
import { openDatabase } from '../../src/db/open.ts'

const { db, bus } = await openDatabase(
  { databaseUrl: undefined, databasePool: 2, dataDir: process.argv[2] ?? '' },
  'server',
)
await db.query('CREATE TABLE row_of_test (n integer PRIMARY KEY)')
bus.subscribe(hint => console.log(JSON.stringify({ hint })))
console.log(JSON.stringify({ ready: true }))
process.stdin.on('data', async () => {
  for (let n = 1; ; n++) {
    await db.query('INSERT INTO row_of_test VALUES ($1)', [n])
    console.log(JSON.stringify({ n }))
  }
})
