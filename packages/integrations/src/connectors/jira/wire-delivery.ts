import * as z from 'zod'
import { WireProject, WireUser } from './wire.ts'

// What we read of Jira's deliveries.

const Id = z.union([z.string(), z.number()]).transform(String)

const ChangelogItem = z.object({
  field: z.string(),
  fieldId: z.string().nullish(),
  from: z.string().nullish(),
  fromString: z.string().nullish(),
  to: z.string().nullish(),
  toString: z.string().nullish().catch(null),
})

const Issue = z.object({
  id: Id,
  key: z.string(),
  fields: z.object({ project: WireProject.extend({ id: Id }).nullish(), summary: z.string().nullish() }).nullish(),
})

const Part = z.object({ id: Id, issueId: Id.nullish(), updated: Id.nullish(), author: WireUser.nullish() })

export const WireDelivery = z.object({
  webhookEvent: z.string(),
  timestamp: z.number(),
  user: WireUser.partial().nullish(),
  issue: Issue.nullish(),
  changelog: z.object({ id: Id.nullish(), items: z.array(ChangelogItem) }).nullish(),
  comment: Part.extend({ updateAuthor: WireUser.nullish() }).nullish(),
  worklog: Part.extend({ updateAuthor: WireUser.nullish(), timeSpentSeconds: z.number().nullish() }).nullish(),
  issueLink: z.object({ sourceIssueId: Id, destinationIssueId: Id }).nullish(),
  sprint: z
    .object({ id: Id, name: z.string().default(''), state: z.string().nullish(), goal: z.string().nullish() })
    .nullish(),
  version: z.object({ id: Id, name: z.string().default(''), projectId: Id.nullish() }).nullish(),
})
export type WireDelivery = z.infer<typeof WireDelivery>
