import {
  type Actor,
  type AnyEvent,
  AppError,
  compileActions,
  isLongRule,
  maximumDepth,
  type Rule,
  runIdOf,
} from '@orchestrator/domain'
import { runRule } from '@orchestrator/sdk/rule'
import { type Json, type JsonObject, OrchestratorError, type RunEvent } from '@orchestrator/sdk/runtime'
import { type Automation, scopesOf } from '../automation.ts'
import type { Failure, RunOutcome } from '../outcome.ts'
import type { RecordedStep } from '../source.ts'
import { type Shared, World } from '../world/world.ts'
import type { Answers } from './approvals.ts'
import { Clock } from './clock.ts'
import { commandEffect } from './effects.ts'
import { SimulationPort } from './port.ts'

export interface RunOptions {
  readonly shared: Shared
  readonly answers: Answers
  /** The end of the log, in milliseconds. */
  readonly logEnd: number
  readonly recorded?: readonly RecordedStep[] | undefined
  /** When it starts; default: when its event happened. */
  readonly startsAt?: number | undefined
}

/** What an automation does on an event (or on all of a batch, of which it is the last), without doing it. */
export async function simulateRun(
  automation: Automation,
  batch: readonly AnyEvent[],
  options: RunOptions,
): Promise<RunOutcome> {
  const trigger = batch.at(-1) as AnyEvent
  if (trigger.depth + 1 > maximumDepth)
    return refusal('depth_limit', `automations that start each other end at a depth of ${maximumDepth}`)
  const runId = runIdOf(trigger.workspaceId, automation.id, trigger.id)
  const start = options.startsAt ?? Date.parse(trigger.occurredAt)
  const clock = new Clock(start)
  const type = automation.kind === 'rule' ? 'rule_run' : 'playbook_run'
  const actor: Actor = { type, id: runId, memberId: automation.memberId }
  const { shared, answers, logEnd, recorded = [] } = options
  const world = new World({
    shared,
    trigger,
    actor,
    scopes: scopesOf(automation),
    now: () => clock.now,
    tookPlace: recorded.length > 0,
  })
  const known = new Map(recorded.map((step) => [step.step, step]))
  const port = new SimulationPort({
    ...{ clock, world, source: shared.source, trigger, runId, answers, logEnd },
    recorded: known,
  })
  let end: { readonly result: Json } | { readonly error: unknown } | undefined
  void begin(automation, batch, { port, world, clock, runId }).then(
    (result) => (end = { result }),
    (error: unknown) => (end = { error }),
  )
  await clock.drive(() => end !== undefined)
  const done = {
    effects: port.effects.toSorted((a, b) => a.step - b.step),
    waits: port.waits,
    elapsedMs: clock.now - start,
    assumed: [...world.assumed],
  }
  if (end === undefined) return { status: 'waiting', error: null, result: null, ...done }
  if ('error' in end) return { status: 'failed', error: failureOf(end.error), result: null, ...done }
  return { status: 'completed', error: null, result: end.result, ...done }
}

interface Parts {
  readonly port: SimulationPort
  readonly world: World
  readonly clock: Clock
  readonly runId: string
}

async function begin(automation: Automation, batch: readonly AnyEvent[], parts: Parts): Promise<Json> {
  const events = batch as unknown as readonly RunEvent[]
  const trigger = events.at(-1) as RunEvent
  if (automation.kind === 'playbook') return automation.run(events, parts.port)
  const { id, rule } = automation
  if (isLongRule(rule)) return runRule({ ...rule, id }, trigger, parts.port)
  return runAtOnce(rule, batch.at(-1) as AnyEvent, parts)
}

const compiled = new WeakMap<object, ReturnType<typeof compileActions>>()

/** As the server does them: all in one transaction. */
async function runAtOnce(
  rule: Pick<Rule, 'when' | 'then'>,
  event: AnyEvent,
  { port, world, clock, runId }: Parts,
): Promise<Json> {
  let actions = compiled.get(rule)
  if (!actions) compiled.set(rule, (actions = compileActions(rule)))
  const commands = actions(event, runId)
  const replies = await clock.reading(world.execute(commands))
  const at = world.instant()
  for (const [step, { type, data }] of commands.entries())
    port.effects.push(commandEffect({ step, at }, type, data as unknown as JsonObject))
  return replies.map(({ kind, id, version }) => ({ kind, id, version })) as unknown as Json
}

function failureOf(error: unknown): Failure {
  if (error instanceof OrchestratorError || error instanceof AppError)
    return { code: error.code, message: error.message }
  if (!(error instanceof Error)) return { code: 'threw', message: `run threw ${String(error)} instead of an Error` }
  return { code: 'threw', message: error.name === 'Error' ? error.message : `${error.name}: ${error.message}` }
}

const refusal = (code: string, message: string): RunOutcome => ({
  ...{ status: 'skipped', effects: [], error: { code, message }, result: null, waits: [], elapsedMs: 0, assumed: [] },
})
