import pg from 'pg'

/** An empty database beside the given one, in the same server. Tests never take it for one of theirs. */
export async function freshDatabase(url: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `yingda_bench_${process.pid}`
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  const { pathname } = new URL(url)
  await admin(`CREATE DATABASE ${name} TEMPLATE ${pathname.slice(1)}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return { url: own.href, drop: () => admin(`DROP DATABASE ${name} WITH (FORCE)`) }
}
