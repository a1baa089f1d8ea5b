import { type AnyEvent, AppError, commandIdOf, sampleOutput, withoutQuery } from '@orchestrator/domain'
import {
  HttpError,
  type Json,
  type JsonObject,
  OrchestratorError,
  type QueryReply,
  type RuntimeAction,
  type RuntimeCommand,
  type RuntimeHttpRequest,
  type RuntimeHttpResponse,
  type RuntimePort,
  type RuntimeQuery,
  type RuntimeScript,
  type Step,
  type WaitReply,
  type WaitSource,
} from '@orchestrator/sdk/runtime'
import type { Effect } from '../outcome.ts'
import type { RecordedStep, Source } from '../source.ts'
import { inFilter } from '../world/in-filter.ts'
import type { World } from '../world/world.ts'
import { type Answers, answerLater, isOfApproval } from './approvals.ts'
import type { Clock } from './clock.ts'
import { actionEffect, commandEffect, httpEffect, placeOf, scriptEffect, stepEffect } from './effects.ts'
import { askedOf, findInLog, metBy } from './wait.ts'

export interface PortOptions {
  readonly clock: Clock
  readonly world: World
  readonly source: Source
  readonly trigger: AnyEvent
  readonly runId: string
  readonly answers: Answers
  /** The end of the log, in milliseconds: what would come later is not known. */
  readonly logEnd: number
  /** What the run answered in truth at these steps. */
  readonly recorded: ReadonlyMap<number, RecordedStep>
}

/** A run that awaits more calls is taken for an endless loop. */
const mostSteps = 10_000

/** Everything that a run can do, without doing it. */
export class SimulationPort implements RuntimePort {
  readonly effects: Effect[] = []
  readonly waits: string[] = []
  #steps = 0
  #waiting: (() => void)[] = []
  /** Events of its own that each wait was given, so that a repeat goes on after them. */
  readonly #given = new Map<string, Set<string>>()
  readonly #parts: PortOptions

  constructor(options: PortOptions) {
    this.#parts = options
  }

  get clock(): Clock {
    return this.#parts.clock
  }

  now = (): number => this.#parts.clock.now

  log(): void {}

  async command(step: Step, commands: readonly RuntimeCommand[]): ReturnType<RuntimePort['command']> {
    await this.#take()
    const { clock, world, runId } = this.#parts
    const named = commands.map(({ type, data }, index) => ({ id: commandIdOf(runId, step.n, index), type, data }))
    const replies = await clock.reading(world.execute(named).catch(refused))
    for (const { type, data } of commands) this.effects.push(commandEffect(placeOf(step, this.now()), type, data))
    for (const [index, { type }] of commands.entries()) {
      const { entity = null } = replies[index] ?? {}
      if (type !== 'approval.request' || entity === null) continue
      const parts = { ...this.#parts, told: () => this.#look() }
      if (await clock.reading(answerLater(parts, entity))) world.assumed.add('approval')
    }
    this.#look()
    return structuredClone(replies)
  }

  async query(_step: Step, query: RuntimeQuery): Promise<QueryReply> {
    await this.#take()
    const { clock, world, source } = this.#parts
    if (query.op === 'get')
      return { item: structuredClone((await clock.reading(world.get(query.entity, query.id))) as JsonObject | null) }
    world.assumed.add('list')
    const { items, nextCursor } = await clock.reading(source.list(query))
    const now = world.instant()
    const seen = world.seen(query.entity)
    const there = items.flatMap((item): JsonObject[] => {
      const own = seen.get(String(item['id'])) as JsonObject | undefined
      const row = own ?? item
      return String(row['createdAt']) <= now && inFilter(query, row) ? [row] : []
    })
    const listed = new Set(there.map((item) => item['id']))
    // What the run itself has made comes last, as the newest does.
    const made = nextCursor === null ? [...seen.values()].filter((row) => !listed.has(row.id)) : []
    const more = made.filter((row) => inFilter(query, row as JsonObject)) as unknown as JsonObject[]
    return structuredClone({ items: [...there, ...more].slice(0, query.limit), nextCursor })
  }

  async sleep(step: Step, milliseconds: number): Promise<void> {
    await this.#take()
    this.waits.push(step.summary)
    const { clock } = this.#parts
    await new Promise<void>((resolve) => void clock.at(clock.now + milliseconds, resolve))
  }

  async waitFor(
    step: Step,
    sources: readonly WaitSource[],
    { timeoutMs }: { readonly timeoutMs: number | null },
  ): Promise<WaitReply> {
    await this.#take()
    const { clock, world, source, logEnd } = this.#parts
    const asked = askedOf(sources)
    const identity = JSON.stringify(sources.map(({ eventTypes, condition }) => [eventTypes, condition]))
    const given = this.#given.get(identity) ?? new Set<string>()
    this.#given.set(identity, given)
    const deadline = timeoutMs === null ? Number.POSITIVE_INFINITY : clock.now + timeoutMs
    const skip = (event: AnyEvent) => world.isOwn(event) && !isOfApproval(event)
    const { found, stopped } = await clock.reading(findInLog(source, asked, { until: deadline, skip }))
    if (stopped) world.assumed.add('horizon')
    return new Promise((resolve) => {
      const timers: (() => void)[] = []
      const end = (reply: WaitReply, how: string) => {
        for (const cancel of timers) cancel()
        this.#waiting = this.#waiting.filter((other) => other !== look)
        this.waits.push(`${step.summary}: ${how}`)
        resolve(structuredClone(reply))
      }
      /** What the run has told itself, or what is made up for it. */
      const look = () => {
        for (const event of world.log) {
          if (given.has(event.id)) continue
          const met = metBy(asked, event, true)
          if (!met) continue
          given.add(event.id)
          return end({ key: met.key, event }, `${event.type} of the simulation`)
        }
      }
      this.#waiting.push(look)
      if (found) {
        const { reply, at } = found
        timers.push(clock.at(at, () => end(reply, `event ${reply.event.seq}, ${reply.event.type}`)))
      }
      if (Number.isFinite(deadline))
        timers.push(
          clock.at(deadline, () => {
            if (deadline > logEnd) world.assumed.add('silence')
            end(null, 'its time was over')
          }),
        )
      look()
    })
  }

  async http(step: Step, request: RuntimeHttpRequest): Promise<RuntimeHttpResponse> {
    await this.#take()
    const effect = httpEffect(placeOf(step, this.now()), request)
    this.effects.push(effect)
    const known = this.#recorded(step, 'http', ({ method, url }) => effect.what === `${String(method)} ${String(url)}`)
    if (known?.status === 'failed')
      throw new HttpError(known.error?.message ?? `${step.summary} failed`, {
        ...{ status: 0, url: withoutQuery(request.url), method: request.method },
      })
    const answer = known?.output as { status: number; headers: Record<string, string>; body: string } | null | undefined
    if (answer) return { status: answer.status, headers: answer.headers ?? {}, body: answer.body ?? '' }
    this.#parts.world.assumed.add('http')
    return { status: 200, headers: {}, body: '' }
  }

  async step(step: Step, name: string, args: readonly Json[]): Promise<Json | undefined> {
    await this.#take()
    this.effects.push(stepEffect(placeOf(step, this.now()), `steps.${name}`, args))
    const known = this.#recorded(step, 'step', () => true)
    if (known?.status === 'completed') return known.output
    if (known?.status === 'failed') throw new Error(known.error?.message ?? 'it failed')
    this.#parts.world.assumed.add('step')
    return null
  }

  async script(step: Step, { source, input }: RuntimeScript): Promise<Json> {
    await this.#take()
    this.effects.push(scriptEffect(placeOf(step, this.now()), source, input))
    const known = this.#recorded(step, 'script', (was) => was['source'] === source)
    if (known?.status === 'completed') return ((known.output as { value?: Json } | null)?.value ?? null) as Json
    if (known?.status === 'failed')
      throw new OrchestratorError(known.error?.code ?? 'threw', known.error?.message ?? '')
    this.#parts.world.assumed.add('script')
    return null
  }

  async action(step: Step, action: RuntimeAction): Promise<Json> {
    await this.#take()
    const effect = actionEffect(placeOf(step, this.now()), action)
    this.effects.push(effect)
    const asked = canonical(effect.data)
    const known = this.#recorded(step, 'action', (was) => canonical(was) === asked)
    if (known?.status === 'completed') return ((known.output as { value?: Json } | null)?.value ?? null) as Json
    if (known?.status === 'failed')
      throw new OrchestratorError(known.error?.code ?? 'internal', known.error?.message ?? '')
    this.#parts.world.assumed.add('action')
    return sampleOutput(action.name) as Json
  }

  /** What the same step gave in truth, if it is still the same. */
  #recorded(
    { n, name }: Step,
    kind: string,
    isSame: (input: Readonly<Record<string, unknown>>) => boolean,
  ): RecordedStep | undefined {
    const known = this.#parts.recorded.get(n)
    if (known?.kind !== kind || known.name !== name) return undefined
    if (known.status !== 'completed' && known.status !== 'failed') return undefined
    return isSame((known.input ?? {}) as unknown as Record<string, unknown>) ? known : undefined
  }

  #look(): void {
    for (const look of [...this.#waiting]) look()
  }

  /** At the limit its call never ends. */
  #take(): Promise<void> | undefined {
    return ++this.#steps > mostSteps ? new Promise(() => {}) : undefined
  }
}

/** The database keeps objects in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

function refused(error: unknown): never {
  if (!(error instanceof AppError)) throw error
  throw new OrchestratorError(error.code, error.message, { fields: error.fields })
}
