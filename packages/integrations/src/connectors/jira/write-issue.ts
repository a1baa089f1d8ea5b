import * as z from 'zod'
import { asAmbiguous, asBegun } from '../../connector/begun.ts'
import type { Draft } from '../../connector/connector.ts'
import type { Item } from '../../connector/item.ts'
import { listChange } from '../../connector/list-change.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import type { JiraContext } from './context.ts'
import { provider } from './failures.ts'
import type { JiraField } from './fields.ts'
import { type Move, moveTo } from './move-issue.ts'
import { issueItem } from './to-item.ts'
import { propertyKey, WireIssue, type WireIssueType } from './wire.ts'

/** @returns null when it is gone, or not to be seen */
export async function readIssue(context: JiraContext, issueIdOrKey: string): Promise<Item | null> {
  const fields = await context.fields()
  const asked = [...new Set(['created', 'updated', 'project', 'creator', ...fields.map(({ id }) => id)])]
  try {
    const issue = await context.client.ask(WireIssue, (jira, via) =>
      jira.getIssue(via, { issueIdOrKey, fields: [asked.join(',')], properties: [propertyKey] }),
    )
    return issueItem(issue, fields, context.settings.site)
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'not_found') return null
    throw error
  }
}

const moveOf = (fields: Item['fields']): Move => ({
  ...(typeof fields['status'] === 'string' && { status: fields['status'] }),
  ...(typeof fields['statusCategory'] === 'string' && { statusCategory: fields['statusCategory'] }),
})

export async function createIssue(context: JiraContext, { containerId, fields, marker }: Draft): Promise<Item> {
  const type = await typeFor(context, containerId, fields)
  const known = await context.createFields(containerId, type.id)
  const given = written(await context.fields(), fields)
  const kept = Object.entries(given).filter(([id]) => id === 'summary' || (id !== 'issuetype' && known.has(id)))
  const move = moveOf(fields)
  const { id } = await context.client
    .ask(z.object({ id: z.string() }), (jira, via) =>
      jira.createIssue(via, {
        fields: { ...Object.fromEntries(kept), project: { id: containerId }, issuetype: { id: type.id } },
        properties: [{ key: propertyKey, value: { marker, ...move } }],
      }),
    )
    .catch(asAmbiguous)
  try {
    return await settled(context, id, move)
  } catch (error) {
    throw asBegun(error)
  }
}

/**
 * An issue that was made in its first status is moved on. Where the workflow does not let it go it stays: it is there, and whoever looks
 * for it has to find it.
 */
export async function settled(context: JiraContext, id: string, move: Move): Promise<Item> {
  if (move.status ?? move.statusCategory)
    await moveTo(context, id, move).catch((error: unknown) => {
      if (!(error instanceof ProviderError) || error.kind !== 'invalid') throw error
    })
  return need(await readIssue(context, id), id)
}

/** @param known as its fields were read last: to lists is added and taken away, so that what others did to them since stays */
export async function updateIssue(
  context: JiraContext,
  { id, containerId }: { id: string; containerId: string },
  fields: Item['fields'],
  known: Item['fields'],
): Promise<Item> {
  const all = await context.fields()
  const given = written(all, fields)
  if ('issuetype' in given)
    given['issuetype'] = { id: (await typeNamed(context, containerId, String(given['issuetype']))).id }
  const verbs = verbsOf(all, fields, known)
  for (const name of Object.keys(verbs)) delete given[name]
  if (Object.keys(given).length + Object.keys(verbs).length > 0) await edit(context, id, given, verbs)
  const move = moveOf(fields)
  if (move.status ?? move.statusCategory) await moveTo(context, id, move)
  return need(await readIssue(context, id), id)
}

type Verbs = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** Lists, as what is to be added and to be removed. */
function verbsOf(all: readonly JiraField[], fields: Item['fields'], known: Item['fields']): Verbs {
  const verbs: Record<string, Record<string, unknown>[]> = {}
  for (const { spec, id, write } of all) {
    const change = write === null ? null : listChange(known[spec.key], fields[spec.key])
    if (change === null || write === null) continue
    const wire = (list: readonly string[]) => write(list) as readonly unknown[]
    verbs[id] = [
      ...wire(change.removed).map((one) => ({ remove: one })),
      ...wire(change.added).map((one) => ({ add: one })),
    ]
  }
  return verbs
}

/** A field that its screen does not have is left as it is: which those are, is only asked once Jira refuses. */
async function edit(
  context: JiraContext,
  issueIdOrKey: string,
  fields: Readonly<Record<string, unknown>>,
  update: Verbs,
): Promise<void> {
  const send = (kept: (id: string) => boolean) => {
    const some = <T>(given: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(given).filter(([id]) => kept(id)))
    const body = { fields: some(fields), update: some(update) as never }
    return context.client.tell((jira, via) => jira.editIssue(via, { issueIdOrKey, ...body }))
  }
  try {
    await send(() => true)
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'invalid') throw error
    const EditMeta = z.object({ fields: z.record(z.string(), z.unknown()) })
    const meta = await context.client.ask(EditMeta, (jira, via) => jira.getEditIssueMeta(via, { issueIdOrKey }))
    const names = [...Object.keys(fields), ...Object.keys(update)]
    const kept = names.filter((id) => Object.hasOwn(meta.fields, id))
    if (kept.length === names.length) throw error
    if (kept.length > 0) await send((id) => kept.includes(id))
  }
}

/** What of ours Jira's edit takes, by its own keys. */
function written(known: readonly JiraField[], fields: Item['fields']): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const { spec, id, write } of known) {
    const value = fields[spec.key]
    if (value !== undefined && write) found[id] = write(value)
  }
  return found
}

const nameOf = (type: WireIssueType) => type.untranslatedName ?? type.name
const isNamed = (name: string) => (type: WireIssueType) =>
  [type.name, type.untranslatedName, type.id].some((one) => one?.toLowerCase() === name.toLowerCase())

/** Of what lies below another issue its level says what it may be: below an epic a usual one, below that a subtask. */
async function typeFor(context: JiraContext, containerId: string, fields: Item['fields']): Promise<WireIssueType> {
  const types = await context.issueTypes(containerId)
  const parent = typeof fields['parent'] === 'string' ? await levelOf(context, fields['parent']) : null
  const fitting = types.filter((type) =>
    parent === null ? !type.subtask : (type.hierarchyLevel ?? (type.subtask ? -1 : 0)) === parent - 1,
  )
  const wanted = typeof fields['issuetype'] === 'string' ? fields['issuetype'] : null
  const all = fitting.length > 0 ? fitting : types.filter(({ subtask }) => !subtask)
  const found =
    (wanted === null ? undefined : all.find(isNamed(wanted))) ?? all.find(isNamed(context.settings.issueType)) ?? all[0]
  if (found) return found
  throw new ProviderError(provider, 'forbidden', 'there is no type of issue that this account may make in the project')
}

async function typeNamed(context: JiraContext, containerId: string, name: string): Promise<WireIssueType> {
  const types = await context.issueTypes(containerId)
  const found = types.find(isNamed(name))
  if (found) return found
  const message = `the project has no issue type ${name}; it has: ${types.map(nameOf).join(', ')}`
  throw new ProviderError(provider, 'invalid', message, { fields: [{ field: 'issuetype', message }] })
}

async function levelOf(context: JiraContext, issueIdOrKey: string): Promise<number> {
  const Level = z.object({ fields: z.object({ issuetype: z.object({ hierarchyLevel: z.number().default(0) }) }) })
  const issue = await context.client.ask(Level, (jira, via) =>
    jira.getIssue(via, { issueIdOrKey, fields: ['issuetype'] }),
  )
  return issue.fields.issuetype.hierarchyLevel
}

function need(item: Item | null, id: string): Item {
  if (item) return item
  throw new ProviderError(provider, 'not_found', `issue ${id} is gone`, { status: 404 })
}
