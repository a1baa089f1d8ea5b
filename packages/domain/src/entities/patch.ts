import * as z from 'zod'
import { Actor } from '../actor.ts'
import { StoredTimestamp } from '../time.ts'

/** What a patch's operations are: commands that can be taken back by other commands. */
export const PatchCommand = z.enum([
  'task.create',
  'task.update',
  'task.archive',
  'task.unarchive',
  'task_relation.create',
  'task_relation.delete',
  'comment.create',
  'comment.delete',
  'project.create',
  'project.update',
  'project.archive',
  'project.unarchive',
  'cycle.create',
  'cycle.update',
  'cycle.delete',
  'milestone.create',
  'milestone.update',
  'milestone.delete',
  'tag.create',
  'tag.delete',
  'series.create',
  'series.pause',
  'series.resume',
  'template.create',
  'template.delete',
  'rule.create',
  'rule.update',
  'rule.delete',
])
export type PatchCommand = z.infer<typeof PatchCommand>

/**
 * Where a patch is. While nothing ended it early, this follows from its operations:
 * - `proposed`: nothing of it was accepted yet, and something is not decided;
 * - `partly_accepted`: something was accepted (and maybe applied already), something is not decided;
 * - `accepted`: all is decided, and something that was accepted is not applied yet;
 * - `applied`: what was accepted is applied, maybe beside stale operations;
 * - `stale`: of what was accepted nothing could be applied, for all had changed;
 * - `rejected`: all was rejected;
 * - `undone`: something that it did was undone.
 *
 * Or something did: `superseded` by another patch, `expired`, `withdrawn` by whoever proposed it or a reviewer. What was applied before stays applied.
 */
export const PatchStatus = z.enum([
  'proposed',
  'partly_accepted',
  'accepted',
  'rejected',
  'applied',
  'stale',
  'superseded',
  'expired',
  'withdrawn',
  'undone',
])
export type PatchStatus = z.infer<typeof PatchStatus>

/**
 * Where one operation is: not decided (`pending`), decided, done, `stale` (not done: what it would have changed is not as it was any
 * more), or done and undone again.
 */
export const PatchOperationStatus = z.enum(['pending', 'accepted', 'rejected', 'applied', 'stale', 'undone'])
export type PatchOperationStatus = z.infer<typeof PatchOperationStatus>

/** Which agent made a patch, as it says itself: it gives no right. */
export const PatchAuthor = z
  .strictObject({
    agent: z.string().min(1).max(200).nullable(),
    agentVersion: z.string().min(1).max(200).nullable(),
    model: z.string().min(1).max(200).nullable(),
    promptVersion: z.string().min(1).max(200).nullable(),
    costUsd: z
      .string()
      .regex(/^\d{1,9}(\.\d{1,12})?$/, 'a decimal number, e.g. 0.0125')
      .nullable()
      .meta({ description: 'what making it cost, in US dollars' }),
  })
  .meta({ id: 'PatchAuthor' })
export type PatchAuthor = z.infer<typeof PatchAuthor>

const EvidenceText = z.string().max(2_000).meta({ description: 'what it shows' })

/** Something that speaks for a patch. */
export const PatchEvidence = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['event', 'task', 'project']), id: z.uuid(), text: EvidenceText }),
    z.strictObject({ kind: z.literal('metric'), name: z.string().min(1).max(200), text: EvidenceText }),
    z.strictObject({
      kind: z.literal('link'),
      url: z.url({ protocol: /^https?$/ }).max(2_000),
      text: EvidenceText,
    }),
  ])
  .meta({ id: 'PatchEvidence' })
export type PatchEvidence = z.infer<typeof PatchEvidence>

export const PatchTarget = z.strictObject({ kind: z.string(), id: z.uuid() })
export type PatchTarget = z.infer<typeof PatchTarget>

/** A field that was not as it had been when the operation was proposed. */
export const PatchConflict = z
  .strictObject({ field: z.string(), before: z.unknown(), now: z.unknown() })
  .meta({ id: 'PatchConflict' })
export type PatchConflict = z.infer<typeof PatchConflict>

const values = (description: string) => z.record(z.string(), z.unknown()).meta({ description })

/** One command of a patch. */
export const PatchOperation = z
  .strictObject({
    key: z.string().meta({ description: 'its name within the patch' }),
    command: PatchCommand,
    data: values('what the command takes; the id of what it makes is always there'),
    edited: values('the same as a reviewer changed it; null: as it was proposed').nullable(),
    summary: z.string().meta({ description: 'in words, made by the server' }),
    target: PatchTarget.nullable().meta({ description: 'what it changes, or to what it adds; null: to the workspace' }),
    before: values(
      'the values of the fields that it changes, read by the server: a tag as `tags.<name>`, true where it is there, a custom field as `customFields.<key>`',
    ),
    after: values('the values of these fields once it was applied').nullable(),
    confidence: z.number().min(0).max(1).nullable(),
    rationale: z.string().nullable().meta({ description: 'Markdown' }),
    dependsOn: z.array(z.string()).meta({
      description:
        'keys of operations without which it is not done; those that make what it names are always among them',
    }),
    status: PatchOperationStatus,
    decidedBy: z.union([Actor, z.strictObject({ policyId: z.uuid() })]).nullable(),
    decidedAt: StoredTimestamp.nullable(),
    reason: z.string().nullable().meta({ description: 'why it was decided so, or why it is stale' }),
    conflicts: z.array(PatchConflict).meta({ description: 'of a stale one: which fields had changed' }),
  })
  .meta({ id: 'PatchOperation' })
export type PatchOperation = z.infer<typeof PatchOperation>

/** Commands that somebody proposes instead of executing; people, or a workspace's policies, accept, edit or reject each of them. */
export const Patch = z
  .strictObject({
    id: z.uuid(),
    projectId: z.uuid().nullable().meta({ description: 'null: it is about several, or about the workspace' }),
    title: z.string(),
    rationale: z.string().meta({ description: 'Markdown' }),
    status: PatchStatus,
    author: PatchAuthor.nullable().meta({ description: 'the agent that made it; null: a person or an automation did' }),
    proposedBy: Actor,
    runId: z.uuid().nullable().meta({ description: 'the run that made it' }),
    evidence: z.array(PatchEvidence),
    operations: z.array(PatchOperation),
    expiresAt: StoredTimestamp.nullable(),
    supersedesId: z.uuid().nullable(),
    supersededById: z.uuid().nullable(),
    undoesId: z.uuid().nullable().meta({ description: 'the patch that this one undoes' }),
    undoneById: z.uuid().nullable().meta({ description: 'the patch that undoes this one' }),
    appliedAt: StoredTimestamp.nullable().meta({ description: 'when something of it was last applied' }),
    appliedBy: Actor.nullable(),
    endedAt: StoredTimestamp.nullable().meta({ description: 'since when it waits for nobody' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Patch' })
export type Patch = z.infer<typeof Patch>
