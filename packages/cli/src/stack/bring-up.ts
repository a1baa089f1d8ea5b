import { join } from 'node:path'
import { bringParts } from './bring-parts.ts'
import { bringPostgres } from './bring-postgres.ts'
import { bringTemporal } from './bring-temporal.ts'
import { allOrFirstError, type Bringing } from './bringing.ts'
import { endLeftovers, openProcessRegister, type ProcessRegister } from './process-register.ts'
import { requireStackPorts } from './require-stack-ports.ts'
import { defaultPorts, type Stack, type StackOptions, Stopped } from './stack-types.ts'
import { readOrMakeSecrets, readSettings, type StateFolder, updateSettings } from './state-folder.ts'
import { supervise } from './supervise.ts'

/** Brings up Postgres and Temporal side by side, then Orchestrator's own processes. */
export async function bringUp(given: {
  options: StackOptions
  folder: StateFolder
  services: Stack['services']
  /** Services in the middle of starting. */
  pending: Set<Promise<void>>
  isStopping: () => boolean
  onRegister: (register: ProcessRegister) => void
}): Promise<Omit<Stack, 'stop'>> {
  const { options, folder, services, pending, isStopping } = given
  const left = await endLeftovers(folder.processes)
  if (left.length > 0) options.onNews?.(`Ended what an earlier start had left running: ${left.join(', ')}.`)
  const register = openProcessRegister(folder.processes)
  given.onRegister(register)
  const secrets = readOrMakeSecrets(folder)
  const masterKey = options.masterKey ?? secrets.masterKey
  const ports = { ...defaultPorts, ...readSettings(folder).ports, ...options.ports }
  await requireStackPorts(options, ports)
  updateSettings(folder, { ports })

  const bringing: Bringing = {
    ...{ options, folder, secrets, ports, register },
    step: (name, text, state = 'busy') => options.onStep?.({ name, text, state }),
    async keep(name, start) {
      if (isStopping()) throw new Stopped()
      const starting = keepUp(name, start)
      pending.add(starting)
      await starting.finally(() => pending.delete(starting))
    },
  }
  const keepUp: Bringing['keep'] = async (name, start) => {
    const supervised = await supervise({
      ...{ start, logFile: join(folder.logs, `${name}.log`) },
      ...(options.onNews && { onNews: options.onNews }),
    })
    services[name] = supervised
    if (!isStopping()) return
    await supervised.stop({ withinMs: 500 })
    throw new Stopped()
  }
  const [databaseUrl, temporal] = await allOrFirstError(
    bringPostgres(bringing).then((url) => prepare(bringing, url, masterKey)),
    bringTemporal(bringing),
  )
  const apiUrl = await bringParts(bringing, { databaseUrl, masterKey, temporal })
  updateSettings(folder, {
    apiUrl,
    ...(temporal.ui !== undefined && { temporalUi: temporal.ui }),
    ...(options.workspace !== undefined && { workspace: options.workspace }),
  })
  return {
    databaseUrl,
    temporalAddress: temporal.address,
    temporalUi: temporal.ui,
    apiUrl,
    masterKey,
    folder,
    services,
  }
}

async function prepare({ options, folder, secrets, step }: Bringing, databaseUrl: string, masterKey: string) {
  if (options.prepareDatabase) {
    step('Migrations', 'checking')
    step('Migrations', await options.prepareDatabase({ databaseUrl, masterKey, folder, secrets }), 'done')
  }
  return databaseUrl
}
