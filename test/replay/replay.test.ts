import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DefaultLogger, type ReplayWorkerOptions, Runtime, Worker } from '@temporalio/worker'
import { DeterminismViolationError } from '@temporalio/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentActivities, AgentLocalActivities } from '../../packages/worker/src/activities/agent-contract.ts'
import type {
  ConnectorActivities,
  PlaybookActivities,
  PlaybookLocalActivities,
} from '../../packages/worker/src/activities/playbook-contract.ts'
import { agentWorkflows } from '../../packages/worker/src/agents/agent-workflows.ts'
import { bundleWorkflows } from '../../packages/worker/src/compiled/bundle-workflows.ts'
import { buildBundle } from '../../packages/worker/src/playbooks/build/build-bundle.ts'
import { compileBundle } from '../../packages/worker/src/playbooks/host/compile.ts'
import { createPlaybookFolder } from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { ruleRunWorkflows } from '../../packages/worker/src/rules/rule-run-workflows.ts'
import type { RefusedRunActivities } from '../../packages/worker/src/workflows/refused-rule-activities.ts'
import * as relayWorkflows from '../../packages/worker/src/workflows/relay-workflows.ts'
import * as ruleRunWorkflow from '../../packages/worker/src/workflows/rule-run.ts'
import type { ScheduleActivities } from '../../packages/worker/src/workflows/schedule-activities.ts'
import type { SyncActivities } from '../../packages/worker/src/workflows/sync-activities.ts'
import * as syncWorkflows from '../../packages/worker/src/workflows/sync-workflows.ts'
import { testHome } from '../support/compiled.ts'

// Runs that are under way when the code changes must go on: what was recorded has to replay on the code as it is now.

interface RecordedEvent {
  readonly eventType: string
  readonly activityTaskScheduledEventAttributes?: { activityType: { name: string } }
  readonly workflowExecutionStartedEventAttributes?: { readonly workflowType: { readonly name: string } }
  readonly markerRecordedEventAttributes?: { details: { data?: { payloads: { data: string }[] } } }
}

interface Recorded {
  readonly name: string
  readonly workflowId: string
  readonly history: { readonly events: readonly RecordedEvent[] }
}

const folder = join(import.meta.dirname, 'histories')
const recorded = readdirSync(folder).map((file): Recorded => {
  return { name: file.replace('.json', ''), ...JSON.parse(readFileSync(join(folder, file), 'utf8')) }
})
const events = recorded.flatMap(({ history }) => history.events)
const playbooks = join(import.meta.dirname, 'playbooks')
const workflowsPath = (name: string) =>
  fileURLToPath(new URL(`../../packages/worker/src/workflows/${name}-workflows.ts`, import.meta.url))
const logger = new DefaultLogger('ERROR', () => {})

let home: string
let playbookCode: string
let relayCode: string
let syncCode: string
let ruleRunCode: string
let agentCode: string
beforeAll(async () => {
  // What a replay says of itself is what these tests are about.
  Runtime.install({ logger, telemetryOptions: { logging: { filter: 'OFF', forward: {} } } })
  home = mkdtempSync(join(tmpdir(), 'replay-'))
  playbookCode = await compile(playbooks)
  relayCode = (await bundleWorkflows({ workflowsPath: workflowsPath('relay') }, testHome)).code
  syncCode = (await bundleWorkflows({ workflowsPath: workflowsPath('sync') }, testHome)).code
  ruleRunCode = (await bundleWorkflows(ruleRunWorkflows, testHome)).code
  agentCode = (await bundleWorkflows(agentWorkflows, testHome)).code
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** The code of a folder as a worker loads it. */
async function compile(source: string): Promise<string> {
  const { workflowFile } = await compileBundle(await buildBundle({ folder: source }), home)
  return readFileSync(workflowFile, 'utf8')
}

const typeOf = ({ history }: Recorded) =>
  history.events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name ?? ''
/** Its type is the agent's name. */
const isAgents = ({ workflowId }: Recorded) => workflowId.includes(`/agent-`)
const codeOf = (one: Recorded) => {
  const type = typeOf(one)
  if (type in relayWorkflows) return relayCode
  if (type in syncWorkflows) return syncCode
  if (isAgents(one)) return agentCode
  return type in ruleRunWorkflow ? ruleRunCode : playbookCode
}
const replay = ({ history, workflowId }: Recorded, code: string) => {
  const options: ReplayWorkerOptions = { workflowBundle: { code }, replayName: 'replay' }
  return Worker.runReplayHistory(options, history, workflowId)
}

/** Everything that workflows ask of Node; the compiler sees to it that none is left out. */
const playbookActivities: Record<keyof (PlaybookLocalActivities & PlaybookActivities & ConnectorActivities), true> = {
  ...{
    loadEvent: true,
    loadEvents: true,
    command: true,
    query: true,
    beginSleep: true,
    endSleep: true,
    beginWait: true,
    endWait: true,
  },
  ...{ finish: true, http: true, script: true, step: true, connectorAction: true },
}
const refusedActivities: Record<keyof RefusedRunActivities, true> = { runRule: true, failRule: true }
const agentActivities: Record<keyof (AgentActivities & AgentLocalActivities), true> = {
  ...{ askModel: true, callTool: true, callAction: true, answerWithoutModel: true },
  ...{ loadAgentRun: true, askApproval: true, setWaits: true, readAnswers: true, endAgentRun: true },
}
const scheduleActivities: Record<keyof ScheduleActivities, true> = { fireSchedule: true }
const syncActivities: Record<keyof SyncActivities, true> = { syncRound: true }
const activities = Object.keys({
  ...{ ...playbookActivities, ...refusedActivities, ...scheduleActivities, ...agentActivities, ...syncActivities },
})

const happenings = [
  ...['TIMER_FIRED', 'TIMER_CANCELED', 'ACTIVITY_TASK_FAILED', 'WORKFLOW_EXECUTION_SIGNALED'],
  ...['WORKFLOW_EXECUTION_COMPLETED', 'WORKFLOW_EXECUTION_FAILED', 'WORKFLOW_EXECUTION_CANCELED'],
]

function activityIn(event: RecordedEvent): string[] {
  const remote = event.activityTaskScheduledEventAttributes?.activityType.name
  // The marker of a patch is of no activity.
  const local = event.markerRecordedEventAttributes?.details.data?.payloads[0]?.data
  if (local !== undefined) return [JSON.parse(Buffer.from(local, 'base64').toString('utf8')).activity_type]
  return remote === undefined ? [] : [remote]
}

describe('a recorded history fits the present code', () => {
  it.each(recorded)('$name', async (one) => {
    await replay(one, codeOf(one))
  })

  it('and every type of workflow has one', () => {
    const types = new Set(recorded.map(typeOf))
    const served = [
      ...Object.keys({ ...relayWorkflows, ...syncWorkflows, ...ruleRunWorkflow }),
      ...readdirSync(playbooks),
    ]
    expect(served.filter((type) => !types.has(type))).toEqual([])
  })

  it('and runs of agents end in each way', () => {
    const ends = recorded.filter(isAgents).map(({ history }) => history.events.at(-1)?.eventType)
    const ways = ['COMPLETED', 'FAILED', 'CANCELED'].map((way) => `EVENT_TYPE_WORKFLOW_EXECUTION_${way}`)
    expect(new Set(ends)).toEqual(new Set(ways))
  })

  it('and they have every activity, timers, a signal, a cancellation and each way to end', () => {
    expect(new Set(events.flatMap(activityIn))).toEqual(new Set(activities))
    const types = new Set(events.map(({ eventType }) => eventType))
    for (const type of happenings) expect(types).toContain(`EVENT_TYPE_${type}`)
  })
})

describe('what would break runs under way is found', () => {
  it.each([
    ['steps that changed places', 'waits', "await sleep('200 ms')", 'await tasks.get(task)'],
    ['a step that is new', 'commands', "log.info('begun')", 'await comments.list({ taskId: event.task.id })'],
    ['a step that is gone', 'failing', "await comments.create({ taskId: event.task.id, body: 'before' })", ''],
  ])('%s', async (_, name, from, to) => {
    const changed = await createPlaybookFolder({})
    try {
      cpSync(playbooks, changed.path, { recursive: true })
      const file = `${name}/playbook.ts`
      const text = readFileSync(join(playbooks, file), 'utf8')
      expect(text).toContain(from)
      await changed.write({ [file]: text.replace(from, to) })
      const one = recorded.find((found) => found.name === name) as Recorded
      await expect(replay(one, await compile(changed.path))).rejects.toThrow(DeterminismViolationError)
    } finally {
      await changed.remove()
    }
  })
})
