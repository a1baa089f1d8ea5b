import * as z from 'zod'
import type { ExternalUser } from '../../connector/item.ts'

/** To the minute, as Notion tells all times of changes. */
const Time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())

const RichTextItem = z.object({
  type: z.string(),
  plain_text: z.string().default(''),
  href: z.string().nullish(),
  annotations: z
    .object({
      bold: z.boolean().default(false),
      italic: z.boolean().default(false),
      strikethrough: z.boolean().default(false),
      underline: z.boolean().default(false),
      code: z.boolean().default(false),
    })
    .optional(),
  text: z.object({ content: z.string(), link: z.object({ url: z.string() }).nullish() }).optional(),
  equation: z.object({ expression: z.string() }).optional(),
  mention: z.object({ type: z.string() }).loose().optional(),
})
export const RichText = z.array(RichTextItem)
export type RichText = z.infer<typeof RichText>
export const plainOf = (text: RichText): string => text.map(({ plain_text }) => plain_text).join('')

export const WireUser = z.object({
  id: z.string(),
  name: z.string().nullish(),
  type: z.string().nullish(),
  person: z.object({ email: z.string().nullish() }).nullish(),
  bot: z.object({ workspace_name: z.string().nullish() }).loose().nullish(),
})
export type WireUser = z.infer<typeof WireUser>
/** Notion shows addresses to connections that may see them; a person signs in with theirs. */
export const toUser = ({ id, name, person }: WireUser): ExternalUser => ({
  ...{ id, name: name || id, email: person?.email ?? null },
})

const Parent = z.object({
  type: z.string(),
  data_source_id: z.string().optional(),
  database_id: z.string().optional(),
  page_id: z.string().optional(),
  block_id: z.string().optional(),
})

export const WireProperty = z.object({ id: z.string(), type: z.string() }).loose()
export type WireProperty = z.infer<typeof WireProperty>

export const WirePage = z.object({
  object: z.literal('page'),
  id: z.string(),
  url: z.string().nullish(),
  created_time: Time,
  last_edited_time: Time,
  created_by: WireUser.nullish(),
  last_edited_by: WireUser.nullish(),
  in_trash: z.boolean().default(false),
  parent: Parent,
  properties: z.record(z.string(), WireProperty),
})
export type WirePage = z.infer<typeof WirePage>

const list = <T extends z.ZodType>(one: T) =>
  z.object({
    object: z.literal('list'),
    results: z.array(one),
    next_cursor: z.string().nullish(),
    has_more: z.boolean(),
  })

export const WirePages = list(WirePage).extend({ request_status: z.object({ type: z.string() }).nullish() })
export const WireUsers = list(WireUser)

const Option = z.object({ id: z.string(), name: z.string() })
const Options = z.object({ options: z.array(Option).default([]) })
const Group = z.object({ id: z.string(), name: z.string(), option_ids: z.array(z.string()).default([]) })
export const WireSchemaProperty = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  select: Options.optional(),
  multi_select: Options.optional(),
  status: Options.extend({ groups: z.array(Group).default([]) }).optional(),
  relation: z.object({ data_source_id: z.string().nullish() }).loose().optional(),
  formula: z.unknown().optional(),
  rollup: z.unknown().optional(),
})
export type WireSchemaProperty = z.infer<typeof WireSchemaProperty>

export const WireDataSource = z.object({
  object: z.literal('data_source'),
  id: z.string(),
  url: z.string().nullish(),
  title: RichText.default([]),
  in_trash: z.boolean().default(false),
  properties: z.record(z.string(), WireSchemaProperty),
})
export type WireDataSource = z.infer<typeof WireDataSource>
export const WireDataSources = list(WireDataSource)

export const WireBlock = z
  .object({
    id: z.string(),
    type: z.string(),
    has_children: z.boolean().default(false),
    in_trash: z.boolean().default(false),
  })
  .loose()
export type WireBlock = z.infer<typeof WireBlock>
export const WireBlocks = list(WireBlock)
export const WireParented = z.object({ id: z.string(), parent: Parent })

export const WireComment = z.object({
  object: z.literal('comment'),
  id: z.string(),
  parent: Parent,
  discussion_id: z.string().nullish(),
  created_time: Time,
  last_edited_time: Time,
  created_by: WireUser.nullish(),
  rich_text: RichText,
})
export type WireComment = z.infer<typeof WireComment>
export const WireComments = list(WireComment)
export const WirePropertyItems = z.object({
  results: z.array(z.object({ relation: z.object({ id: z.string() }).optional() }).loose()),
  next_cursor: z.string().nullish(),
  has_more: z.boolean(),
})
export const Anything = z.unknown()
