import type { Sql, Tx } from './connection.ts'

/**
 * A transaction within one workspace that costs few round trips: its beginning travels with its first statements, and its
 * end may travel with its last ones. postgres.js's own `begin` waits for both.
 */
export interface OpenTransaction {
  /** When its connection is lost, its statements fail: none runs on another connection, outside of the transaction. */
  readonly tx: Tx
  /**
   * Commits. May be sent while statements are still under way: if one of them fails, the server has rolled back and its
   * promise tells so; therefore await those as well.
   */
  commit(): Promise<unknown>
  /** Rolls back what was not committed. The connection goes back by itself once it is idle. */
  release(): void
}

/** What postgres.js knows of one connection; its own `begin` is built on the same. */
interface Connection {
  /** @returns whether more may be sent before the answer is there */
  execute(query: PendingQuery): unknown
  /** Called when all that was sent is answered within a transaction. Outside of one the connection goes back to the pool. */
  reserved: (() => void) | null
  onclose: ((error: Error) => void) | null
}

interface PendingQuery {
  handler: (query: PendingQuery) => void
  reject(error: Error): void
}

/**
 * Transactions that write look things up by key and in the order of an index, so one plan does for all parameters. Left alone,
 * Postgres plans lists of ids anew each time, which costs as much as running them; and of a table that grew since its statistics
 * were taken it believes that reading or sorting the whole is as good as an index.
 */
const planByKey = Object.entries({ plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', enable_sort: 'off' })
  .map(([name, value]) => `, set_config('${name}', '${value}', true)`)
  .join('')

/** @param mode of the transaction, `read only` or `read write` */
export async function openTransaction(
  sql: Sql,
  workspaceId: string,
  mode: 'read only' | 'read write',
): Promise<OpenTransaction> {
  const waiting: PendingQuery[] = []
  let connection: Connection | undefined
  let lost: Error | undefined
  let full = false

  const send = (query: PendingQuery) => {
    if (lost) query.reject(lost)
    else if (full) waiting.push(query)
    else full = !connection?.execute(query)
  }
  const sendWaiting = () => {
    full = false
    while (!full && waiting.length > 0) send(waiting.shift() as PendingQuery)
  }
  // Not `sql.reserve`: of one that failed to connect it keeps the request, and gives it a connection that nobody returns.
  const taken = Promise.withResolvers<void>()
  const onexecute = (taking: Connection) => {
    connection = taking
    taking.reserved = sendWaiting
    taking.onclose = (error) => {
      lost = error
      for (const query of waiting.splice(0)) query.reject(error)
    }
    taken.resolve()
    // The pool is not to give it to anybody else.
    return false
  }
  // One simple query, so that row-level security has its workspace before anything else is asked.
  const begin = `begin ${mode}; select set_config('app.ws', '${uuid(workspaceId)}', true)${mode === 'read write' ? planByKey : ''}`
  const begun = sql.unsafe(begin, [], { onexecute } as object).execute()
  // Once it is sent, what it fails with, the statements behind it fail with as well.
  begun.catch(taken.reject)
  await taken.promise

  const within = <T>(query: T): T => {
    if (query instanceof Promise && 'handler' in query) (query as unknown as PendingQuery).handler = send
    return query
  }
  const tx = new Proxy(sql, {
    apply: (target, self, parameters) => within(Reflect.apply(target as never, self, parameters)),
    get: (target, name) =>
      name === 'unsafe'
        ? (...parameters: unknown[]) => within(Reflect.apply(target.unsafe, target, parameters))
        : Reflect.get(target, name),
  }) as unknown as Tx
  let ended = false
  const end = (statement: 'commit' | 'rollback') => {
    ended = true
    return tx.unsafe(statement).execute()
  }
  return {
    tx,
    commit: () => end('commit'),
    release: () => {
      if (!ended) end('rollback').catch(() => {})
    },
  }
}

/** Runs statements in a transaction of a workspace and commits them. */
export async function withinWorkspace<T>(
  sql: Sql,
  workspaceId: string,
  mode: 'read only' | 'read write',
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { tx, commit, release } = await openTransaction(sql, workspaceId, mode)
  try {
    const result = await work(tx)
    const committed = commit()
    // There is nothing to lose of a transaction that only read: its end need not be waited for.
    if (mode === 'read only') committed.catch(() => {})
    else await committed
    return result
  } finally {
    release()
  }
}

/** It becomes part of a statement's text. */
function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new TypeError('a workspace id is a UUID')
  return text
}
