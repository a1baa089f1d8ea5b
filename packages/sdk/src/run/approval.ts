import type { Duration } from '../duration.ts'
import type { ApprovalRequestInput } from '../generated/commands.ts'
import type { JsonObject, JsonSchema, Timestamp } from '../json.ts'
import type { AnySchema, OutputOf } from '../schema.ts'
import type { Reference } from './resources.ts'

/**
 * Who may answer: the assignee of the task, the lead of the project, or any of those whom the fields name. A role stands for
 * itself and those above it.
 */
export type ApprovalFrom = 'assignee' | 'lead' | ApprovalRequestInput['from']

/** The answer to a question without a schema of its own. */
export interface DefaultAnswer {
  readonly approved: boolean
  readonly comment?: string | undefined
}

export interface ApprovalOptions<S extends AnySchema | undefined = AnySchema | undefined> {
  /** What is asked, in one line. */
  readonly title: string
  /** More about it, as Markdown. */
  readonly description?: string
  /**
   * What an answer is made of: an object of plain fields, in a schema of a library that gives JSON Schema (zod 4). People get a
   * form of it. Default: `approved`, and a `comment`. With a field `approved`, a no decides at once, whoever else is asked.
   */
  readonly ask?: S
  readonly from: ApprovalFrom
  /** How long at most; then the answer is null. `'never'` waits for ever. */
  readonly timeout: Duration | 'never'
  /** Reminds whoever is asked, again and again. */
  readonly remind?: Duration
  /** Reminds whoever is asked at these instants. */
  readonly remindAt?: readonly (Date | Timestamp)[]
  /** How many have to answer; the last answer is the one that is given. Default 1. */
  readonly count?: number
  /** Whether those may answer with whose rights the run acts, and who set it off. Default false. */
  readonly allowSelf?: boolean
  /** What it is about. */
  readonly task?: Reference | null
  readonly project?: Reference | null
  /** An address to look at before answering. */
  readonly link?: string | null
}

/** What became of a question. */
export interface ApprovalOutcome<A = unknown> {
  readonly id: string
  readonly status: 'answered' | 'expired'
  /** The answer's `approved`, where it has one. */
  readonly approved: boolean | null
  /** null when the time was over first. */
  readonly answer: A | null
  /** Who answered last. */
  readonly memberId: string | null
}

/** Asks people. See {@link RunContext.approval}. */
export interface RequestApproval {
  <S extends AnySchema>(options: ApprovalOptions<S> & { readonly ask: S }): Promise<OutputOf<S> | null>
  (options: ApprovalOptions<undefined>): Promise<DefaultAnswer | null>
  /**
   * Asks in the same way, and says more than the answer: who gave it, and the approval's id. `ask` may be JSON Schema, too.
   *
   * @example
   * ```ts
   * const { approved, memberId } = await approval.outcome({ title: 'Publish?', from: 'lead', project: event.projectId, timeout: '3 days' })
   * ```
   */
  outcome<S extends AnySchema>(options: ApprovalOptions<S> & { readonly ask: S }): Promise<ApprovalOutcome<OutputOf<S>>>
  outcome(options: ApprovalOptions<undefined>): Promise<ApprovalOutcome<DefaultAnswer>>
  outcome(options: Omit<ApprovalOptions, 'ask'> & { readonly ask: JsonSchema }): Promise<ApprovalOutcome<JsonObject>>
}
