import { Client } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { ensureSearchAttributes } from './search-attributes.ts'
import { traceStarts } from './trace.ts'

export interface TemporalConnection {
  /** Shared by client and workers of the process: only so can a run be started eagerly. */
  readonly connection: NativeConnection
  readonly client: Client
  readonly namespace: string
  close(): Promise<void>
}

/** Connects, and sees that the namespace has what our runs need. */
export async function connectTemporal(options: {
  address: string
  namespace: string
  identity?: string
}): Promise<TemporalConnection> {
  const connection = await NativeConnection.connect({ address: options.address })
  try {
    await ensureSearchAttributes(connection, options.namespace)
  } catch (error) {
    await connection.close()
    throw error
  }
  const client = new Client({
    connection,
    namespace: options.namespace,
    interceptors: { workflow: traceStarts() },
    ...(options.identity !== undefined && { identity: options.identity }),
  })
  return { connection, client, namespace: options.namespace, close: () => connection.close() }
}
