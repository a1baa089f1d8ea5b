import { readFileSync } from 'node:fs'
import type { PlaybookWorkerOptions } from '@orchestrator/worker'
import { type Config, fromCaller } from '../config.ts'
import { UserError } from '../user-error.ts'

/** By what Temporal knows a worker, from the variables that Temporal's own tools read. */
export function temporalSecurity(config: Config): Pick<PlaybookWorkerOptions['temporal'], 'tls' | 'apiKey'> {
  const { TEMPORAL_API_KEY: apiKey, TEMPORAL_TLS: wanted } = config
  const files = {
    ca: config.TEMPORAL_TLS_SERVER_CA_CERT_PATH,
    cert: config.TEMPORAL_TLS_CLIENT_CERT_PATH,
    key: config.TEMPORAL_TLS_CLIENT_KEY_PATH,
  }
  if ((files.cert === undefined) !== (files.key === undefined))
    throw new UserError('A certificate for Temporal needs its key.', {
      hint: 'Set both TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.',
      exitCode: 2,
    })
  const given = Object.entries(files).flatMap(([name, path]) =>
    path === undefined ? [] : [[name, read(fromCaller(config, path))] as const],
  )
  const plain = wanted === undefined ? undefined : ['1', 'true'].includes(wanted)
  const tls = given.length > 0 ? (Object.fromEntries(given) as { ca?: string; cert?: string; key?: string }) : plain
  return { ...(tls !== undefined && { tls }), ...(apiKey !== undefined && { apiKey }) }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new UserError(`The file ${path} cannot be read.`, { exitCode: 2, cause })
  }
}
