import type * as z from 'zod'
import type { Actor } from '../actor.ts'
import type { EventType } from '../events/catalogue.ts'
import type { FieldChange } from '../merge.ts'
import type { Permission, Role } from '../permissions.ts'
import type { Entities, EntityKind } from './entities.ts'

/** What a command has to have before it can be decided. The store loads it in the command's transaction. */
export type Need =
  /** Rows by id; `write` locks them, `keep` keeps others from doing so until the commit. */
  | {
      readonly kind: EntityKind
      readonly ids: readonly (string | null | undefined)[]
      readonly write?: boolean
      readonly keep?: boolean
    }
  /** All rows of a small collection. */
  | { readonly all: 'state' | 'custom_field' | 'workspace' | 'patch_policy' | 'agent'; readonly write?: boolean }
  /**
   * Rows by their fields; of a list, any of its values. `keep` lets others neither change nor delete them until the commit.
   * `late` looks for them when all else is locked: nothing can come meanwhile to hang on a row that is removed.
   */
  | {
      readonly kind: EntityKind
      readonly by: Readonly<Record<string, string | readonly string[] | null>>
      /** The field that names the acting member. */
      readonly mine?: string
      readonly write?: boolean
      readonly keep?: boolean
      readonly late?: boolean
    }
  /** Rows that have the same value in a field as these have, e.g. all cycles of a cycle's project. */
  | {
      readonly kind: EntityKind
      readonly like: { readonly field: string; readonly ids: readonly string[] }
      readonly write?: boolean
      readonly late?: boolean
    }
  /** The rows to which other rows refer, e.g. the project of a task. */
  | {
      readonly kind: EntityKind
      readonly of: { readonly kind: EntityKind; readonly field: string; readonly ids: readonly string[] }
      readonly write?: boolean
    }
  /** Task numbers (one, if it is not said how many) and the last rank of a project. */
  | { readonly numberIn: string; readonly count?: number }
  /** A fact that only the database knows. */
  | { readonly fact: FactName; readonly id: string }
  /** Who set off the run that acts, for {@link CommandContext.causedBy}. */
  | { readonly cause: true }

/** Counts and graph facts; all are numbers or id lists. */
export interface Facts {
  /** Tasks of a project that are not deleted. */
  readonly project_task_count: number
  /** Tasks in a state. */
  readonly state_task_count: number
  /** Tasks with a tag. */
  readonly tag_task_count: number
  /** Other ADMINs beside this member. */
  readonly other_admin_count: number
  /** The task's ancestors by parentId, nearest first. */
  readonly task_ancestors: readonly string[]
  /** Tasks reachable from this one over `blocks` and `precedes`. */
  readonly task_followers: readonly string[]
  /** The member behind an event. */
  readonly event_member: readonly string[]
  /** Retries of a run that were asked for and have not ended. */
  readonly open_retry_count: number
  /** The members who asked for a run (a retry, an event played again), or for one in whose chain of events it is. */
  readonly run_requesters: readonly string[]
}
export type FactName = keyof Facts

export interface NewEvent {
  readonly type: EventType | (string & {})
  readonly subject: { readonly type: string; readonly id: string }
  readonly projectId?: string | null
  readonly data: Readonly<Record<string, unknown>>
}

/** What was loaded so far. */
export type LoadedRows = Pick<CommandContext, 'now' | 'find' | 'findBy' | 'all'>

/** What a command's decision may see and do; everything it does is undone in memory if it throws. */
export interface CommandContext {
  readonly now: string
  readonly commandId: string
  readonly actor: Actor
  /** What narrows the rights of whoever acts; null: nothing. */
  readonly scopes: readonly Permission[] | null
  /** It was proposed: whoever decides on it has not written it. */
  readonly proposed?: true
  /** How many automations lie between a person's act and this one. */
  readonly depth: number
  /** @throws AppError `forbidden` */
  allow(permission: Permission, projectId?: string | null): void
  /**
   * Nobody gives others a role in a project that is above their own there.
   * @throws AppError `forbidden`
   */
  allowRole(role: Role, projectId: string): void
  /**
   * What a caller with scopes makes (a key, a rule, a playbook) acts within them. null: everything that the member may.
   * @throws AppError `forbidden`
   */
  allowScopes(scopes: readonly Permission[] | null): void
  find<K extends EntityKind>(kind: K, id: string | null | undefined): Entities[K] | undefined
  findBy<K extends EntityKind>(kind: K, match: Partial<Entities[K]>): Entities[K] | undefined
  all<K extends EntityKind>(kind: K): readonly Entities[K][]
  /** @throws AppError `not_found`, naming the input field */
  get<K extends EntityKind>(kind: K, id: string, field?: string): Entities[K]
  /** Whether a command of the same batch makes what has this id or name; then both come to be, or neither. */
  isComing(kind: EntityKind, name: string): boolean
  insert<K extends EntityKind>(kind: K, row: Entities[K]): void
  /**
   * Merges new values into a row, raising its version.
   * @returns the changed fields; empty when nothing changed
   * @throws AppError `version_conflict` when a field changed since `baseVersion`
   */
  update<K extends EntityKind>(
    kind: K,
    id: string,
    patch: Partial<Entities[K]>,
    options?: { baseVersion?: number | undefined },
  ): Readonly<Record<string, FieldChange>>
  remove(kind: EntityKind, id: string): void
  takeNumber(projectId: string): number
  lastRank(projectId: string): string | null
  fact<F extends FactName>(name: F, id: string): Facts[F]
  /** The members behind the event that started the run which acts, behind the first of its chain, and who asked for the run; none of a person's own act. */
  causedBy(): readonly string[]
  emit(event: NewEvent): void
  /** Does a part of the decision of which nothing stays when it throws; what it throws is thrown. */
  attempt<T>(work: () => T): T
}

/** What a command answers: the entity that it made or changed. */
export interface CommandResult {
  readonly kind: EntityKind | 'event' | 'run'
  readonly id: string
  readonly version: number
}

/** A command as data: its schema, what it needs, and a pure decision. */
export interface CommandDefinition<T extends string = string, S extends z.ZodType = z.ZodType> {
  readonly type: T
  readonly data: S
  readonly summary: string
  /** false: made by the platform's own parts alone and refused from outside. */
  readonly public: boolean
  needs(data: z.output<S>, commandId: string): readonly Need[]
  /**
   * What it needs beside that in the light of what was loaded, e.g. the members of whom a template speaks. Asked again after
   * each load, three times at most, until nothing new is wanted.
   */
  more?(data: z.output<S>, loaded: LoadedRows, commandId: string): readonly Need[]
  /** What it will make, for commands behind it in the same batch that ask for more in the light of that. */
  foresees?(data: z.output<S>, commandId: string, now: string): Foreseen
  /** What others of the same batch may name before it is there. */
  makes?(data: z.output<S>, commandId: string): Made
  decide(data: z.output<S>, context: CommandContext): CommandResult
}

/** What a command will make, and by what others name it. */
export interface Made {
  readonly kind: EntityKind
  /** Its id, and its name where names are taken. */
  readonly names: readonly string[]
}

/** A row as a command will make it. */
export type Foreseen = { readonly [K in EntityKind]: { readonly kind: K; readonly row: Entities[K] } }[EntityKind]

export function defineCommand<const T extends string, S extends z.ZodType>(
  definition: Omit<CommandDefinition<T, S>, 'public'> & { public?: boolean },
): CommandDefinition<T, S> {
  return { public: true, ...definition }
}
