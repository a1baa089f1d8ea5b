import type { Command } from 'commander'
import { fromCaller, playbooksFolder, readConfig, stateFolderPath } from '../config.ts'
import { printPlan, sourceOf } from '../playbook/deployments.ts'
import { runWorker } from '../playbook/run-worker.ts'
import { teamEnvironment } from '../playbook/team-environment.ts'
import { temporalSecurity } from '../playbook/temporal-security.ts'
import { printError } from '../print-error.ts'
import { type ApiFlags, accessOf } from './access-options.ts'
import { temporalOf } from './temporal-options.ts'

interface WorkerFlags extends Omit<ApiFlags, 'url' | 'json'> {
  api?: string
  temporal?: string
  source?: string
  deploy: boolean
  watch?: boolean
  stepsFolder?: string[]
  allowHost?: string[]
}

/** Adds `playbook worker`. */
export function addWorker(playbook: Command): void {
  playbook
    .command('worker')
    .description('serve a folder of playbooks from this process and machine, for an Orchestrator elsewhere')
    .argument('[folder]', 'folder of playbooks (ORCHESTRATOR_PLAYBOOKS; default playbooks)')
    .option('--api <url>', 'address of the API (ORCHESTRATOR_URL; else the one that runs on this machine)')
    .option('--key <key>', 'API key (ORCHESTRATOR_API_KEY; else the one of this machine)')
    .option('--temporal <host:port>', 'address of its Temporal (TEMPORAL_ADDRESS; else the one of this machine)')
    .option('--home <folder>', 'folder for what is compiled (ORCHESTRATOR_HOME)')
    .option('--source <name>', 'whose playbooks these are (default: the name in the package.json above the folder)')
    .option('--no-deploy', 'serve what is in force of this source, and deploy nothing')
    .option('--watch', 'deploy again when files change')
    .option('--steps-folder <folder...>', 'folders that steps.ts may read and write')
    .option('--allow-host <host...>', 'private hosts that playbooks may call, for example gitea.lan or 10.0.0.5:3000')
    .addHelpText(
      'after',
      `
The platform matches events and starts runs; their code, steps.ts and http run here, with this environment (but for
variables that begin with ORCHESTRATOR_ or TEMPORAL_). Several workers of one source share the work. A key of the
member as whom the playbooks are to act, with automation.manage, is needed, and a way to the platform's Temporal:
TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS=1, TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH,
TEMPORAL_TLS_SERVER_CA_CERT_PATH.

Examples:
  $ npx orchestrator playbook worker --api https://orchestrator.example.com --temporal temporal.example.com:7233
  $ npx orchestrator playbook worker playbooks --source team-website --no-deploy`,
    )
    .action(work)
}

async function work(named: string | undefined, flags: WorkerFlags): Promise<void> {
  const config = readConfig()
  const folder = playbooksFolder(config, named)
  const source = sourceOf(folder, flags.source)
  const { url, apiKey } = accessOf({ ...flags, ...(flags.api !== undefined && { url: flags.api }) })
  const temporal = { ...temporalOf(config, flags.home), ...(flags.temporal && { address: flags.temporal }) }
  const exitCode = await runWorker({
    api: { url, apiKey },
    temporal: { ...temporal, ...temporalSecurity(config) },
    ...{ source, folder: flags.deploy ? folder : null, watch: flags.watch ?? false },
    home: stateFolderPath(config, flags.home),
    allowPrivateHosts: flags.allowHost ?? [],
    stepsEnvironment: teamEnvironment(process.env),
    stepsFolders: (flags.stepsFolder ?? []).map((path) => fromCaller(config, path)),
    onDeployed: ({ bundleHash, changes }) => {
      printPlan(changes)
      console.log(`\nDeployed ${bundleHash.slice(0, 12)} as ${source}; it is served from here.`)
    },
    ...{ playbookMemoryMb: 512, logLevel: config.LOG_LEVEL, otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT },
  }).catch(printError)
  // Temporal's runtime would keep the process for a while.
  process.exit(exitCode)
}
