import * as z from 'zod'
import type { Action } from '../../connector/connector.ts'
import { type ActionContext, defineAction, Made, made, makeOnce } from '../../connector/define-action.ts'
import type { FieldValue } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import type { JiraContext } from './context.ts'
import { provider } from './failures.ts'
import { isNamed, linksOfIssue } from './links.ts'
import { moveTo } from './move-issue.ts'
import type { JiraSession } from './session.ts'
import { WireIssue, WireProject } from './wire.ts'
import { readIssue } from './write-issue.ts'

const Key = z.string().regex(/^([A-Za-z][A-Za-z0-9_]*-)?\d+$/, 'a key such as SHOP-12, or an id')
const issue = Key.meta({ description: 'the key or the id of the issue' })

const contextOf = ({ session }: ActionContext): JiraContext => (session as JiraSession).jira

async function placeOf(
  context: JiraContext,
  issueIdOrKey: string,
): Promise<{ id: string; key: string; containerId: string }> {
  const query = { issueIdOrKey, fields: ['created,updated,project,status'] }
  const { id, key, fields } = await context.client.ask(WireIssue, (jira, via) => jira.getIssue(via, query))
  return { id, key, containerId: fields.project.id }
}

const createIssue = defineAction(provider, {
  name: 'Create an issue',
  summary: 'Makes an issue in a Jira project.',
  input: z.strictObject({
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
    return made(await makeOnce(context, { containerId, type: 'issue', on: null }, Object.fromEntries(values)))
  },
})

const transitionIssue = defineAction(provider, {
  name: 'Transition an issue',
  summary: 'Moves an issue to a status that its workflow allows from where it is.',
  input: z.strictObject({ issue, to: z.string().min(1).meta({ description: 'the name or the id of the status' }) }),
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

const addComment = defineAction(provider, {
  name: 'Comment on an issue',
  summary: 'Adds a comment to an issue.',
  input: z.strictObject({ issue, body: z.string().min(1).meta({ description: 'Markdown' }) }),
  output: Made,
  async run({ issue: key, body }, context) {
    const { id, containerId } = await placeOf(contextOf(context), key)
    return made(await makeOnce(context, { containerId, type: 'comment', on: { type: 'issue', id } }, { body }))
  },
})

const addWorklog = defineAction(provider, {
  name: 'Log work',
  summary: 'Logs work on an issue.',
  input: z.strictObject({
    issue,
    started: z.iso.datetime({ offset: true }),
    minutes: z.int().positive(),
    comment: z.string().default('').meta({ description: 'Markdown' }),
  }),
  output: Made,
  async run({ issue: key, started, minutes, comment }, context) {
    const { id, containerId } = await placeOf(contextOf(context), key)
    const place = { containerId, type: 'worklog', on: { type: 'issue', id } }
    return made(await makeOnce(context, place, { started, minutes, comment }))
  },
})

const linkIssues = defineAction(provider, {
  name: 'Link issues',
  summary: 'Links two issues, e.g. `from` blocks `to`.',
  input: z.strictObject({
    from: issue,
    to: issue,
    type: z.string().default('Relates').meta({ description: 'the name of the type of link, e.g. `Blocks`' }),
  }),
  output: z.object({ from: z.string(), to: z.string(), type: z.string() }),
  async run({ from, to, type }, context) {
    const jira = contextOf(context)
    const [one, other] = [await placeOf(jira, from), await placeOf(jira, to)]
    const there = (await linksOfIssue(jira, one.id)).some(
      (link) => isNamed(link.type.name, type) && link.outwardIssue?.id === other.id,
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
