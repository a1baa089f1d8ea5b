import type { If } from '../condition/fields.ts'
import type { Duration } from '../duration.ts'
import type { Integrations } from '../generated/integrations.ts'
import type { Timestamp } from '../json.ts'
import type { AnySchema, OutputOf } from '../schema.ts'
import type { Steps } from '../steps.ts'
import type { SendableEvent } from '../trigger/define-event.ts'
import type { EventOf, EventSource, StoredEventOf, Trigger } from '../trigger/trigger.ts'
import type { Agents } from './agents.ts'
import type { RequestApproval } from './approval.ts'
import type { Notify } from './notify.ts'
import type { Patches } from './patches.ts'
import type { Comments, Cycles, Milestones, Projects, Tasks, TimeEntries } from './resources.ts'
import type { Scripts } from './scripts.ts'
import type { Templates } from './templates.ts'
import type { Webhooks } from './webhooks.ts'

export interface WaitForOptions<E> {
  /** Only an event that meets this ends the wait. */
  readonly if?: If<E>
  /** How long at most; then the wait gives null. `'never'` waits for ever. */
  readonly timeout: Duration | 'never'
  /**
   * Only events after this one. By default a wait looks back to the event that started the run, and a repeat of the same wait starts
   * after the event that it last gave.
   */
  readonly after?: { readonly seq: number }
}

export interface WaitForAnyOptions {
  /** How long at most; then the wait gives null. `'never'` waits for ever. */
  readonly timeout: Duration | 'never'
  /** Only events after this one. */
  readonly after?: { readonly seq: number }
}

/** What `waitFor.any` gives: which of the sources, and its event. */
export type AnyOf<T extends Readonly<Record<string, Trigger>>> = {
  readonly [K in keyof T]: { readonly which: K; readonly event: T[K] extends Trigger<infer E> ? E : never }
}[keyof T]

/** Waits for an event. See {@link RunContext.waitFor}. */
export interface WaitFor {
  <const S extends EventSource>(source: S, options: WaitForOptions<StoredEventOf<S>>): Promise<EventOf<S> | null>
  /**
   * Waits for the first of several.
   *
   * @example
   * ```ts
   * const first = await waitFor.any({ paid: on(invoicePaid), done: on('task.status_changed', { if: (e) => e.to.eq('completed') }) }, { timeout: '7 days' })
   * if (first?.which === 'paid') first.event.payload
   * ```
   */
  any<T extends Readonly<Record<string, Trigger>>>(sources: T, options: WaitForAnyOptions): Promise<AnyOf<T> | null>
}

export interface HttpOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** Added to the address, escaped; undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** For one try: at most 5 minutes. Default 30 seconds. */
  readonly timeout?: Duration
  /** Further tries after no answer, 429, 502, 503 or 504. Default 3 for get, put and delete, 0 for post and patch. */
  readonly retries?: number
  /** false: answers outside 200–299 are given, not thrown. Default true. */
  readonly throwOnError?: boolean
}

export interface HttpBodyOptions extends HttpOptions {
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is; give its `content-type` in `headers`. */
  readonly text?: string
}

export interface HttpResponse {
  readonly status: number
  /** True for 200–299. */
  readonly ok: boolean
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The body as JSON. @throws SyntaxError when it is none */
  json(): unknown
  /** The body as JSON, checked by a schema. @throws SchemaError */
  json<S extends AnySchema>(schema: S): OutputOf<S>
}

/**
 * Requests to other services. Only public addresses can be reached. Answers outside 200–299 throw `HttpError`.
 * Bodies may have 2 MB.
 */
export interface Http {
  get(url: string, options?: HttpOptions): Promise<HttpResponse>
  delete(url: string, options?: HttpOptions): Promise<HttpResponse>
  post(url: string, options?: HttpBodyOptions): Promise<HttpResponse>
  put(url: string, options?: HttpBodyOptions): Promise<HttpResponse>
  patch(url: string, options?: HttpBodyOptions): Promise<HttpResponse>
}

/** Lines of the run's log. Not awaited; a replay does not repeat them. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** What `run` gets. Await is the step: what has been awaited is not done again after a crash. */
export interface RunContext<E = unknown, M = unknown> {
  /** The event that started the run; of a batch, the last. */
  readonly event: E
  readonly tasks: Tasks
  readonly projects: Projects
  readonly comments: Comments
  readonly templates: Templates
  readonly patches: Patches
  readonly cycles: Cycles
  readonly milestones: Milestones
  readonly timeEntries: TimeEntries
  readonly notify: Notify
  readonly http: Http
  readonly webhooks: Webhooks
  readonly scripts: Scripts
  /**
   * What connected services can do, each call a step that is done once.
   *
   * @example
   * ```ts
   * const { url } = await integrations.github.createPullRequest({ repository: 'acme/shop', title: 'Say hello', files })
   * ```
   */
  readonly integrations: Integrations
  /** Agents: the built-in ones, the workspace's own, and those that `agent` defines. See {@link Agents.run}. */
  readonly agents: Agents
  readonly log: Log
  /** The functions of `steps.ts`. */
  readonly steps: Steps<M>
  /** The events that started the run: one, unless the playbook has `batch`. It also sends events. */
  readonly events: readonly E[] & {
    /** Sends events of your own, made with what `defineEvent` gives; all or none. */
    send(...events: readonly [SendableEvent, ...SendableEvent[]]): Promise<void>
  }
  readonly playbooks: {
    /** Starts a playbook that has a manual trigger. It runs by itself: this does not wait for it. */
    run(id: string, input?: unknown): Promise<void>
  }
  /** Pauses the run; it may be for months. */
  sleep(duration: Duration): Promise<void>
  /** Pauses the run until an instant; one in the past does not pause. */
  sleepUntil(instant: Date | Timestamp): Promise<void>
  /**
   * Waits for an event and gives it; null when the time is over. It cannot miss: it looks back to the event that started the run.
   *
   * @example
   * ```ts
   * const done = await waitFor('task.status_changed', { if: (e) => e.task.id.eq(task.id).and(e.to.eq('completed')), timeout: '3 days' })
   * ```
   */
  readonly waitFor: WaitFor
  /**
   * Asks people and gives their answer; null when nobody answered in time. It survives restarts like every wait.
   *
   * @example
   * ```ts
   * const answer = await approval({ title: 'Publish the release?', from: { role: 'MANAGER' }, timeout: '3 days', remind: '1 day' })
   * if (answer?.approved) await tasks.complete(event.task)
   * ```
   */
  readonly approval: RequestApproval
}
