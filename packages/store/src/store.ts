import type { Command, Principal } from '@orchestrator/domain'
import { currentTraceparent, inSpan } from '@orchestrator/telemetry'
import { type Channel, createAnnouncer } from './announce.ts'
import { connect, type Sql, type Tx } from './connection.ts'
import { Coalescer } from './execute/coalescer.ts'
import type { AppliedCommand, Idempotency, RunStep } from './execute/request.ts'
import { roleUrl, type StoreRole } from './roles.ts'
import { withinWorkspace } from './transaction.ts'

export interface StoreOptions {
  /** The owner's address; the store logs in to the same database as the narrower role. */
  readonly databaseUrl: string
  /** Without it `databaseUrl` is the role's own address already. */
  readonly masterKey?: string
  readonly role: StoreRole
  /** Most connections to hold. @default 10 */
  readonly connections?: number
  /** After so many milliseconds in the queue a change is not begun any more, but refused. @default 10,000 */
  readonly patienceMs?: number
  /** Shown in pg_stat_activity. */
  readonly name?: string
}

export interface Store {
  readonly sql: Sql
  /** The role's own address, with its password: for a thread that reads over a connection of its own. */
  readonly url: string
  /**
   * The only way to change the domain: runs a caller's commands in one transaction, all or none.
   * A command whose id is known answers with its first result and has no second effect.
   * @throws AppError, and nothing is changed
   */
  execute(
    principal: Principal,
    commands: readonly Command[],
    options?: {
      step?: RunStep
      idempotency?: Idempotency | undefined
      ruleId?: string | undefined
      unasked?: boolean
    },
  ): Promise<readonly AppliedCommand[]>
  /** Runs queries that see one workspace and change nothing. */
  read<T>(workspaceId: string, query: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs statements of the platform's own parts (cursors, runs, waits) within one workspace. */
  write<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  announce(channel: Channel): void
  /** Calls back on every notice of the channel, and once whenever the connection is (again) there. @returns how to stop */
  listen(channel: Channel, callback: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

export function createStore(options: StoreOptions): Store {
  const { databaseUrl, masterKey } = options
  const url = masterKey === undefined ? databaseUrl : roleUrl(databaseUrl, masterKey, options.role)
  // What the relay writes (cursors, runs, claims, delivered waits) it would find out again from the log.
  const durable = options.role !== 'relay'
  const connections = options.connections ?? 10
  const sql = connect(url, {
    connections,
    name: options.name ?? `orchestrator ${options.role}`,
    durable,
  })
  const announcers = new Map<Channel, () => void>()
  const announce = (channel: Channel) => {
    let announcer = announcers.get(channel)
    if (!announcer) announcers.set(channel, (announcer = createAnnouncer(sql, channel)))
    announcer()
  }
  const coalescer = new Coalescer(sql, {
    connections,
    patienceMs: options.patienceMs ?? 10_000,
    committed: () => announce('orchestrator_events'),
  })
  return {
    sql,
    url,
    async execute(principal, commands, { step, idempotency, ruleId, unasked } = {}) {
      const applied = await inSpan(
        `execute ${commands.length === 1 ? commands[0]?.type : 'batch'}`,
        traceOf(principal),
        () =>
          coalescer.run({
            ...{ principal, commands, traceparent: currentTraceparent() },
            ...(step && { step }),
            ...(idempotency && { idempotency }),
            ...(ruleId !== undefined && { ruleId }),
            ...(unasked && { unasked }),
          }),
      )
      if (commands.some(({ type }) => type === 'delivery.create')) announce('orchestrator_deliveries')
      return applied
    },
    read: (workspaceId, query) => withinWorkspace(sql, workspaceId, 'read only', query),
    write: (workspaceId, work) => withinWorkspace(sql, workspaceId, 'read write', work),
    announce,
    listen: async (channel, callback) => {
      const { unlisten } = await sql.listen(channel, callback, callback)
      return unlisten
    },
    close: () => sql.end({ timeout: 5 }),
  }
}

/** What an event starts continues its trace; where that was broken, as by a part without tracing, the correlation id joins the pieces. */
const traceOf = ({ workspaceId, actor, cause }: Principal) => ({
  'orchestrator.workspace': workspaceId,
  'orchestrator.actor': `${actor.type} ${actor.id}`,
  ...(cause && { 'orchestrator.correlation': cause.correlationId }),
})
