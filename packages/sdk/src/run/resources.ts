import type {
  ChangeSetAttachInput,
  CommentCreateInput,
  CycleCompleteInput,
  CycleCreateInput,
  CycleUpdateInput,
  MilestoneCreateInput,
  MilestoneUpdateInput,
  ProjectCreateInput,
  ProjectUpdateInput,
  TaskCreateInput,
  TaskCreatePullRequestInput,
  TaskUpdateInput,
  TimeEntryCreateInput,
  TimeEntryStartInput,
  TimeEntryUpdateInput,
} from '../generated/commands.ts'
import type {
  ChangeSet,
  Comment,
  Cycle,
  CycleState,
  Milestone,
  Priority,
  Project,
  ProjectStatus,
  StatusCategory,
  Task,
  TaskLink,
  TaskType,
  TimeEntry,
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
  /** null: those in none. */
  readonly cycleId?: string | null
  /** null: those towards none. */
  readonly milestoneId?: string | null
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

export interface CycleFilter extends PageOptions {
  readonly projectId?: string
  readonly state?: CycleState | readonly CycleState[]
}

export interface MilestoneFilter extends PageOptions {
  readonly projectId?: string
  /** true: only those that are reached; false: only those that are not. */
  readonly reached?: boolean
}

export interface TimeEntryFilter extends PageOptions {
  readonly taskId?: string
  readonly projectId?: string
  readonly memberId?: string
  readonly billable?: boolean
  /** true: timers that run; false: entries that have ended. */
  readonly running?: boolean
  /** Begun at or after this instant. */
  readonly from?: Timestamp
  /** Begun before this instant. */
  readonly to?: Timestamp
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
  /** Attaches files as they are to be, with null for one that is deleted; a pull request that is made from the task takes them. */
  attachChanges(task: Reference, files: ChangeSetAttachInput['files']): Promise<ChangeSet>
  /**
   * Asks for a pull request: a branch, a commit of the attached files, title and text of the task.
   * @returns its link, in state `making`: the event `task_link.updated` tells when it is there
   */
  createPullRequest(task: Reference, options?: Omit<TaskCreatePullRequestInput, 'taskId'>): Promise<TaskLink>
}

/** Projects of the workspace. */
export interface Projects {
  create(input: ProjectCreateInput): Promise<Project>
  /** null: there is none with this id. */
  get(project: Reference): Promise<Project | null>
  update(project: Reference, changes: Omit<ProjectUpdateInput, 'id'>): Promise<Project>
  list(filter?: ProjectFilter): Promise<Page<Project>>
}

/** Cycles (sprints) of projects. */
export interface Cycles {
  create(input: CycleCreateInput): Promise<Cycle>
  /** null: there is none with this id. */
  get(cycle: Reference): Promise<Cycle | null>
  update(cycle: Reference, changes: Omit<CycleUpdateInput, 'id'>): Promise<Cycle>
  /** Starts it now. A project has one active cycle at most. */
  start(cycle: Reference): Promise<Cycle>
  /** Completes it, and puts what is not done into the next cycle (the default) or into none, all at once. */
  complete(cycle: Reference, options?: Omit<CycleCompleteInput, 'id'>): Promise<Cycle>
  list(filter?: CycleFilter): Promise<Page<Cycle>>
}

/** Milestones of projects. */
export interface Milestones {
  create(input: MilestoneCreateInput): Promise<Milestone>
  /** null: there is none with this id. */
  get(milestone: Reference): Promise<Milestone | null>
  update(milestone: Reference, changes: Omit<MilestoneUpdateInput, 'id'>): Promise<Milestone>
  /** Says that it is reached. */
  complete(milestone: Reference): Promise<Milestone>
  /** Says that it is not reached after all. */
  reopen(milestone: Reference): Promise<Milestone>
  list(filter?: MilestoneFilter): Promise<Page<Milestone>>
}

/** Time that members have worked on tasks. */
export interface TimeEntries {
  /** Logs time that was worked, up to `endedAt` or for so many `minutes`. */
  create(input: TimeEntryCreateInput): Promise<TimeEntry>
  /** Starts a timer of the member for whom the run acts. */
  start(input: TimeEntryStartInput): Promise<TimeEntry>
  stop(entry: Reference): Promise<TimeEntry>
  /** null: there is none with this id. */
  get(entry: Reference): Promise<TimeEntry | null>
  update(entry: Reference, changes: Omit<TimeEntryUpdateInput, 'id'>): Promise<TimeEntry>
  list(filter?: TimeEntryFilter): Promise<Page<TimeEntry>>
}

/** Comments on tasks. */
export interface Comments {
  create(input: CommentCreateInput): Promise<Comment>
  /** null: there is none with this id. */
  get(comment: Reference): Promise<Comment | null>
  update(comment: Reference, changes: { readonly body: string }): Promise<Comment>
  list(filter: CommentFilter): Promise<Page<Comment>>
}
