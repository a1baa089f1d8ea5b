import type {
  CommentCreateInput,
  ProjectCreateInput,
  ProjectUpdateInput,
  TaskCreateInput,
  TaskUpdateInput,
} from '../generated/commands.ts'
import type {
  Comment,
  Priority,
  Project,
  ProjectStatus,
  StatusCategory,
  Task,
  TaskType,
} from '../generated/entities.ts'
import type { Timestamp } from '../json.ts'

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Give it as `cursor` for the next page; null: this was the last. */
  readonly nextCursor: string | null
}

export interface PageOptions {
  /** 1 to 200; default 50. */
  readonly limit?: number
  /** `nextCursor` of the page before. */
  readonly cursor?: string | null
}

/** Which tasks, oldest first; what is left out does not matter. */
export interface TaskFilter extends PageOptions {
  readonly projectId?: string
  readonly status?: StatusCategory | readonly StatusCategory[]
  readonly stateId?: string
  readonly type?: TaskType | readonly TaskType[]
  readonly priority?: Priority | readonly Priority[]
  /** null: nobody's. */
  readonly assigneeId?: string | null
  /** Occurrences of this series. */
  readonly seriesId?: string
  /** null: those that are no part of another. */
  readonly parentId?: string | null
  /** The tag's name. */
  readonly tag?: string
  /** Changed at or after this instant. */
  readonly updatedSince?: Timestamp
  /** Every word begins a word of the title or description; or a task's identifier. */
  readonly q?: string
  /** Default false: archived tasks are left out; true: only archived ones. */
  readonly archived?: boolean
}

export interface ProjectFilter extends PageOptions {
  readonly status?: ProjectStatus | readonly ProjectStatus[]
  readonly key?: string
  /** Default false: archived projects are left out; true: only archived ones. */
  readonly archived?: boolean
}

export interface CommentFilter extends PageOptions {
  readonly taskId: string
}

/** An entity or its id. */
export type Reference = string | { readonly id: string }

/** Tasks of the workspace, with the rights of the playbook. */
export interface Tasks {
  /** @returns the task as it is stored, with its identifier */
  create(input: TaskCreateInput): Promise<Task>
  /** null: there is none with this id. */
  get(task: Reference): Promise<Task | null>
  /** Fields that are left out stay; null empties a field. */
  update(task: Reference, changes: Omit<TaskUpdateInput, 'id'>): Promise<Task>
  /** Puts the task into the first state of the category `completed`. */
  complete(task: Reference): Promise<Task>
  list(filter?: TaskFilter): Promise<Page<Task>>
}

/** Projects of the workspace. */
export interface Projects {
  create(input: ProjectCreateInput): Promise<Project>
  /** null: there is none with this id. */
  get(project: Reference): Promise<Project | null>
  update(project: Reference, changes: Omit<ProjectUpdateInput, 'id'>): Promise<Project>
  list(filter?: ProjectFilter): Promise<Page<Project>>
}

/** Comments on tasks. */
export interface Comments {
  create(input: CommentCreateInput): Promise<Comment>
  /** null: there is none with this id. */
  get(comment: Reference): Promise<Comment | null>
  update(comment: Reference, changes: { readonly body: string }): Promise<Comment>
  list(filter: CommentFilter): Promise<Page<Comment>>
}
