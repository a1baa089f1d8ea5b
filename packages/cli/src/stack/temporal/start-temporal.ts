import { chmodSync } from 'node:fs'
import { connect } from 'node:net'
import { UserError } from '../../user-error.ts'
import { type Service, StartFailure, type StartOptions, startService } from '../service.ts'

/** What `startTemporal` needs to know. */
export interface TemporalOptions extends StartOptions {
  /** From `findTemporal`. */
  program: string
  port: number
  /** Without one there is no web UI. */
  uiPort?: number | undefined
  /** Where workflows are kept; in memory only without it. */
  dbFile?: string | undefined
  /** More namespaces than `default`. */
  namespaces?: readonly string[]
  readyWithinMs?: number
}

/** A Temporal development server that runs. */
export interface TemporalService extends Service {
  /** host:port for clients and workers. */
  address: string
  uiUrl: string | undefined
}

/** What runs can be found by in the Temporal UI; ids only, never titles. */
export const searchAttributes = ['Workspace', 'Project', 'Playbook', 'Trigger', 'Subject'] as const

const dynamicConfig = {
  // Asked for anew at once after a namespace is made, which tests do.
  'system.namespaceCacheRefreshInterval': '"1s"',
  // Each workspace has a deployment, and each bundle with a run that waits is a version of it; 100 of each is what Temporal allows unasked.
  'matching.maxDeployments': '10000',
  'matching.maxVersionsInDeployment': '1000',
  // How old the figures of a task queue may be by which a bundle with waiting work is found.
  'matching.TaskQueueInfoByBuildIdTTL': '"1s"',
}

/** Starts Temporal's development server on 127.0.0.1 and waits until it takes calls. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalService> {
  const { port, uiPort, dbFile } = options
  const service = await startService({
    ...options,
    name: 'temporal',
    command: options.program,
    args: [
      ...[
        'server',
        'start-dev',
        '--ip',
        '127.0.0.1',
        '--port',
        String(port),
        '--log-format',
        'json',
        '--color',
        'never',
      ],
      ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
      ...(dbFile === undefined ? [] : ['--db-filename', dbFile]),
      ...(options.namespaces ?? []).flatMap((name) => ['--namespace', name]),
      ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      ...Object.entries(dynamicConfig).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
    ],
    probe: () => accepts(port),
    readyWithinMs: options.readyWithinMs ?? 60_000,
  }).catch((error: unknown) => {
    throw explain(error, options)
  })
  // Workflow histories are nobody else's business on a shared machine.
  if (dbFile !== undefined) chmodSync(dbFile, 0o600)
  return {
    ...service,
    address: `127.0.0.1:${port}`,
    uiUrl: uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`,
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const answer = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}

function explain(error: unknown, { port, uiPort, dbFile }: TemporalOptions): unknown {
  if (!(error instanceof StartFailure)) return error
  const text = error.lines.join('\n')
  if (/address already in use/.test(text)) {
    return new UserError(
      `Temporal could not take its ports (${port}${uiPort ? `, ${uiPort} for its UI` : ''}): another process has one of them.`,
      {
        hint: 'Choose others: npm start -- --temporal-port <port> --temporal-ui-port <port>.',
        cause: error,
      },
    )
  }
  return new UserError(error.message, {
    hint: dbFile
      ? `Its log is in the state folder, logs/temporal.log. Workflows are kept in ${dbFile}.`
      : 'Its own lines above say why.',
    cause: error,
  })
}
