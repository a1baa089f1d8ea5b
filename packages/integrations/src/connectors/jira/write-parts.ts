import { asAmbiguous } from '../../connector/begun.ts'
import type { Draft } from '../../connector/connector.ts'
import type { FieldValue, Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { markdownToAdf } from './adf/from-markdown.ts'
import type { JiraContext } from './context.ts'
import { provider } from './failures.ts'
import { markedComments } from './parts.ts'
import { commentItem, idsOf, type Place, worklogItem } from './to-item.ts'
import { propertyKey, WireComment, WireWorklog } from './wire.ts'

const richBody = (value: FieldValue | undefined) => {
  const { type, version, content } = markdownToAdf(String(value ?? ''))
  return { type, version, content: content as unknown as Record<string, unknown>[] }
}

const property = (marker: string) => [{ key: propertyKey, value: { marker } }]

export async function createPart(
  context: JiraContext,
  { type, on, containerId, fields, marker }: Draft,
): Promise<Item> {
  if (on === null) throw new ProviderError(provider, 'invalid', `a ${type} is on an issue`)
  const { issueId: issueIdOrKey } = idsOf(on)
  const place = { issueId: issueIdOrKey, containerId, site: context.settings.site }
  const properties = property(marker)
  if (type === 'comment') {
    const body = richBody(fields['body'])
    const made = await context.client
      .ask(WireComment, (jira, via) => jira.addComment(via, { issueIdOrKey, body, properties }))
      .catch(asAmbiguous)
    return commentItem({ ...made, properties }, place)
  }
  const given = { ...worklogTimes(fields, null), comment: richBody(fields['comment']), properties }
  const made = await context.client
    .ask(WireWorklog, (jira, via) => jira.addWorklog(via, { issueIdOrKey, ...given, expand: 'properties' }))
    .catch(asAmbiguous)
  return worklogItem({ ...made, properties }, place)
}

export async function readComment(context: JiraContext, id: string, place: Place): Promise<Item | null> {
  const comment = (await markedComments(context, [id])).get(id)
  return comment ? commentItem(comment, place) : null
}

export async function readWorklog(context: JiraContext, id: string, place: Place): Promise<Item | null> {
  const worklog = await askWorklog(context, id, place.issueId).catch((error: unknown) => {
    if (error instanceof ProviderError && error.kind === 'not_found') return null
    throw error
  })
  return worklog ? worklogItem(worklog, place) : null
}

const askWorklog = (context: JiraContext, id: string, issueIdOrKey: string) =>
  context.client.ask(WireWorklog, (jira, via) => jira.getWorklog(via, { issueIdOrKey, id, expand: 'properties' }))

export async function updateComment(
  context: JiraContext,
  id: string,
  place: Place,
  fields: Item['fields'],
): Promise<Item> {
  const body = richBody(fields['body'])
  await context.client.tell((jira, via) => jira.updateComment(via, { issueIdOrKey: place.issueId, id, body: { body } }))
  return need(await readComment(context, id, place), id)
}

export async function updateWorklog(
  context: JiraContext,
  id: string,
  place: Place,
  fields: Item['fields'],
): Promise<Item> {
  const { issueId: issueIdOrKey } = place
  // Its end is not kept, but its length is.
  const timed = 'started' in fields || 'ended' in fields
  const now = timed ? await askWorklog(context, id, issueIdOrKey) : null
  const body = {
    ...(now && worklogTimes(fields, worklogItem(now, place).fields)),
    ...('comment' in fields && { comment: richBody(fields['comment']) }),
  }
  await context.client.tell((jira, via) => jira.updateWorklog(via, { issueIdOrKey, id, body }))
  return need(await readWorklog(context, id, place), id)
}

function worklogTimes(
  fields: Item['fields'],
  now: Item['fields'] | null,
): { started: string; timeSpentSeconds: number } {
  const started = Date.parse(String(fields['started'] ?? now?.['started'] ?? ''))
  const ended = Date.parse(String(fields['ended'] ?? now?.['ended'] ?? ''))
  const minutes = typeof fields['minutes'] === 'number' ? fields['minutes'] : (ended - started) / 60_000
  if (Number.isNaN(started) || Number.isNaN(minutes))
    throw new ProviderError(provider, 'invalid', 'a worklog has a time at which it started, and one at which it ended')
  return {
    started: new Date(started).toISOString().replace('Z', '+0000'),
    // Jira keeps whole minutes, and not less than one.
    timeSpentSeconds: Math.max(1, Math.round(minutes)) * 60,
  }
}

function need(item: Item | null, id: string): Item {
  if (item) return item
  throw new ProviderError(provider, 'not_found', `${id} is gone`, { status: 404 })
}
