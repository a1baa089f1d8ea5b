import postgres from 'postgres'
import { arrayTypes } from './array-types.ts'
import { corkedSocket } from './corked-socket.ts'
import { toInstant } from './instants.ts'

export type Sql = postgres.Sql<Record<string, never>>
export type Tx = postgres.TransactionSql<Record<string, never>>

/** Our rows carry instants as ISO text with milliseconds and numbers as numbers, like the domain's JSON. */
const types = {
  timestamptz: {
    to: 1184,
    from: [1184],
    serialize: (value: unknown) => value,
    parse: toInstant,
  },
  date: { to: 1082, from: [1082], serialize: (value: unknown) => value, parse: (text: string) => text },
  // seq is a bigint in Postgres; it stays far below 2^53.
  bigint: { to: 20, from: [20], serialize: (value: unknown) => String(value), parse: (text: string) => Number(text) },
  ...arrayTypes,
}

/**
 * @param options.durable false: a commit need not have reached the disk when it is answered. Postgres keeps the order of
 *   commits all the same, so a crash takes back a tail of them and never one of which something durable came.
 */
export function connect(url: string, options: { connections: number; name: string; durable: boolean }): Sql {
  return postgres(url, {
    max: options.connections,
    onnotice: () => {},
    connect_timeout: 10,
    // Its own way would grow to 20 s: after an outage of the database all would wait that long.
    backoff: (retries: number) => Math.min(0.02 * 2 ** retries, 0.5),
    idle_timeout: 60,
    connection: {
      application_name: options.name,
      TimeZone: 'UTC',
      ...(!options.durable && { synchronous_commit: 'off' }),
    },
    transform: { column: { from: postgres.toCamel } },
    types,
    fetch_types: false,
    // Not in the library's types; it is in its code since 3.0.
    ...({ socket: corkedSocket } as object),
  }) as unknown as Sql
}
