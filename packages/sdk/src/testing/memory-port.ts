import { type CompiledCondition, compileCondition, eventSchemaFor } from '@orchestrator/domain/conditions'
import { HttpError, OrchestratorError } from '../errors.ts'
import type { AgentRunCreateInput } from '../generated/commands.ts'
import type { AgentRunSummary, Approval } from '../generated/entities.ts'
import type { Json, JsonObject } from '../json.ts'
import { plainJson } from '../runtime/plain-json.ts'
import type {
  LogLevel,
  QueryReply,
  RunEvent,
  RuntimeAction,
  RuntimeHttpRequest,
  RuntimeHttpResponse,
  RuntimePort,
  RuntimeQuery,
  RuntimeScript,
  Step,
  WaitReply,
  WaitSource,
} from '../runtime/port.ts'
import { actInMemory } from './act-in-memory.ts'
import type { AgentStage, Idle } from './agent-stage.ts'
import type { VirtualClock } from './clock.ts'
import { isListed } from './is-listed.ts'
import type { Effect, TestHttp, TestIntegrations, TestLog, TestScripts } from './result.ts'
import type { Row, World } from './world.ts'

interface OpenWait {
  readonly step: Step
  readonly sources: readonly (WaitSource & { readonly test: (event: RunEvent) => boolean })[]
  readonly resolve: (reply: WaitReply) => void
}

export interface MemoryPortOptions {
  readonly clock: VirtualClock
  readonly world: () => World
  readonly http: TestHttp | undefined
  readonly scripts: TestScripts | undefined
  readonly integrations: TestIntegrations | undefined
  /** null: everything that the member may. */
  readonly scopes: readonly string[] | null
  readonly steps: Readonly<Record<string, (...args: never[]) => unknown>>
  readonly attempts: number
  /** An approval was asked for. */
  readonly requested: (approval: Approval) => void
  readonly agents: () => AgentStage
}

/** A run that awaits more calls is taken for an endless loop. */
export const mostSteps = 10_000

/** Everything that a run can do, in memory. */
export class MemoryPort implements RuntimePort {
  readonly effects: Effect[] = []
  readonly logs: TestLog[] = []
  readonly taken: Step[] = []
  /** Functions of the test that are under way: the clock waits for them. */
  busy: { readonly since: number }[] = []
  #waits: OpenWait[] = []
  readonly #options: MemoryPortOptions

  constructor(options: MemoryPortOptions) {
    this.#options = options
  }

  now(): number {
    return this.#options.clock.now
  }

  log(level: LogLevel, message: string, fields: JsonObject): void {
    this.logs.push({ at: this.#at(), level, message, fields })
  }

  async command(step: Step, commands: Parameters<RuntimePort['command']>[1]): ReturnType<RuntimePort['command']> {
    await this.#take(step)
    const agents = this.#options.agents()
    for (const { type, data } of commands)
      if (type === 'agent_run.create') agents.check(data as unknown as AgentRunCreateInput)
    const replies = this.#options.world().execute(step, commands)
    for (const [index, { type, data }] of commands.entries()) {
      this.effects.push({
        kind: 'command',
        step: step.n,
        name: step.name,
        at: this.#at(),
        type,
        data,
        entity: replies[index]?.entity ?? null,
      })
      if (type === 'approval.request') this.#options.requested(replies[index]?.entity as unknown as Approval)
      if (type === 'agent_run.create')
        agents.begin(data as unknown as AgentRunCreateInput, replies[index]?.entity as unknown as AgentRunSummary)
    }
    return structuredClone(replies)
  }

  async query(step: Step, query: RuntimeQuery): Promise<QueryReply> {
    await this.#take(step)
    const rows = this.#options.world().rows(query.entity)
    if (query.op === 'get') return { item: structuredClone((rows.get(query.id) ?? null) as JsonObject | null) }
    const found = [...rows.values()].filter((row) => isListed(row, query.filter))
    const from = Number(query.cursor ?? 0)
    const items = found.slice(from, from + query.limit) as readonly Row[] as unknown as readonly JsonObject[]
    return {
      items: structuredClone(items),
      nextCursor: from + query.limit < found.length ? String(from + query.limit) : null,
    }
  }

  async sleep(step: Step, milliseconds: number): Promise<void> {
    await this.#take(step)
    await this.#pause(milliseconds)
  }

  async waitFor(
    step: Step,
    sources: readonly WaitSource[],
    { timeoutMs }: { readonly timeoutMs: number | null },
  ): Promise<WaitReply> {
    await this.#take(step)
    const compiled = sources.map((source) => ({ ...source, test: testOf(source) }))
    return new Promise((resolve) => {
      let cancel = () => {}
      const wait: OpenWait = {
        step,
        sources: compiled,
        resolve: (reply) => {
          cancel()
          this.#waits = this.#waits.filter((other) => other !== wait)
          resolve(structuredClone(reply))
        },
      }
      this.#waits.push(wait)
      if (timeoutMs !== null) cancel = this.#options.clock.after(timeoutMs, () => wait.resolve(null))
      for (const event of this.#options.world().log) if (offer(wait, event)) return
    })
  }

  async http(step: Step, request: RuntimeHttpRequest): Promise<RuntimeHttpResponse> {
    await this.#take(step)
    const { http } = this.#options
    const about = { status: 0, url: request.url, method: request.method }
    if (!http) throw new HttpError(`${step.summary}: the test has no answer; give testRun an \`http\``, about)
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= request.retries
      try {
        const answer = await this.run(() =>
          http({ ...request, json: () => JSON.parse(request.body ?? 'null') as unknown }),
        )
        const body = answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json))
        const response = { status: answer.status ?? 200, headers: answer.headers ?? {}, body }
        if (!last && [429, 502, 503, 504].includes(response.status)) await this.#pause(1_000 * 2 ** attempt)
        else {
          this.effects.push({
            kind: 'http',
            step: step.n,
            name: step.name,
            at: this.#at(),
            method: request.method,
            url: request.url,
            body: request.body,
            status: response.status,
          })
          return response
        }
      } catch (error) {
        if (last)
          throw new HttpError(`${step.summary}: ${error instanceof Error ? error.message : String(error)}`, {
            ...about,
            cause: error,
          })
        await this.#pause(1_000 * 2 ** attempt)
      }
    }
  }

  async step(step: Step, name: string, args: readonly Json[]): Promise<Json | undefined> {
    await this.#take(step)
    const run = this.#options.steps[name]
    if (typeof run !== 'function')
      throw new Error(`${step.summary}: the test has no such function; give testRun \`steps: { ${name}: … }\``)
    for (let attempt = 1; ; attempt++) {
      try {
        const result = plainJson(
          await this.run(() => run(...(structuredClone(args) as never[]))),
          `the result of ${step.name}`,
        )
        this.effects.push({ kind: 'step', step: step.n, name: step.name, at: this.#at(), args, result: result ?? null })
        return result
      } catch (error) {
        if (attempt >= this.#options.attempts) throw error
        await this.#pause(1_000 * 2 ** (attempt - 1))
      }
    }
  }

  /** The sandbox is the server's: the test stands in for it. */
  async script(step: Step, { source, input, event }: RuntimeScript): Promise<Json> {
    await this.#take(step)
    const { scripts } = this.#options
    if (!scripts)
      throw new Error(`${step.summary}: scripts run only on the server; give testRun \`scripts\` to stand in`)
    const answer = await this.run(() => scripts({ script: source, input: structuredClone(input), event }))
    const result = plainJson(answer, `the result of ${step.name}`) ?? null
    this.effects.push({ kind: 'script', step: step.n, name: step.name, at: this.#at(), script: source, input, result })
    return result
  }

  async action(step: Step, action: RuntimeAction): Promise<Json> {
    await this.#take(step)
    const { integrations, scopes } = this.#options
    const run = <T>(call: () => T) => this.run(call)
    const output = await actInMemory(action, { integrations, scopes, run, pause: (ms) => this.#pause(ms) })
    const { input, connection } = action
    this.effects.push({ kind: 'action', step: step.n, name: step.name, at: this.#at(), input, connection, output })
    return output
  }

  /** Tells open waits of a new event. */
  offer(event: RunEvent): void {
    for (const wait of [...this.#waits]) offer(wait, event)
  }

  /** What the run waits for, in words. */
  waitingFor(): string[] {
    return this.#waits.map(({ sources }) =>
      sources
        .map(({ eventTypes, condition }) => {
          const params = Object.entries(condition?.params ?? {}).map(
            ([name, value]) => `${name} = ${JSON.stringify(value)}`,
          )
          return `${eventTypes.join(' or ')}${condition ? ` with ${condition.cel}${params.length > 0 ? ` (${params.join(', ')})` : ''}` : ''}`
        })
        .join(', or '),
    )
  }

  /** A run that loops over awaited calls would keep the harness from ever looking at it: at the limit its call never ends. */
  #take(step: Step): Promise<void> | undefined {
    this.taken.push(step)
    return this.taken.length > mostSteps ? new Promise(() => {}) : undefined
  }

  #at(): string {
    return new Date(this.#options.clock.now).toISOString()
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.#options.clock.after(milliseconds, resolve))
  }

  /** A function of the test. While it waits for the run itself, through `idle`, the clock may go on. */
  async run<T>(call: (idle: Idle) => T): Promise<Awaited<T>> {
    let entry = { since: 0 }
    const rest = () => {
      this.busy = this.busy.filter((other) => other !== entry)
    }
    const work = () => {
      rest()
      entry = { since: this.#options.clock.mark() }
      this.busy.push(entry)
    }
    work()
    try {
      return await call(async (waiting) => {
        rest()
        try {
          return await waiting
        } finally {
          work()
        }
      })
    } finally {
      rest()
    }
  }
}

function offer(wait: OpenWait, event: RunEvent): boolean {
  const source = wait.sources.find(
    (one) => event.seq > one.afterSeq && one.eventTypes.includes(event.type) && one.test(event),
  )
  if (source) wait.resolve({ key: source.key, event })
  return source !== undefined
}

function testOf({ condition, eventTypes }: WaitSource): (event: RunEvent) => boolean {
  if (!condition) return () => true
  const compiled:
    | CompiledCondition
    | { readonly ok: false; readonly problems: readonly { readonly message: string }[] } = compileCondition(
    condition,
    ...eventTypes.map(eventSchemaFor),
  )
  if (!compiled.ok)
    throw new OrchestratorError(
      'invalid_condition',
      `${condition.cel}: ${compiled.problems.map(({ message }) => message).join('; ')}`,
    )
  return (event) => compiled.evaluate(event)
}
