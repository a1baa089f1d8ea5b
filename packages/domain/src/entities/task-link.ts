import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

export const TaskLinkKind = z.enum(['pull_request', 'branch', 'commit', 'url'])
export type TaskLinkKind = z.infer<typeof TaskLinkKind>

/** making: it was asked for, and is not there yet. */
export const PullRequestState = z.enum(['making', 'draft', 'open', 'merged', 'closed'])
export type PullRequestState = z.infer<typeof PullRequestState>

export const ReviewState = z.enum(['approved', 'changes_requested', 'review_required'])
export type ReviewState = z.infer<typeof ReviewState>

export const ChecksState = z.enum(['passing', 'failing', 'pending'])
export type ChecksState = z.infer<typeof ChecksState>

/** What a pull request that was made from its task is to be. */
export const WantedPullRequest = z.strictObject({
  title: z.string().nullable().meta({ description: 'null: the task’s identifier and title, also when these change' }),
  body: z.string().nullable().meta({ description: 'null: the task’s description, also when it changes' }),
  message: z.string().nullable().meta({ description: 'of commits; null: the title' }),
  draft: z.boolean(),
  asked: z.int().optional().meta({ description: 'how often it was asked for again after a refusal' }),
  written: z
    .strictObject({
      title: z.string(),
      draft: z.boolean(),
      changes: z.int().nullable().meta({ description: 'the version of the task’s changes that it has' }),
    })
    .nullable()
    .meta({ description: 'what was last written there; what people changed there since stays theirs' }),
})
export type WantedPullRequest = z.infer<typeof WantedPullRequest>

/** Something outside that belongs to a task: a pull request, a branch, a commit, or any address. */
export const TaskLink = z
  .strictObject({
    id: z.uuid(),
    taskId: z.uuid(),
    projectId: z.uuid(),
    kind: TaskLinkKind,
    url: z.string().nullable().meta({ description: 'null: it is not there yet' }),
    title: z.string(),
    provider: z.string().nullable().meta({ description: 'the service that told of it; null: somebody added it' }),
    connectionId: z.uuid().nullable(),
    externalId: z.string().nullable().meta({ description: 'what it is there' }),
    repositoryId: z.string().nullable(),
    repository: z.string().nullable().meta({ description: 'as people name it, e.g. `acme/shop`' }),
    number: z.int().nullable().meta({ description: 'of a pull request' }),
    branch: z.string().nullable(),
    base: z.string().nullable().meta({ description: 'the branch into which a pull request goes; null: not known' }),
    sha: z.string().nullable().meta({ description: 'the last commit' }),
    state: PullRequestState.nullable().meta({ description: 'of a pull request' }),
    review: ReviewState.nullable(),
    checks: ChecksState.nullable(),
    completes: z.boolean().meta({ description: 'whether its merge completes the task' }),
    wanted: WantedPullRequest.nullable().meta({ description: 'of a pull request that was made from the task' }),
    error: z
      .strictObject({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'why it could not be made or written' }),
    theirsUpdatedAt: StoredTimestamp.nullable().meta({ description: 'when it last changed there' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'TaskLink' })
export type TaskLink = z.infer<typeof TaskLink>
