import { commandCatalogue, parse, runIdOf } from '@orchestrator/domain'
import { type Duration, toMilliseconds } from '../duration.ts'
import { PlaybookDefinitionError } from '../errors.ts'
import type { TemplateCreateInput } from '../generated/commands.ts'
import type {
  Approval,
  Comment,
  CustomField,
  Cycle,
  Milestone,
  Patch,
  Project,
  Task,
  TimeEntry,
} from '../generated/entities.ts'
import type { EventEnvelope } from '../generated/events.ts'
import type { Timestamp } from '../json.ts'
import type { Playbook } from '../playbook.ts'
import { manifestOf } from '../runtime/manifest-of.ts'
import type { RunEvent } from '../runtime/port.ts'
import { runPlaybook } from '../runtime/run-playbook.ts'
import type { SendableEvent } from '../trigger/define-event.ts'
import { AgentStage } from './agent-stage.ts'
import type { TestAgents } from './agents.ts'
import { ApprovalClock, type TestAnswers } from './answers.ts'
import { checkFlow } from './check-flow.ts'
import { drained, realPause, VirtualClock } from './clock.ts'
import { whyNotStarted } from './explain-start.ts'
import { type DeepPartial, fakeEntity, fakeId, fakeTime } from './fake.ts'
import { MemoryPort, mostSteps } from './memory-port.ts'
import type { TestHttp, TestIntegrations, TestResult, TestScripts, TestWorld } from './result.ts'
import { type Row, World } from './world.ts'

/** An event that comes while the run is under way. */
export interface LaterEvent {
  /** How long after the start. */
  readonly after: Duration
  /** What `fake` gives, what `defineEvent`'s factory gives, or a function of the workspace at that time. */
  readonly event: TestEvent | SendableEvent | ((world: TestWorld) => TestEvent | SendableEvent)
}

/** What `fake` gives. */
export type TestEvent = EventEnvelope & { readonly type: string }

export interface TestOptions {
  /** The events before it in its batch, of a playbook with `batch`. */
  readonly batch?: readonly TestEvent[]
  /** When the run starts; default: when its event happened. */
  readonly now?: Date | Timestamp
  /** Stand-ins for the functions of `steps.ts`. */
  readonly steps?: Readonly<Record<string, (...args: never[]) => unknown>>
  /** Answers requests; without it every request fails. */
  readonly http?: TestHttp
  /** Stands in for the sandbox in which `scripts.run` runs. */
  readonly scripts?: TestScripts
  /** Stand in for connected services; without one an action fails. */
  readonly integrations?: TestIntegrations
  /** Stand in for agents, by their names; without one asking fails. */
  readonly agents?: TestAgents
  /** What people answer when the run asks for approval. */
  readonly answers?: TestAnswers
  /** What happens later. */
  readonly events?: readonly LaterEvent[]
  /** Tasks that are there from the start; what you leave out is made up. The event's own task is there anyway. */
  readonly tasks?: readonly DeepPartial<Task>[]
  readonly projects?: readonly DeepPartial<Project>[]
  readonly comments?: readonly DeepPartial<Comment>[]
  /** Templates that the workspace has. */
  readonly templates?: readonly TemplateCreateInput[]
  readonly cycles?: readonly DeepPartial<Cycle>[]
  readonly milestones?: readonly DeepPartial<Milestone>[]
  readonly timeEntries?: readonly DeepPartial<TimeEntry>[]
  /** Fields that the workspace adds to tasks. */
  readonly customFields?: readonly (Pick<CustomField, 'key' | 'type'> & Partial<CustomField>)[]
}

/** Runs share `Date` and `setTimeout`, so one waits for the other. */
let turn: Promise<unknown> = Promise.resolve()

const mostTimers = 100_000

/**
 * Runs a playbook in memory, in virtual time: three days pass at once. `Date`, `setTimeout` and `setInterval` follow that time.
 * Commands are decided by the server's own code and emit the same events.
 *
 * @param event what `fake` gives
 *
 * @example
 * ```ts
 * const run = await testRun(reviewFollowUp, fake('task.status_changed', { to: 'completed', task: { tags: ['review'] } }))
 * expect(run.status).toBe('completed')
 * ```
 */
export function testRun<E extends { readonly type: string }, R>(
  definition: Playbook<E, R>,
  event: TestEvent & { readonly type: E['type'] },
  options: TestOptions = {},
): Promise<TestResult<R>> {
  const result = turn.then(() =>
    run<R>(definition, structuredClone([...(options.batch ?? []), event]) as unknown as RunEvent[], options),
  )
  turn = result.catch(() => undefined)
  return result
}

async function run<R>(definition: unknown, all: RunEvent[], options: TestOptions): Promise<TestResult<R>> {
  const manifest = manifestOf(definition)
  checkFlow(manifest, all.length)
  const given = all.at(-1) as RunEvent
  const start = new Date(options.now ?? given.occurredAt ?? fakeTime).getTime()
  if (Number.isNaN(start)) throw new PlaybookDefinitionError(`testRun: now ${String(options.now)} is no instant`)
  const trigger: RunEvent = {
    ...given,
    occurredAt: options.now === undefined ? given.occurredAt : new Date(start).toISOString(),
  }
  const clock = new VirtualClock(start)
  const port: MemoryPort = new MemoryPort({
    clock,
    world: () => world,
    http: options.http,
    scripts: options.scripts,
    integrations: options.integrations,
    scopes: manifest.scopes,
    steps: options.steps ?? {},
    attempts: manifest.steps?.attempts ?? 1,
    requested: (approval) => approvals.requested(approval),
    agents: () => agents,
  })
  const runId = runIdOf(trigger.workspaceId, manifest.id, trigger.id)
  const world: World = new World({
    now: () => clock.now,
    trigger,
    runId,
    scopes: manifest.scopes,
    appended: (event) => {
      agents.appended(event)
      port.offer(event)
    },
  })
  const agents: AgentStage = new AgentStage(
    () => world,
    (call) => port.run(call),
    options.agents,
  )
  const approvals = new ApprovalClock(clock, () => world, options.answers)
  seed(world, options)
  for (const template of options.templates ?? []) {
    const data = parse(commandCatalogue['template.create'].data, template, 'testRun: a template')
    const stamps = { version: 1, createdAt: fakeTime, updatedAt: fakeTime }
    world.put('template', { ...data, id: data.id ?? fakeId(), ...stamps })
  }
  const batch = [...all.slice(0, -1), trigger]
  for (const one of batch) {
    world.take(one)
    world.log.push(one)
  }

  const summary = () => ({
    ...snapshot(world),
    effects: port.effects.toSorted((a, b) => a.step - b.step),
    logs: port.logs,
    steps: port.taken.toSorted((a, b) => a.n - b.n),
    elapsedMs: clock.now - start,
  })
  const reason = batch.map((one) => whyNotStarted(manifest, one)).find((one) => one !== null) ?? null
  if (reason !== null) return { status: 'not_started', result: null, error: null, reason, ...summary() }
  for (const later of options.events ?? []) {
    clock.after(toMilliseconds(later.after, 'testRun: events: after'), () => {
      const next =
        typeof later.event === 'function' && !('payload' in later.event) ? later.event(snapshot(world)) : later.event
      const placed = world.append(complete(next as TestEvent | SendableEvent, trigger))
      world.take(placed)
    })
  }

  const uninstall = clock.install()
  try {
    const outcome = await drive(clock, port, runPlaybook(definition, trigger, port, batch))
    if ('result' in outcome)
      return { status: 'completed', result: outcome.result as R, error: null, reason: null, ...summary() }
    if ('error' in outcome)
      return { status: 'failed', result: null, error: outcome.error, reason: outcome.error.message, ...summary() }
    return { status: 'stuck', result: null, error: null, reason: outcome.reason, ...summary() }
  } finally {
    uninstall()
  }
}

type Outcome = { readonly result: unknown } | { readonly error: Error } | { readonly reason: string }

/** Lets the run go on until nothing is left to do at this instant, then moves the clock to the next timer, and so on. */
async function drive(clock: VirtualClock, port: MemoryPort, running: Promise<unknown>): Promise<Outcome> {
  let outcome: Outcome | undefined
  running.then(
    (result) => (outcome = { result }),
    (error: unknown) =>
      (outcome = {
        error: error instanceof Error ? error : new Error(`run threw ${JSON.stringify(error)} instead of an Error`),
      }),
  )
  for (let fired = 0; fired < mostTimers; fired++) {
    await drained()
    // A function of the test may be at work for real (a file, a server): wait a little, then let it have its own timers.
    for (let turns = 0; !outcome && port.busy.length > 0 && turns < 5; turns++) await realPause(turns)
    if (outcome) return outcome
    if (port.taken.length > mostSteps) return { reason: `still goes on after ${mostSteps} awaited calls` }
    const oldest = port.busy[0]
    if (oldest) {
      if (!clock.advance(oldest.since)) await realPause(10)
    } else if (!clock.advance()) {
      const waits = port.waitingFor()
      if (waits.length > 0) return { reason: `waits for ${waits.join('; and for ')}; nothing more happens` }
      return { reason: 'awaits something that is no call of the context and never happens' }
    }
  }
  return outcome ?? { reason: `still goes on after ${mostTimers} timers` }
}

function seed(world: World, options: TestOptions): void {
  for (const project of options.projects ?? []) world.put('project', fakeEntity('project', project) as Row)
  for (const task of options.tasks ?? []) {
    const made = fakeEntity('task', task) as Row
    const projectId = String(made['projectId'])
    if (!world.rows('project').has(projectId)) world.put('project', fakeEntity('project', { id: projectId }) as Row)
    world.put('task', made)
  }
  for (const kind of ['cycle', 'milestone'] as const)
    for (const given of options[`${kind}s`] ?? []) world.put(kind, fakeEntity(kind, given) as Row)
  for (const entry of options.timeEntries ?? []) world.put('time_entry', fakeEntity('time_entry', entry) as Row)
  for (const comment of options.comments ?? []) world.put('comment', fakeEntity('comment', comment) as Row)
  for (const field of options.customFields ?? []) {
    world.put('custom_field', {
      id: fakeId(),
      name: field.key,
      options: [],
      required: false,
      projectIds: null,
      version: 1,
      createdAt: fakeTime,
      updatedAt: fakeTime,
      ...field,
    })
  }
}

function snapshot(world: World): TestWorld {
  const rows = (kind: string) => structuredClone([...world.rows(kind).values()]) as unknown
  return {
    tasks: rows('task') as Task[],
    projects: rows('project') as Project[],
    comments: rows('comment') as Comment[],
    approvals: rows('approval') as Approval[],
    patches: rows('patch') as Patch[],
    cycles: rows('cycle') as Cycle[],
    milestones: rows('milestone') as Milestone[],
    timeEntries: rows('time_entry') as TimeEntry[],
    events: structuredClone(world.log),
  }
}

function complete(event: TestEvent | SendableEvent, trigger: RunEvent): RunEvent {
  if ('id' in event) return { ...(event as unknown as RunEvent), workspaceId: trigger.workspaceId }
  const id = fakeId()
  const envelope = {
    id,
    workspaceId: trigger.workspaceId,
    subject: { type: 'custom', id },
    projectId: null,
    actor: trigger['actor'],
    commandId: id,
  }
  return {
    ...envelope,
    causationId: null,
    correlationId: id,
    depth: 0,
    seq: 0,
    occurredAt: fakeTime,
    type: event.type,
    payload: event.payload,
  }
}
