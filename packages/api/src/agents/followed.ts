import { type AgentRunStatus, summaryOfRun } from '@orchestrator/domain'
import type { FollowedRun, FollowedStep, PartialText } from '@orchestrator/store'

/** How far a follower has come: in which attempt of which step, and there after how many characters, or at its end. */
export interface Place {
  readonly step: number
  readonly attempt: number
  readonly length: number | 'end'
}

/** `<step>.<attempt>` when a step has begun, `.<length>` behind it after a piece of text, `.end` when it has ended. */
export function parsePlace(id: string): Place | undefined {
  const [, step, attempt, length = '0'] = /^(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}|end))?$/.exec(id) ?? []
  if (step === undefined || attempt === undefined) return undefined
  return { step: Number(step), attempt: Number(attempt), length: length === 'end' ? length : Number(length) }
}

interface Told {
  attempt: number
  /** Of the text, in UTF-16 units. */
  length: number
  ended: boolean
}

const ended: ReadonlySet<AgentRunStatus> = new Set(['completed', 'failed', 'canceled'])

/** What one follower of a run was told so far; gives what is to be told next, as server-sent events. */
export class FollowedProgress {
  readonly #steps = new Map<number, Told>()
  #place: Place | undefined
  #run = ''
  /** The run has ended, and so does what is told of it. */
  over = false

  constructor(place: Place | undefined) {
    this.#place = place
  }

  /** The first step of which not all was told. */
  get from(): number {
    const open = [...this.#steps].filter(([, told]) => !told.ended).map(([n]) => n)
    return this.#place ? 0 : Math.min(...open, Math.max(-1, ...this.#steps.keys()) + 1)
  }

  /** Told by the rows, which have everything. */
  look({ run, steps }: FollowedRun): string {
    if (this.#place) this.#resume(this.#place, steps)
    let text = steps.map((step) => this.#step(step)).join('')
    const state = JSON.stringify([run.status, run.waits, run.cancelRequestedAt])
    if (state !== this.#run) text += message('run', undefined, summaryOfRun(run))
    this.#run = state
    this.over = ended.has(run.status)
    return text
  }

  /** Told by a notice alone. null: it does not follow what was told, so the rows have to be looked at. */
  say({ step, attempt, from, text }: PartialText): string | null {
    const told = this.#steps.get(step)
    if (!told || told.attempt < attempt || told.length < from) return null
    return told.attempt > attempt || told.ended ? '' : this.#text(step, told, from, text)
  }

  #step(step: FollowedStep): string {
    const { n, attempts: attempt, status, partial, kind, agent, name, error, startedAt, endedAt } = step
    const before = this.#steps.get(n)
    const told = before?.attempt === attempt ? before : { attempt, length: 0, ended: false }
    this.#steps.set(n, told)
    const about = { step: n, attempt, kind, agent, name, startedAt }
    let text = ''
    if (before && before !== told) text += message('restart', undefined, { step: n, attempt })
    if (before !== told)
      text += message('step', `${n}.${attempt}`, { ...about, status: 'running', error: null, endedAt: null })
    text += this.#text(n, told, 0, partial)
    if (status !== 'running' && !told.ended) {
      told.ended = true
      text += message('step', `${n}.${attempt}.end`, { ...about, status, error, endedAt })
    }
    return text
  }

  #text(step: number, told: Told, from: number, text: string): string {
    const more = text.slice(told.length - from)
    if (more === '') return ''
    const data = { step, attempt: told.attempt, from: told.length, text: more }
    told.length += more.length
    return message('text', `${step}.${told.attempt}.${told.length}`, data)
  }

  /** What ended before the follower's step began was told. What went on beside it may be told again. */
  #resume({ step, attempt, length }: Place, steps: readonly FollowedStep[]): void {
    this.#place = undefined
    const at = steps.find(({ n }) => n === step)
    if (!at) return
    for (const one of steps)
      if (one.n < step && one.endedAt !== null && one.endedAt < at.startedAt)
        this.#steps.set(one.n, { attempt: one.attempts, length: one.partial.length, ended: true })
    const whole = at.attempts === attempt ? at.partial.length : 0
    this.#steps.set(step, {
      attempt,
      length: length === 'end' ? whole : Math.min(length, whole),
      ended: length === 'end',
    })
  }
}

const message = (event: string, id: string | undefined, data: object): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
