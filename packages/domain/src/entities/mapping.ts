import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'
import { CodeMoves } from './code-moves.ts'

/** Who wins when both sides changed a field to different values: `ask` leaves both as they are until a person decides. */
export const ConflictPolicy = z.enum(['ours', 'theirs', 'newest', 'ask'])
export type ConflictPolicy = z.infer<typeof ConflictPolicy>

/** in: from there to here alone. out: from here to there alone. */
export const SyncDirection = z.enum(['both', 'in', 'out'])
export type SyncDirection = z.infer<typeof SyncDirection>

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** One field there and the one here that is the same. */
export const FieldMap = z
  .strictObject({
    theirs: z.string().min(1).max(200).meta({ description: 'the key of the field there' }),
    ours: z.string().min(1).max(200).meta({ description: 'a field of the task; `customFields.<key>` for your own' }),
    direction: SyncDirection.default('both'),
    policy: ConflictPolicy.default('newest'),
    values: z
      .array(z.strictObject({ theirs: Value, ours: z.string().max(200) }))
      .max(200)
      .optional()
      .meta({
        description:
          'which value there is which here; several there may be one here and the other way round: the first that fits is written',
      }),
  })
  .meta({ id: 'FieldMap' })
export type FieldMap = z.infer<typeof FieldMap>

/** keep: the other side stays, unlinked. close: it is completed or canceled. delete: it is deleted too. */
export const AfterDeletion = z.enum(['keep', 'close', 'delete'])
export type AfterDeletion = z.infer<typeof AfterDeletion>

/** A project and the repository, board, database or channel with which it is kept in step. */
export const Mapping = z
  .strictObject({
    id: z.uuid(),
    connectionId: z.uuid(),
    projectId: z.uuid(),
    containerId: z.string(),
    containerKey: z.string(),
    containerName: z.string(),
    containerUrl: z.string().nullable(),
    fields: z.array(FieldMap),
    filter: z
      .string()
      .nullable()
      .meta({ description: 'a CEL condition over `task`: only tasks that meet it are sent there; null: all' }),
    filterIn: z.string().nullable().meta({
      description:
        'a CEL condition over `item`, the task that an item there would become: only items that meet it come in; what is linked stays in step; null: all',
    }),
    query: z.string().nullable().meta({
      description:
        'of a service that has a language for that, as Jira has JQL: only items that this finds come in; null: as the connection says, else all',
    }),
    direction: SyncDirection,
    comments: z.boolean(),
    timeEntries: z
      .boolean()
      .meta({ description: 'whether time that is logged goes along, where the service knows it' }),
    deletedThere: AfterDeletion.meta({
      description: 'what happens here to the task of an item that was deleted there',
    }),
    deletedHere: AfterDeletion,
    moves: CodeMoves,
    enabled: z.boolean(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Mapping' })
export type Mapping = z.infer<typeof Mapping>
