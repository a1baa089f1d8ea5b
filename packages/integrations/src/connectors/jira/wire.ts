import * as z from 'zod'
import type { ExternalUser } from '../../connector/item.ts'
import { AdfNode } from './adf/adf.ts'

// What we read of Jira's answers, and no more.

/** `2026-11-28T14:55:23.000+0000` */
export const JiraTime = z.string().transform((text, ctx) => {
  const at = Date.parse(text)
  if (!Number.isNaN(at)) return new Date(at).toISOString()
  ctx.addIssue({ code: 'custom', message: 'is no time' })
  return z.NEVER
})

export const WireUser = z.object({
  accountId: z.string(),
  displayName: z.string().default(''),
  emailAddress: z.string().nullish(),
  active: z.boolean().default(true),
  accountType: z.string().nullish(),
  timeZone: z.string().nullish(),
})
export type WireUser = z.infer<typeof WireUser>

export const toUser = ({ accountId, displayName, emailAddress }: WireUser): ExternalUser => ({
  ...{ id: accountId, name: displayName || accountId, email: emailAddress || null },
})

const Named = z.object({ id: z.string(), name: z.string().default('') })
export const WireProject = z.object({ id: z.string(), key: z.string(), name: z.string().default('') })

/** The rest of the fields is read one by one. */
export const WireIssue = z.object({
  id: z.string(),
  key: z.string(),
  fields: z
    .object({ created: JiraTime, updated: JiraTime, project: WireProject, creator: WireUser.nullish() })
    .catchall(z.unknown()),
  properties: z.record(z.string(), z.unknown()).nullish(),
})
export type WireIssue = z.infer<typeof WireIssue>

export const WireFound = z.object({
  issues: z.array(WireIssue),
  nextPageToken: z.string().nullish(),
  isLast: z.boolean().nullish(),
})
/** The same, whose issues are read one by one: one that is not as documented keeps none of the others. */
export const WirePage = WireFound.extend({ issues: z.array(z.looseObject({ id: z.string() })) })

const Properties = z.array(z.object({ key: z.string(), value: z.unknown() })).nullish()

export const WireComment = z.object({
  ...{ id: z.string(), body: AdfNode.nullish(), created: JiraTime, updated: JiraTime },
  ...{ author: WireUser.nullish(), properties: Properties },
})
export type WireComment = z.infer<typeof WireComment>

export const WireWorklog = z.object({
  ...{ id: z.string(), started: JiraTime, timeSpentSeconds: z.number().default(0) },
  ...{
    created: JiraTime,
    updated: JiraTime,
    author: WireUser.nullish(),
    comment: AdfNode.nullish(),
    properties: Properties,
  },
})
export type WireWorklog = z.infer<typeof WireWorklog>

const page = { startAt: z.number().default(0), total: z.number().nullish() }
export const WireComments = z.object({ ...page, comments: z.array(WireComment) })
export const WireCommentList = z.object({ values: z.array(WireComment) })
export const WireWorklogs = z.object({ ...page, worklogs: z.array(WireWorklog) })
export const WireProjects = z.object({ ...page, values: z.array(WireProject), isLast: z.boolean().nullish() })

export const WireStatus = Named.extend({ statusCategory: z.object({ key: z.string() }).nullish() })
export const WireStatuses = z.array(z.object({ statuses: z.array(WireStatus) }))
export const WireTransitions = z.object({
  transitions: z.array(
    z.object({ id: z.string(), name: z.string().default(''), to: WireStatus, isAvailable: z.boolean().nullish() }),
  ),
})

export const WireIssueTypes = z.object({
  ...page,
  issueTypes: z.array(
    Named.extend({
      untranslatedName: z.string().nullish(),
      subtask: z.boolean().default(false),
      hierarchyLevel: z.number().nullish(),
    }),
  ),
})
export type WireIssueType = z.infer<typeof WireIssueTypes>['issueTypes'][number]

const Schema = z.object({ type: z.string(), items: z.string().nullish(), custom: z.string().nullish() })
export const WireFields = z.array(
  z.object({
    id: z.string(),
    name: z.string().default(''),
    custom: z.boolean().default(false),
    schema: Schema.nullish(),
  }),
)
export type WireField = z.infer<typeof WireFields>[number]

const Option = z.object({ id: z.string(), name: z.string().nullish(), value: z.string().nullish() })
export const WireCreateFields = z.object({
  ...page,
  fields: z.array(z.object({ fieldId: z.string(), allowedValues: z.array(z.unknown()).nullish() })),
})
export const optionsOf = (values: readonly unknown[]): { value: string; name: string }[] =>
  values.flatMap((value) => {
    const option = Option.safeParse(value).data
    return option ? [{ value: option.id, name: option.value ?? option.name ?? option.id }] : []
  })

/** Of what we write into an issue, a comment or a worklog where people do not see it. */
export const propertyKey = 'orchestrator'
export const Marker = z.object({
  marker: z.string(),
  status: z.string().optional(),
  statusCategory: z.string().optional(),
})
export type Marker = z.infer<typeof Marker>

export const markerIn = (properties: z.infer<typeof Properties>): string | null =>
  Marker.safeParse(properties?.find(({ key }) => key === propertyKey)?.value).data?.marker ?? null
