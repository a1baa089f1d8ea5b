import * as z from 'zod'
import type { Action, Session } from '../../connector/connector.ts'
import type { FieldValue, Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import type { JiraContext } from './context.ts'
import { provider } from './failures.ts'
import { moveTo } from './move-issue.ts'
import type { JiraSession } from './session.ts'
import { WireIssue, WireProject } from './wire.ts'
import { readIssue } from './write-issue.ts'

const Key = z.string().regex(/^([A-Za-z][A-Za-z0-9_]*-)?\d+$/, 'a key such as SHOP-12, or an id')
const issue = Key.meta({ description: 'the key or the id of the issue' })
const Made = z.object({ id: z.string(), key: z.string().nullable(), url: z.string().nullable() })
const made = ({ id, key, url }: Item) => ({ id, key, url })

type Context = { readonly session: Session; readonly key: string; readonly retry: boolean }
const contextOf = ({ session }: Context): JiraContext => (session as JiraSession).jira

function define<I, O>(action: {
  readonly name: string
  readonly summary: string
  readonly input: z.ZodType<I>
  readonly output: z.ZodType<O>
  run(input: I, context: Context): Promise<O>
}): Action {
  const run = async (input: unknown, context: Context): Promise<O> => {
    const given = action.input.safeParse(input)
    if (given.success) return action.run(given.data, context)
    const fields = given.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
    throw new ProviderError(provider, 'invalid', z.prettifyError(given.error), { fields })
  }
  return { ...action, writes: true, run } as Action
}

async function placeOf(
  context: JiraContext,
  issueIdOrKey: string,
): Promise<{ id: string; key: string; containerId: string }> {
  const query = { issueIdOrKey, fields: ['created,updated,project,status'] }
  const { id, key, fields } = await context.client.ask(WireIssue, (jira, via) => jira.getIssue(via, query))
  return { id, key, containerId: fields.project.id }
}

/** So long after the first try what it made is still looked for. */
const lookBackMs = 2 * 86_400_000

/** Made once, however often it is tried: what is made carries the key of the step. */
async function once(
  { session, key, retry }: Context,
  where: { containerId: string; type: string; on: { type: string; id: string } | null },
  fields: Readonly<Record<string, FieldValue>>,
): Promise<Item> {
  const marker = `action:${key}`
  const since = new Date(Date.now() - lookBackMs).toISOString()
  const found = retry ? await session.search({ ...where, marker, since }) : null
  return found ?? session.create({ ...where, fields, marker })
}

const createIssue = define({
  name: 'Create an issue',
  summary: 'Makes an issue in a Jira project.',
  input: z.object({
    project: z
      .string()
      .regex(/^[A-Za-z0-9_]+$/)
      .meta({ description: 'the key or the id of the project' }),
    issueType: z.string().max(100).optional(),
    summary: z.string().min(1).max(255),
    description: z.string().default('').meta({ description: 'Markdown' }),
    labels: z.array(z.string()).optional(),
    assigneeId: z.string().optional(),
    priorityId: z.string().optional(),
    parent: Key.optional().meta({ description: 'the key or the id of the issue above' }),
    dueDate: z.iso.date().optional(),
    fields: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
      .default({})
      .meta({ description: 'others by their key, e.g. `customfield_10042`' }),
  }),
  output: Made,
  async run({ project, issueType, assigneeId, priorityId, parent, dueDate, fields, ...rest }, context) {
    const jira = contextOf(context)
    const { id: containerId } = await jira.client.ask(WireProject, (api, via) =>
      api.getProject(via, { projectIdOrKey: project }),
    )
    const parentId = parent === undefined ? undefined : (await placeOf(jira, parent)).id
    const given: Readonly<Record<string, FieldValue | undefined>> = {
      ...{ ...fields, ...rest, issuetype: issueType, assignee: assigneeId },
      ...{ priority: priorityId, parent: parentId, duedate: dueDate },
    }
    const values = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
    return made(await once(context, { containerId, type: 'issue', on: null }, Object.fromEntries(values)))
  },
})

const transitionIssue = define({
  name: 'Transition an issue',
  summary: 'Moves an issue to a status that its workflow allows from where it is.',
  input: z.object({ issue, to: z.string().min(1).meta({ description: 'the name or the id of the status' }) }),
  output: Made,
  async run({ issue: key, to }, context) {
    const jira = contextOf(context)
    const { id } = await placeOf(jira, key)
    await moveTo(jira, id, /^\d+$/.test(to) ? { status: to } : { name: to })
    const item = await readIssue(jira, id)
    if (item) return made(item)
    throw new ProviderError(provider, 'not_found', `issue ${key} is gone`)
  },
})

const addComment = define({
  name: 'Comment on an issue',
  summary: 'Adds a comment to an issue.',
  input: z.object({ issue, body: z.string().min(1).meta({ description: 'Markdown' }) }),
  output: Made,
  async run({ issue: key, body }, context) {
    const { id, containerId } = await placeOf(contextOf(context), key)
    return made(await once(context, { containerId, type: 'comment', on: { type: 'issue', id } }, { body }))
  },
})

const addWorklog = define({
  name: 'Log work',
  summary: 'Logs work on an issue.',
  input: z.object({
    issue,
    started: z.iso.datetime({ offset: true }),
    minutes: z.int().positive(),
    comment: z.string().default('').meta({ description: 'Markdown' }),
  }),
  output: Made,
  async run({ issue: key, started, minutes, comment }, context) {
    const { id, containerId } = await placeOf(contextOf(context), key)
    const place = { containerId, type: 'worklog', on: { type: 'issue', id } }
    return made(await once(context, place, { started, minutes, comment }))
  },
})

const Links = z.object({
  fields: z.object({
    issuelinks: z
      .array(
        z.object({
          id: z.string(),
          type: z.object({ name: z.string() }),
          outwardIssue: z.object({ id: z.string() }).nullish(),
        }),
      )
      .default([]),
  }),
})

const linkIssues = define({
  name: 'Link issues',
  summary: 'Links two issues, e.g. `from` blocks `to`.',
  input: z.object({
    from: issue,
    to: issue,
    type: z.string().default('Relates').meta({ description: 'the name of the type of link, e.g. `Blocks`' }),
  }),
  output: z.object({ from: z.string(), to: z.string(), type: z.string() }),
  async run({ from, to, type }, context) {
    const jira = contextOf(context)
    const [one, other] = [await placeOf(jira, from), await placeOf(jira, to)]
    const query = { issueIdOrKey: one.id, fields: ['issuelinks'] }
    const { fields } = await jira.client.ask(Links, (api, via) => api.getIssue(via, query))
    const there = fields.issuelinks.some(
      (link) => link.type.name.toLowerCase() === type.toLowerCase() && link.outwardIssue?.id === other.id,
    )
    const link = { type: { name: type }, inwardIssue: { key: one.key }, outwardIssue: { key: other.key } }
    if (!there) await jira.client.tell((api, via) => api.linkIssues(via, link))
    return { from: one.key, to: other.key, type }
  },
})

export const actions: Readonly<Record<string, Action>> = {
  createIssue,
  transitionIssue,
  addComment,
  addWorklog,
  linkIssues,
}
