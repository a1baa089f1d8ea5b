import { AppError } from '@orchestrator/domain'
import { Client } from '@temporalio/client'
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker'
import { ensureSearchAttributes } from './search-attributes.ts'
import { traceStarts } from './trace.ts'

export interface TemporalConnection {
  /** Shared by client and workers of the process: only so can a run be started eagerly. */
  readonly connection: NativeConnection
  readonly client: Client
  readonly namespace: string
  close(): Promise<void>
}

/** Where Temporal is, and by what it knows us. */
export interface TemporalOptions {
  readonly address: string
  readonly namespace: string
  /** true: with the system's authorities. The texts are PEM. */
  readonly tls?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string }
  readonly apiKey?: string
}

/**
 * Connects, and sees that the namespace has what our runs need.
 * @param options.guest the namespace is another's: it is taken as it is
 */
export async function connectTemporal(
  options: TemporalOptions & { identity?: string; guest?: boolean },
): Promise<TemporalConnection> {
  const connection = await NativeConnection.connect({
    address: options.address,
    ...securityOf(options),
  }).catch((cause: unknown) => {
    // What the library says names its own parts, and no address.
    throw new AppError('unavailable', `Temporal at ${options.address} does not answer`, { cause })
  })
  try {
    if (!options.guest) await ensureSearchAttributes(connection, options.namespace)
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

function securityOf({ tls, apiKey }: TemporalOptions): Pick<NativeConnectionOptions, 'tls' | 'apiKey'> {
  if (tls === undefined || typeof tls === 'boolean')
    return { ...(tls && { tls }), ...(apiKey !== undefined && { apiKey, tls: tls ?? true }) }
  const { ca, cert, key } = tls
  return {
    tls: {
      ...(ca !== undefined && { serverRootCACertificate: Buffer.from(ca) }),
      ...(cert !== undefined &&
        key !== undefined && { clientCertPair: { crt: Buffer.from(cert), key: Buffer.from(key) } }),
    },
    ...(apiKey !== undefined && { apiKey }),
  }
}
