import { join } from 'node:path'
import type { TemporalPlace } from './bring-temporal.ts'
import { allOrFirstError, type Bringing } from './bringing.ts'
import { since } from './elapsed.ts'
import { type PartName, startPart } from './start-part.ts'

/** Brings Orchestrator's own processes; gives the address of the API. */
export async function bringParts(
  { options, folder, ports, register, step, keep }: Bringing,
  places: { databaseUrl: string; masterKey: string; temporal: TemporalPlace },
): Promise<string> {
  const apiHost = options.apiHost ?? '127.0.0.1'
  // Every address, as seen from this machine.
  const apiUrl = `http://${apiHost === '0.0.0.0' || apiHost === '::' ? '127.0.0.1' : apiHost}:${ports.api}`
  const env = {
    DATABASE_URL: places.databaseUrl,
    ORCHESTRATOR_MASTER_KEY: places.masterKey,
    TEMPORAL_ADDRESS: places.temporal.address,
    TEMPORAL_NAMESPACE: options.temporalNamespace ?? 'default',
    ORCHESTRATOR_HOME: folder.path,
    ORCHESTRATOR_API_HOST: apiHost,
    ORCHESTRATOR_API_PORT: String(ports.api),
    ORCHESTRATOR_TEMPORAL_UI: places.temporal.ui,
    ORCHESTRATOR_PLAYBOOKS: options.playbooks,
    ORCHESTRATOR_WATCH: options.watch ? '1' : undefined,
    ORCHESTRATOR_WORKSPACE: options.workspace,
    // Who reaches this API only from this machine may run code on it anyway.
    ORCHESTRATOR_DEPLOYMENTS:
      process.env['ORCHESTRATOR_DEPLOYMENTS'] ?? (/^(127\.|localhost$|::1$)/.test(apiHost) ? 'on' : undefined),
    ...options.env,
  }
  // Who sends e-mail has the mail server's password, and links that lead to this API unless people reach it elsewhere.
  const mailOf = (part: PartName) =>
    part === 'relay'
      ? { ORCHESTRATOR_PUBLIC_URL: options.publicUrl ?? apiUrl }
      : { ORCHESTRATOR_SMTP_URL: undefined, ORCHESTRATOR_MAIL_FROM: undefined }
  // What an installation is called at connected services is for those who ask them; code of playbooks is not to find it.
  const clientsOf = (part: PartName) => (part === 'api' || part === 'sync' ? {} : without('ORCHESTRATOR_OAUTH_'))
  // Agents ask models; the API shows which there are, and tries them.
  const modelsOf = (part: PartName) => (part === 'api' || part === 'agents' ? {} : without('ORCHESTRATOR_MODELS_'))
  const bring = (part: PartName) =>
    keep(part, () =>
      startPart({
        ...{ part, register, env: { ...mailOf(part), ...clientsOf(part), ...modelsOf(part), ...env } },
        logFile: join(folder.logs, `${part}.log`),
        onLine: (line) => options.onPartLine?.(part, line),
        ...(options.entries?.[part] && { entry: options.entries[part] }),
      }),
    )
  const startedAt = Date.now()
  const bringAll = async (name: 'Worker' | 'API', parts: readonly PartName[], text: string) => {
    if (parts.length === 0) return
    step(name, 'starting')
    await allOrFirstError(...parts.map(bring))
    step(name, `${text} (${since(startedAt)})`, 'done')
  }
  const wanted = options.parts ?? (['relay', 'playbooks', 'sync', 'agents', 'api'] as const)
  const workers = wanted.filter((part) => part !== 'api')
  await allOrFirstError(
    bringAll('Worker', workers, workers.join(', ')),
    bringAll('API', wanted.includes('api') ? ['api'] : [], apiUrl),
  )
  return apiUrl
}

/** Unsets, for a part, what this process has of the kind. */
const without = (prefix: string): Record<string, undefined> =>
  Object.fromEntries(Object.keys(process.env).flatMap((name) => (name.startsWith(prefix) ? [[name, undefined]] : [])))
