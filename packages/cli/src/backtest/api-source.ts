import type { RecordedStep, Row, Source } from '@orchestrator/backtest'
import type { RunOnEvent } from '@orchestrator/domain'
import { type Client, OrchestratorError } from '@orchestrator/sdk/client'

/** More of a collection than this is not looked at. */
const mostRows = 1_000
const pageSize = 200

type Lists = Readonly<
  Record<string, (filter: object) => PromiseLike<{ items: readonly object[]; nextCursor: string | null }>>
>

/** A remote workspace's log and rows for a simulation, over the API: reads alone. */
export function apiSource(client: Client, playbook: string): Source {
  const lists = listsOf(client)
  const collections = new Map<string, Promise<readonly Row[]>>()
  const collection = (kind: string): Promise<readonly Row[]> => {
    const known = collections.get(kind) ?? allOf(lists[kind] as Lists[string], {})
    collections.set(kind, known)
    return known
  }
  return {
    async events({ limit, ...query }) {
      const filter = { ...query, limit: Math.min(limit, pageSize) }
      const { types: type, ...rest } = filter
      const page = await client.events.list({ ...rest, ...(type && { type }) } as never)
      const { items, nextCursor, lastSeq } = page as unknown as {
        items: never[]
        nextCursor: string | null
        lastSeq: number
      }
      return { events: items, position: lastSeq, atHead: nextCursor === null }
    },
    async rows(kind, by) {
      if (kind === 'workspace') return [(await client.workspace.get()) as unknown as Row]
      const meets = (row: Row) =>
        Object.entries(by).every(([field, value]) =>
          Array.isArray(value) ? value.includes(row[field] as string) : row[field] === value,
        )
      if (small.has(kind)) return (await collection(kind)).filter(meets)
      const { id } = by
      if (id !== undefined && id !== null) return byIds(client, kind, typeof id === 'string' ? [id] : id)
      const list = lists[kind]
      if (!list) return []
      const asked = Object.entries(by).filter(([field, value]) => filters.has(field) && typeof value === 'string')
      return (await allOf(list, Object.fromEntries(asked))).filter(meets)
    },
    async list({ entity, filter, limit, cursor }) {
      const page = await (lists[entity] as Lists[string])({ ...filter, limit, ...(cursor !== null && { cursor }) })
      return { items: page.items as never, nextCursor: page.nextCursor }
    },
    async runs({ after, upTo }) {
      const found: RunOnEvent[] = []
      for await (const run of client.runs.list({ playbook, eventAfter: after, eventUpTo: upTo, limit: pageSize }))
        if (run.retryOf === null && run.requestSeq === null) found.push(run as RunOnEvent)
      return found.toSorted((a, b) => a.eventSeq - b.eventSeq)
    },
    // The API does not tell: what is not known keeps nobody from answering.
    membersBehind: async () => [],
    steps: async (runId) => (await client.runs.get(runId)).steps as unknown as readonly RecordedStep[],
  }
}

/** Collections that are read once, as a whole. */
const small = new Set(['member', 'state', 'custom_field', 'tag', 'template'])
/** Fields by which lists can be narrowed. */
const filters = new Set(['projectId', 'taskId', 'parentId', 'name'])

const listsOf = (client: Client): Lists => {
  const lists = {
    ...{ task: client.tasks, project: client.projects, comment: client.comments, cycle: client.cycles },
    ...{ milestone: client.milestones, time_entry: client.timeEntries, task_relation: client.taskRelations },
    ...{ member: client.members, state: client.states, custom_field: client.customFields, tag: client.tags },
    ...{ template: client.templates, series: client.series },
    ...{ task_link: client.taskLinks, mapping: client.mappings },
  }
  return Object.fromEntries(Object.entries(lists).map(([kind, { list }]) => [kind, list as Lists[string]]))
}

async function allOf(list: Lists[string], filter: object): Promise<readonly Row[]> {
  const found: Row[] = []
  for (let cursor: string | null = null; found.length < mostRows; ) {
    const page: Awaited<ReturnType<Lists[string]>> = await list({
      ...filter,
      limit: pageSize,
      ...(cursor && { cursor }),
    })
    found.push(...(page.items as readonly Row[]))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  return found
}

async function byIds(client: Client, kind: string, ids: readonly string[]): Promise<readonly Row[]> {
  const gets: Readonly<Record<string, (id: string) => Promise<object>>> = {
    ...{ task: client.tasks.get, project: client.projects.get, comment: client.comments.get, cycle: client.cycles.get },
    ...{ milestone: client.milestones.get, time_entry: client.timeEntries.get, approval: client.approvals.get },
    ...{ task_link: client.taskLinks.get, mapping: client.mappings.get, connection: client.connections.get },
    ...{ task_relation: client.taskRelations.get, series: client.series.get, rule: client.rules.get },
  }
  const get = gets[kind]
  if (!get) return []
  const found = await Promise.all(
    ids.map((id) =>
      get(id).catch((error: unknown) => {
        if (error instanceof OrchestratorError && error.code === 'not_found') return null
        throw error
      }),
    ),
  )
  return found.filter((row) => row !== null) as readonly Row[]
}
