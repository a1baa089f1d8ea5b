import type { MappingUpdateInput } from '../generated/commands.ts'
import type { FieldMap, Mapping, SyncConflict } from '../generated/entities.ts'
import type { JsonObject } from '../json.ts'
import type { PageOptions } from '../run/resources.ts'
import type { FieldSpec } from './connections.ts'
import type { MappingHealth } from './integration-health.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions, Readable } from './resource-types.ts'

export interface MappingFilter extends PageOptions {
  readonly connectionId?: string
  readonly projectId?: string
  readonly enabled?: boolean
  readonly sort?: 'createdAt' | '-createdAt'
}

type MappingChanges = Omit<MappingUpdateInput, 'id'>

export interface MappingInput extends Omit<MappingChanges, 'baseVersion'> {
  readonly id?: string
  readonly connectionId: string
  readonly projectId: string
  readonly containerId: string
}

/** The fields of both sides, and how they go together by default. */
export interface MappingFields {
  readonly theirs: readonly FieldSpec[]
  readonly ours: readonly FieldSpec[]
  readonly suggested: readonly FieldMap[]
}

/** What would be done with one thing. */
export interface PreviewedThing {
  readonly side: 'here' | 'there'
  readonly id: string
  readonly name: string
  readonly url: string | null
  /** linked: it is on both sides already. left_out: nothing, and `reason` says why. */
  readonly action: 'make' | 'linked' | 'left_out'
  /** deleted_here: its task was deleted here; a backfill with `restore` makes it anew. */
  readonly reason: 'direction' | 'filter' | 'deleted_here' | 'archived' | null
  /** As it would be on the other side. */
  readonly fields: JsonObject
  /** Fields there whose value is nothing here. */
  readonly unknown: readonly string[]
}

export interface MappingPreview {
  readonly there: readonly PreviewedThing[]
  readonly here: readonly PreviewedThing[]
  /** How many things there are there; null: the service does not say. */
  readonly total: number | null
  readonly elsewhere: readonly LinkedElsewhere[]
}

/** A project with whose tasks things of a mapping’s place are, or were, linked already. */
export interface LinkedElsewhere {
  readonly projectId: string
  readonly projectKey: string
  readonly items: number
  /** Another mapping keeps them in step; else one did that has ended. */
  readonly mapped: boolean
}

/** A mapping that was made, and what is known of its place from before. */
export interface CreatedMapping extends Mapping {
  readonly earlier: {
    /** Tasks that an earlier mapping of the same place and project had linked: they are in step again. */
    readonly takenUp: number
    readonly elsewhere: readonly LinkedElsewhere[]
  }
}

export interface BackfillOptions extends RequestOptions {
  /** To start: also things there whose tasks were deleted here, each as a new task. */
  readonly restore?: boolean
}

/** Projects that are kept in step with something of a connected service. */
export interface Mappings extends Readable<Mapping, MappingFilter> {
  /** Fields that are not given are the connector's own. */
  create(input: MappingInput, options?: RequestOptions): Promise<CreatedMapping>
  update(id: string, changes: MappingChanges, options?: RequestOptions): Promise<Mapping>
  delete(id: string, options?: RequestOptions): Promise<void>
  fields(id: string, options?: EntityOptions): Promise<MappingFields>
  /** What would be done with the first 20 things of each side; nothing is written. */
  preview(id: string, options?: EntityOptions): Promise<MappingPreview>
  /** Brings over what was there before. */
  backfill(id: string, action: 'start' | 'pause' | 'resume', options?: BackfillOptions): Promise<MappingHealth>
}

export interface SyncConflictFilter extends PageOptions {
  readonly status?: SyncConflict['status']
  readonly connectionId?: string
  readonly projectId?: string
  readonly entityId?: string
  readonly sort?: 'createdAt' | '-createdAt'
}

/** Fields that both sides changed, for which a person decides. */
export interface SyncConflicts extends Readable<SyncConflict, SyncConflictFilter> {
  resolve(id: string, choice: 'ours' | 'theirs', options?: RequestOptions): Promise<SyncConflict>
}
