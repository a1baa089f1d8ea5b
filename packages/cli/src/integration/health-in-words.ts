import { ago } from '../output.ts'

export interface Backfill {
  state: 'none' | 'running' | 'paused' | 'done'
  done: number
  total: number | null
  remaining: number | null
  perMinute: number | null
}

export interface Health {
  status: string
  trouble: { message: string; action: string; since: string } | null
  lastSyncAt: string | null
  throttledUntil: string | null
  waiting: number
  oldestAt: string | null
  failing: number
  lastError: string | null
  failures: { key: string | null; title: string | null; url: string | null; message: string; since: string }[]
  openConflicts: number
  notTakenOver: { field: string; value: string; items: number }[]
  tools: { name: string; trusted: boolean; changedAt: string | null }[]
  mappings: { mappingId: string; containerKey: string; enabled: boolean; items: number; backfill: Backfill }[]
}

export function backfillInWords({ state, done, total, remaining, perMinute }: Backfill): string {
  if (state === 'none') return 'not brought over'
  const of = total === null ? `${done}` : `${done} of ${total}`
  if (state === 'done') return `${of} brought over`
  const left = remaining !== null && perMinute ? `, about ${Math.ceil(remaining / perMinute)} min left` : ''
  return `${state === 'paused' ? 'paused at' : 'bringing over'} ${of}${state === 'running' ? left : ''}`
}

const mostFailures = 10

const failureInWords = ({ key, title, url, message, since }: Health['failures'][number]) =>
  `           ${[key, title].filter((one) => one !== null).join(' ') || 'something'}: ${message} (since ${ago(since)}${url ? `, ${url}` : ''})`

/** How a connection is doing, one line each. */
export function healthInWords(health: Health): string[] {
  const {
    trouble,
    lastSyncAt,
    waiting,
    oldestAt,
    failing,
    lastError,
    openConflicts,
    throttledUntil,
    mappings,
    failures,
    notTakenOver,
    tools,
  } = health
  return [
    `status     ${health.status}`,
    ...(trouble ? [`trouble    ${trouble.message} (since ${ago(trouble.since)})`, `do         ${trouble.action}`] : []),
    `last sync  ${lastSyncAt ? ago(lastSyncAt) : 'not yet'}`,
    `waiting    ${waiting === 0 ? 'nothing' : `${waiting}, the oldest since ${ago(oldestAt)}`}`,
    ...(failing > 0 ? [`failing    ${failing}${failures.length === 0 && lastError ? `: ${lastError}` : ''}`] : []),
    ...failures.slice(0, mostFailures).map(failureInWords),
    ...(failures.length > mostFailures ? [`           and ${failing - mostFailures} more`] : []),
    ...(throttledUntil ? [`throttled  until ${throttledUntil}`] : []),
    ...(openConflicts > 0 ? [`conflicts  ${openConflicts}: npx orchestrator conflict list`] : []),
    ...mappings.map(
      ({ containerKey, enabled, items, backfill }) =>
        `mapping    ${containerKey}: ${enabled ? '' : 'off, '}${items} the same, ${backfillInWords(backfill)}`,
    ),
    ...tools.map(
      ({ name, trusted, changedAt }) =>
        `tool       ${name}: ${changedAt ? `changed since ${ago(changedAt)}, allow it again` : trusted ? 'trusted' : 'asks'}`,
    ),
    ...notTakenOver.map(
      ({ field, value, items }) => `stays      there: ${field} “${value}” of ${items}, which is nothing here`,
    ),
  ]
}
