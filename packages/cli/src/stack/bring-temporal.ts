import { join } from 'node:path'
import type { Bringing } from './bringing.ts'
import { minutes, since } from './elapsed.ts'
import { findTemporal } from './temporal/find-temporal.ts'
import { prepareInChild } from './temporal/prepare-in-child.ts'
import { startTemporal } from './temporal/start-temporal.ts'

/** Where Temporal is. */
export interface TemporalPlace {
  address: string
  ui: string | undefined
}

const retentionDays = 30

/** Brings Temporal, or sees to one that is there already. */
export async function bringTemporal({
  options,
  folder,
  ports,
  register,
  step,
  keep,
}: Bringing): Promise<TemporalPlace> {
  const namespace = options.temporalNamespace ?? 'default'
  if (options.temporalAddress) {
    step('Temporal', 'connecting')
    await prepareInChild({ address: options.temporalAddress, namespace })
    step('Temporal', `yours at ${options.temporalAddress}`, 'done')
    return { address: options.temporalAddress, ui: options.temporalUi }
  }
  const startedAt = Date.now()
  step('Temporal', 'looking for it')
  const { program, serverVersion } = await findTemporal({
    ...options.findTemporal,
    onProgress: ({ text, elapsedMs }) => step('Temporal', `${text} (${minutes(elapsedMs)})`),
  })
  step('Temporal', 'starting')
  await keep('temporal', () =>
    startTemporal({
      program,
      port: ports.temporal,
      uiPort: ports.temporalUi,
      dbFile: folder.temporalDb,
      logFile: join(folder.logs, 'temporal.log'),
      register,
    }),
  )
  const address = `127.0.0.1:${ports.temporal}`
  await prepareInChild({ address, namespace, createNamespace: namespace !== 'default', retentionDays })
  step('Temporal', `server ${serverVersion}, port ${ports.temporal} (${since(startedAt)})`, 'done')
  return { address, ui: `http://127.0.0.1:${ports.temporalUi}` }
}
