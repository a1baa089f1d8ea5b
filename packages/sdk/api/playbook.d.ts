import { Condition, Duration, EventFields, Json, Permission, RunContext, StepsDefinition, Trigger } from "./agent.js";
/** A field of an event that tells events apart. */
export interface KeyField {
  eq(value: never): Condition;
}
/**
 * What tells events apart: a field, a list of several, or `cel`. Like a condition it is data: the function is called once, when the file
 * is loaded.
 */
export type Key<E> = Condition | ((event: EventFields<E>) => KeyField | Condition | readonly (KeyField | Condition)[]);
/** When the runs of a playbook may start. What is not said does not limit them. */
export interface FlowOptions<E> {
  /**
   * How many run at the same time, of each key; the others wait.
   *
   * @example
   * ```ts
   * concurrency: { key: (e) => e.task.projectId, limit: 5 }
   * ```
   */
  readonly concurrency?: {
    readonly key?: Key<E>;
    readonly limit: number;
  };
  /**
   * Runs for the last event of a key once there was none for `period`, or `maxWait` after the first. Those before it are skipped, and
   * say by which.
   */
  readonly debounce?: {
    readonly key?: Key<E>;
    readonly period: Duration;
    readonly maxWait?: Duration;
  };
  /** How many of a key start within any `period`; the others wait, or with `drop` are skipped and say so. */
  readonly throttle?: {
    readonly key?: Key<E>;
    readonly limit: number;
    readonly period: Duration;
    readonly drop?: boolean;
  };
  /** One run for up to `size` (at most 200) events of a key, at the latest `timeout` after the first. `events` has them, `event` is the last. */
  readonly batch?: {
    readonly key?: Key<E>;
    readonly size: number;
    readonly timeout: Duration;
  };
  /** Who of those that wait goes first: −100 to 100, default 0. */
  readonly priority?: number | Key<E>;
  /** A second event with the same value within `period` (default 24 hours) is skipped. */
  readonly idempotencyKey?: Key<E> | {
    readonly key: Key<E>;
    readonly period?: Duration;
  };
  /** A run that has not started so long after its event is skipped. */
  readonly expires?: Duration;
  /** How many start in a minute at most, against loops; default: what the workspace says, 1,000. */
  readonly maxPerMinute?: number;
}
/** The event that a playbook's triggers give: of several, one of them. */
export type TriggerEvent<W> = W extends Trigger<infer E> ? E : W extends readonly Trigger[] ? TriggerEvent<W[number]> : never;
/** What of a type JSON can carry; the rest becomes a type that nothing has, with the reason in its name. */
type Serializable<T> = unknown extends T ? T : T extends Json | undefined | void ? T : T extends Date ? "JSON has no dates: return date.toISOString()" : T extends ((...args: never[]) => unknown) ? "JSON has no functions" : T extends object ? { [K in keyof T]: Serializable<T[K]>; } : "JSON cannot carry this";
/** What a playbook is made of. */
export interface PlaybookOptions<W extends Trigger | readonly [Trigger, ...Trigger[]], M, R> extends FlowOptions<TriggerEvent<W>> {
  /** kebab-case and unique in the workspace. It names the runs in the Temporal UI; a rename makes it another playbook. */
  readonly id: string;
  /** For people; default: the id. */
  readonly title?: string;
  /** What starts it: `on(…)`, `on.webhook(…)`, `on.manual(…)`, or several. */
  readonly when: W;
  /** What it may do, at most: permission names. Default: all that whoever installs it may do. */
  readonly scopes?: readonly Permission[];
  /** `steps<typeof import('./steps.ts')>()`, if there is a `steps.ts`. */
  readonly steps?: StepsDefinition<M>;
  /** The work. What it returns is the run's result and must be JSON. An error that it throws fails the run. */
  run(context: RunContext<TriggerEvent<W>, M>): Promise<R & Serializable<R>>;
}
/** A playbook: the default export of `playbook.ts`. */
export interface Playbook<E = unknown, R = unknown> {
  readonly id: string;
  /** Only for types; it is never there. */
  readonly types?: {
    readonly event: E;
    readonly result: R;
  };
}
/**
 * Defines a playbook: what starts it and what it does. Nothing happens until an event comes.
 *
 * @example
 * ```ts
 * export default playbook({
 *   id: 'review-follow-up',
 *   when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) }),
 *   async run({ event, tasks }) {
 *     await tasks.create({ projectId: event.task.projectId, title: `Follow up: ${event.task.title}` })
 *   },
 * })
 * ```
 */
export declare function playbook<const W extends Trigger | readonly [Trigger, ...Trigger[]], M = Record<never, never>, R = void>(options: PlaybookOptions<W, M, R>): Playbook<TriggerEvent<W>, Awaited<R>>;
export {};