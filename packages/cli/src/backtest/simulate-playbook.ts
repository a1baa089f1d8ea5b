import {
  type AutomationData,
  type BacktestReport,
  headOf,
  isolateEntry,
  notesOn,
  placeBefore,
  ReportBuilder,
  runSimulation,
} from '@orchestrator/backtest'
import { type Client, createClient, OrchestratorError } from '@orchestrator/sdk/client'
import { buildSimulator } from '@orchestrator/worker'
import type { Access } from '../api-client.ts'
import { UserError } from '../user-error.ts'
import { apiSource } from './api-source.ts'
import { endProgress, tellProgress } from './print-report.ts'
import type { SimulateFlags } from './simulate-options.ts'

export interface PlaybookSimulation extends SimulateFlags {
  readonly folder: string
  readonly name: string
  /** What it is compared with: its runs that took place, or nothing. */
  readonly against: 'current' | 'none'
}

type Deployed = Awaited<ReturnType<Client['playbooks']['get']>>

const mostItems = 20

/** Runs a playbook of the folder on the events of a platform, without effects. */
export async function simulatePlaybook(access: Access, asked: PlaybookSimulation): Promise<BacktestReport> {
  const { folder, name, answers, limit, examples } = asked
  const built = await buildSimulator({ folder, name, entry: isolateEntry })
  if (!built)
    throw new UserError(`There is no playbook ${name} in ${folder}.`, {
      hint: 'Give the id of a playbook, and its folder with --playbooks.',
      exitCode: 2,
    })
  const client = createClient({ url: access.url, apiKey: access.apiKey })
  const [deployed, { actor }] = await Promise.all([deployedAs(client, name), client.me()])
  const source = apiSource(client, name)
  const now = Date.now()
  const [from, to] = [Date.parse(asked.since), Math.min(now, Date.parse(asked.until ?? '') || now)]
  if (from >= to) throw new UserError('--since is to be an instant of the past, before --until.', { exitCode: 2 })
  const head = await headOf(source)
  const after = await placeBefore(source, from, head)
  const upTo = to >= now ? head : await placeBefore(source, to, head)
  const compareRan = deployed !== null && asked.against === 'current'
  const automation: AutomationData = {
    ...{ id: deployed?.id ?? crypto.randomUUID(), name, memberId: deployed?.installedBy ?? actor.memberId },
    ...{ kind: 'playbook', ...built },
  }
  const builder = new ReportBuilder(
    {
      automation: { kind: 'playbook', id: deployed?.id ?? null, name, version: deployed?.bundleHash ?? null },
      since: new Date(from).toISOString(),
      until: new Date(to).toISOString(),
      notes: [...notesOn(built.manifest.flow as never, built.manifest.triggers), ...notesOf(deployed, asked)],
    },
    { examples, items: mostItems },
    { ran: compareRan, current: false },
  )
  const { report } = builder
  const stopped = await runSimulation(
    { automation, current: null, compareRan, after, upTo, logEnd: now, answers, leftOut: [] },
    {
      source,
      onTold(told) {
        for (const one of told) builder.add(one)
        const last = told.at(-1)
        tellProgress(report.events, report.matched, last?.kind === 'page' ? last.at : null)
        return limit === undefined || report.matched < limit
      },
    },
  )
  endProgress()
  return builder.finish(stopped)
}

function notesOf(deployed: Deployed | null, { against }: PlaybookSimulation): string[] {
  const notes = ['roles that people have in single projects are not looked at']
  if (deployed === null && against === 'current')
    notes.push('it is not deployed, so there are no runs to compare it with')
  return notes
}

async function deployedAs(client: Client, name: string): Promise<Deployed | null> {
  try {
    return await client.playbooks.get(name)
  } catch (error) {
    if (error instanceof OrchestratorError && error.code === 'not_found') return null
    throw error
  }
}
