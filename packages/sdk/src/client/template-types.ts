import type {
  TemplateApplyInput,
  TemplateCreateFromProjectInput,
  TemplateCreateInput,
  TemplateUpdateInput,
} from '../generated/commands.ts'
import type { Actor, Template, TemplateApplication, TemplateTask } from '../generated/entities.ts'
import type { CalendarDate, Timestamp } from '../json.ts'
import type { TemplateApplicationFilter, TemplateFilter } from './filters.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions, Readable, Resource } from './resource-types.ts'

/** A template as a file, for another workspace or a repository. */
export interface TemplateFile extends Pick<Template, 'name' | 'kind' | 'description' | 'variables' | 'content'> {
  readonly formatVersion: 1
}

/** The same as people write it: what has a default may be left out. */
export interface TemplateFileInput extends Omit<TemplateCreateInput, 'id'> {
  readonly formatVersion: 1
}

/** What whoever applies a template says. */
export type TemplateInput = Omit<TemplateApplyInput, 'template'>

type SameInPlan =
  | 'key'
  | 'parent'
  | 'title'
  | 'description'
  | 'type'
  | 'priority'
  | 'status'
  | 'tags'
  | 'estimatedMinutes'
  | 'estimatePoints'

/** A task that applying a template would make. */
export interface PlannedTask extends Pick<TemplateTask, SameInPlan> {
  readonly assigneeId: string | null
  readonly startDate: CalendarDate | null
  readonly dueDate: CalendarDate | null
  readonly customFields: { readonly [key: string]: unknown }
}

/** What applying a template would make. */
export interface TemplatePreview {
  readonly start: CalendarDate
  readonly deadline: CalendarDate | null
  readonly project: {
    readonly name: string
    readonly description: string
    readonly leadId: string | null
    readonly startDate: CalendarDate | null
    readonly targetDate: CalendarDate | null
  } | null
  readonly tasks: readonly PlannedTask[]
  /** All roles of the template, also those that were not filled. */
  readonly roles: readonly string[]
}

/** A template as it was in one of its versions. */
export interface TemplateVersion {
  readonly version: number
  readonly changedAt: Timestamp
  readonly actor: Actor
  readonly template: Template
}

/** What templates have made. */
export interface TemplateApplications extends Readable<TemplateApplication, TemplateApplicationFilter> {
  /** Deletes what was made, but for what somebody has worked on since. */
  undo(id: string, options?: RequestOptions): Promise<TemplateApplication>
}

export interface Templates extends Resource<Template, TemplateCreateInput, TemplateUpdateInput, TemplateFilter> {
  /** What applying it would make, with its dates; nothing is made. */
  preview(id: string, input?: TemplateInput, options?: RequestOptions): Promise<TemplatePreview>
  /** Makes all that the template describes, or nothing. */
  apply(id: string, input: TemplateInput, options?: RequestOptions): Promise<TemplateApplication>
  /** The template as a file. */
  export(id: string, options?: EntityOptions): Promise<TemplateFile>
  /** Makes a template of a file. */
  import(file: TemplateFileInput, options?: RequestOptions): Promise<Template>
  fromProject(input: TemplateCreateFromProjectInput, options?: RequestOptions): Promise<Template>
  /** The last versions, newest first. */
  versions(id: string, options?: EntityOptions): Promise<readonly TemplateVersion[]>
  /** Makes it what it was in an earlier version. */
  revert(id: string, version: number, options?: RequestOptions): Promise<Template>
  readonly applications: TemplateApplications
}
