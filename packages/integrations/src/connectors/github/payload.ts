import * as z from 'zod'
import { Comment, Issue } from './items.ts'

const Person = z.object({ id: z.number(), login: z.string() })
const Label = z.object({ name: z.string() })
const Time = z.union([z.string(), z.number()]).nullish()

export const PullRequest = z.object({
  id: z.number(),
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  html_url: z.string(),
  state: z.string(),
  draft: z.boolean().nullish(),
  merged: z.boolean().nullish(),
  merge_commit_sha: z.string().nullish(),
  user: Person.nullish(),
  labels: z.array(Label).nullish(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
  updated_at: z.string(),
})
export type PullRequest = z.infer<typeof PullRequest>

/** What a review tells of its pull request is less. */
const Reviewed = PullRequest.partial().extend({ number: z.number(), html_url: z.string() })

/** The parts of deliveries that we read; everything else is left alone. */
export const Payload = z.object({
  action: z.string().optional(),
  repository: z
    .object({ id: z.number(), full_name: z.string(), html_url: z.string(), pushed_at: Time, updated_at: Time })
    .optional(),
  sender: Person.nullish(),
  /** Of older servers it may lack fields; then it is not taken for whole. */
  issue: z.union([Issue, Issue.partial().extend({ number: z.number(), html_url: z.string() })]).optional(),
  comment: z
    .union([Comment, z.object({ id: z.number(), updated_at: z.string(), body: z.string().nullish() })])
    .optional(),
  pull_request: z.union([PullRequest, Reviewed]).optional(),
  review: z
    .object({
      id: z.number(),
      state: z.string(),
      body: z.string().nullish(),
      html_url: z.string().nullish(),
      user: Person.nullish(),
      submitted_at: z.string().nullish(),
    })
    .optional(),
  check_suite: z
    .object({
      id: z.number(),
      status: z.string().nullish(),
      conclusion: z.string().nullish(),
      head_branch: z.string().nullish(),
      head_sha: z.string(),
      pull_requests: z.array(z.object({ number: z.number() })).nullish(),
      updated_at: Time,
    })
    .optional(),
  check_run: z
    .object({
      id: z.number(),
      name: z.string(),
      status: z.string().nullish(),
      conclusion: z.string().nullish(),
      html_url: z.string().nullish(),
      head_sha: z.string(),
      pull_requests: z.array(z.object({ number: z.number() })).nullish(),
      started_at: Time,
      completed_at: Time,
    })
    .optional(),
  milestone: z
    .object({
      number: z.number(),
      title: z.string(),
      state: z.string(),
      due_on: z.string().nullish(),
      updated_at: Time,
    })
    .nullish(),
  label: z.object({ name: z.string(), color: z.string() }).nullish(),
  sub_issue: z
    .object({
      number: z.number(),
      title: z.string(),
      html_url: z.string(),
      repository_url: z.string(),
      updated_at: z.string(),
    })
    .optional(),
  parent_issue: z.object({ number: z.number(), html_url: z.string(), repository_url: z.string() }).optional(),
  /** Of a status: its commit. */
  sha: z.string().optional(),
  updated_at: Time,
  ref: z.string().optional(),
  ref_type: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
  forced: z.boolean().optional(),
  commits: z
    .array(z.object({ id: z.string(), message: z.string(), url: z.string().nullish(), timestamp: Time }))
    .optional(),
  changes: z.record(z.string(), z.unknown()).nullish(),
})
export type Payload = z.infer<typeof Payload>
