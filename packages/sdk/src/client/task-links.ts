import type {
  ChangeSetAttachInput,
  TaskCreatePullRequestInput,
  TaskLinkAddInput,
  TaskLinkUpdateInput,
} from '../generated/commands.ts'
import type { ChangedFile, ChangeSet, PullRequestState, TaskLink, TaskLinkKind } from '../generated/entities.ts'
import type { Page, PageOptions } from '../run/resources.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions, Readable } from './resource-types.ts'

export interface TaskLinkFilter extends PageOptions {
  readonly taskId?: string
  readonly projectId?: string
  readonly connectionId?: string
  readonly kind?: TaskLinkKind
  /** Of a pull request. */
  readonly state?: PullRequestState
  readonly url?: string
}

/** Pull requests, branches, commits and addresses of tasks. */
export interface TaskLinks extends Readable<TaskLink, TaskLinkFilter> {
  add(input: TaskLinkAddInput, options?: RequestOptions): Promise<TaskLink>
  /** Renames one, or changes the pull request that was made from a task. */
  update(id: string, changes: Omit<TaskLinkUpdateInput, 'id'>, options?: RequestOptions): Promise<TaskLink>
  remove(id: string, options?: RequestOptions): Promise<void>
}

/** The files that were changed for a task. */
export interface TaskChanges {
  readonly taskId: string
  /** 0: nothing was ever attached. */
  readonly version: number
  /** `content` is null for one that is deleted. */
  readonly files: readonly (ChangedFile & { readonly content: string | null })[]
}

/** What a task has to do with code. */
export interface TaskCode {
  /** All links of one task. */
  links(id: string, options?: EntityOptions): Promise<Page<TaskLink>>
  /** Asks for a pull request; its link is in state `making` until it is there. */
  createPullRequest(
    id: string,
    input?: Omit<TaskCreatePullRequestInput, 'taskId'>,
    options?: RequestOptions,
  ): Promise<TaskLink>
  changes(id: string, options?: EntityOptions): Promise<TaskChanges>
  /** Attaches files as they are to be; a pull request that is made from the task takes them. */
  attachChanges(id: string, files: ChangeSetAttachInput['files'], options?: RequestOptions): Promise<ChangeSet>
  /** Takes one of them off, or all. */
  detachChanges(id: string, path?: string, options?: RequestOptions): Promise<void>
}
