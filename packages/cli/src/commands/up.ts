import type { Command } from 'commander'
import { playbooksFolder, readConfig, stateFolderPath } from '../config.ts'
import { UserError } from '../user-error.ts'

/** Adds `orchestrator up`. */
export function addUp(program: Command): void {
  program
    .command('up')
    .description('Bring everything up on this machine: Postgres, Temporal, the worker and the API; Ctrl-C ends it all.')
    .option('--home <folder>', 'state folder (ORCHESTRATOR_HOME; default .orchestrator in the repository)')
    .option('--api-port <port>', 'port of the API (ORCHESTRATOR_API_PORT; default 4400)', toPort)
    .option(
      '--postgres-port <port>',
      'port of the embedded Postgres (ORCHESTRATOR_POSTGRES_PORT; default 4401)',
      toPort,
    )
    .option(
      '--temporal-ui-port <port>',
      'port of the Temporal UI (ORCHESTRATOR_TEMPORAL_UI_PORT; default 4402)',
      toPort,
    )
    .option('--temporal-port <port>', 'port of Temporal (ORCHESTRATOR_TEMPORAL_PORT; default 4403)', toPort)
    .option('--playbooks <folder>', 'folder of playbooks to deploy (ORCHESTRATOR_PLAYBOOKS; default playbooks)')
    .option('--no-watch', 'do not deploy playbooks anew when their files change')
    .option('--no-demo', 'leave out the demo that the first start plays once')
    .option('--verbose', 'show every log line of every part')
    .addHelpText(
      'after',
      `
Ports that were chosen are kept in the state folder for the next start.
Set DATABASE_URL or TEMPORAL_ADDRESS to use a Postgres or a Temporal of your own instead of starting one.

Examples:
  $ npm start
  $ npm start -- --no-demo
  $ npm start -- --api-port 8080 --home ~/orchestrator-state`,
    )
    .action(async (options: UpFlags) => {
      const config = readConfig()
      const { requireModelSettings } = await import('../up/require-model-settings.ts')
      await requireModelSettings()
      const ports = {
        api: options.apiPort ?? config.ORCHESTRATOR_API_PORT,
        postgres: options.postgresPort ?? config.ORCHESTRATOR_POSTGRES_PORT,
        temporal: options.temporalPort ?? config.ORCHESTRATOR_TEMPORAL_PORT,
        temporalUi: options.temporalUiPort ?? config.ORCHESTRATOR_TEMPORAL_UI_PORT,
      }
      // npm takes `npm start --no-demo` for a setting of its own and hands it on like this.
      const demo = options.demo && process.env.npm_config_demo === undefined
      const { runUp } = await import('../up/run-up.ts')
      const exitCode = await runUp({
        config,
        home: stateFolderPath(config, options.home),
        ports: Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== undefined)),
        playbooks: playbooksFolder(config, options.playbooks),
        watch: options.watch,
        demo,
        verbose: options.verbose ?? false,
      })
      // What was broken off, such as a build, must not keep this process.
      process.exit(exitCode)
    })
}

interface UpFlags {
  home?: string
  apiPort?: number
  postgresPort?: number
  temporalPort?: number
  temporalUiPort?: number
  playbooks?: string
  watch: boolean
  demo: boolean
  verbose?: boolean
}

function toPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UserError(`${text} is no port: give a number from 1 to 65535.`, { exitCode: 2 })
  }
  return port
}
