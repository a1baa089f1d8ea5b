import type {
  PatchPolicyCreateInput,
  PatchPolicyUpdateInput,
  PatchProposeInput,
  PatchReviewInput,
} from '../generated/commands.ts'
import type { Patch, PatchDiff, PatchPolicy, PatchStatus } from '../generated/entities.ts'
import type { PageOptions } from '../run/resources.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions, Readable, Resource } from './resource-types.ts'

export interface PatchFilter extends PageOptions {
  readonly status?: PatchStatus | readonly PatchStatus[]
  readonly projectId?: string
  /** As its patches name it. */
  readonly agent?: string
  /** Proposed by this member, or by what acts for them. */
  readonly memberId?: string
  readonly runId?: string
  /** That would change this task, or add to it. */
  readonly taskId?: string
  readonly sort?: 'createdAt' | '-createdAt'
}

export interface PatchPolicyFilter extends PageOptions {
  readonly name?: string
  readonly projectId?: string
}

/** What is accepted of a patch. */
export interface PatchAcceptance {
  /** Keys of operations. Default: all that nobody has decided about. */
  readonly operations?: readonly string[]
  /** Other data for operations, by their keys. */
  readonly edits?: Readonly<Record<string, object>>
  /** false: it is applied later. Default true. */
  readonly apply?: boolean
}

/** What is rejected of a patch. */
export interface PatchRejection {
  /** Keys of operations. Default: all that nobody has decided about. */
  readonly operations?: readonly string[]
  readonly reason?: string
}

/** Changes that somebody proposes instead of making them. */
export interface Patches extends Readable<Patch, PatchFilter> {
  propose(patch: PatchProposeInput, options?: RequestOptions): Promise<Patch>
  /** What it would change, against what is there now. */
  diff(id: string, options?: EntityOptions): Promise<PatchDiff>
  /** Decides about each operation by itself. */
  review(id: string, review: Omit<PatchReviewInput, 'id'>, options?: RequestOptions): Promise<Patch>
  /** Accepts all, or what is named, and applies it in the same transaction. */
  accept(id: string, acceptance?: PatchAcceptance, options?: RequestOptions): Promise<Patch>
  reject(id: string, rejection?: PatchRejection, options?: RequestOptions): Promise<Patch>
  /** Applies what was accepted. What has changed since becomes `stale` instead. */
  apply(id: string, options?: RequestOptions): Promise<Patch>
  /** Takes back what it did. @returns the patch that does so; what stays, since somebody has worked on it, is `stale` there */
  undo(id: string, options?: RequestOptions): Promise<Patch>
  withdraw(id: string, options?: RequestOptions): Promise<Patch>
}

/** Which operations of agents' patches are applied at once. */
export type PatchPolicies = Resource<PatchPolicy, PatchPolicyCreateInput, PatchPolicyUpdateInput, PatchPolicyFilter>
