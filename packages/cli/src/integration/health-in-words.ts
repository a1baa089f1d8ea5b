import { ago } from '../output.ts'

export interface Backfill {
  state: 'none' | 'running' | 'paused' | 'done'
  done: number
  total: number | null
  remaining: number | null
  perMinute: number | null
  heldUntil: string | null
}

interface Trouble {
  code: string
  message: string
  action: string
  since: string
}

export interface Health {
  status: string
  trouble: Trouble | null
  lastSyncAt: string | null
  throttledUntil: string | null
  waiting: number
  oldestAt: string | null
  failing: number
  lastError: string | null
  failures: { key: string | null; title: string | null; url: string | null; message: string; since: string }[]
  openConflicts: number
  unreadableDeliveries: { count: number; lastAt: string | null; lastError: string | null }
  notTakenOver: { field: string; value: string; items: number }[]
  tools: { name: string; trusted: boolean; changedAt: string | null }[]
  mappings: (Left & {
    mappingId: string
    containerKey: string
    enabled: boolean
    items: number
    subscriptionRefused: string | null
    trouble: Trouble | null
    backfill: Backfill
  })[]
}

interface Left {
  leftOut: number
  archived: number
}

const leftInWords = ({ leftOut, archived }: Left) =>
  [
    ...(leftOut > 0 ? [`${leftOut} left out (their tasks were deleted here)`] : []),
    ...(archived > 0 ? [`${archived} archived here`] : []),
  ].map((words) => `${words}, `)

export function backfillInWords({ state, done, total, remaining, perMinute, heldUntil }: Backfill): string {
  if (state === 'none') return 'not brought over'
  const of = total === null ? `${done}` : `${done} of ${total}`
  if (state === 'done') return `${of} brought over`
  if (heldUntil) return `held at ${of}`
  const left = remaining !== null && perMinute ? `, about ${Math.ceil(remaining / perMinute)} min left` : ''
  return `${state === 'paused' ? 'paused at' : 'bringing over'} ${of}${state === 'running' ? left : ''}`
}

const mostFailures = 10

const failureInWords = ({ key, title, url, message, since }: Health['failures'][number]) =>
  `           ${[key, title].filter((one) => one !== null).join(' ') || 'something'}: ${message} (since ${ago(since)}${url ? `, ${url}` : ''})`

const troubleInWords = (trouble: Trouble | null) =>
  trouble ? [`trouble    ${trouble.message} (since ${ago(trouble.since)})`, `do         ${toDo(trouble)}`] : []

/** What the API says of several mappings sends people to the very command that they see this of. */
const toDo = ({ code, action }: Trouble) =>
  code === 'mapping_trouble' ? 'What stands with each mapping below. All else goes on.' : action

/** How a connection is doing, one line each; of one that only has messages no counts. */
export function healthInWords(health: Health, inStep: boolean): string[] {
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
    unreadableDeliveries: unreadable,
  } = health
  return [
    `status     ${health.status}`,
    ...troubleInWords(trouble),
    `last sync  ${lastSyncAt ? ago(lastSyncAt) : 'not yet'}`,
    `waiting    ${waiting === 0 ? 'nothing' : `${waiting}, the oldest since ${ago(oldestAt)}`}`,
    ...(failing > 0 ? [`failing    ${failing}${failures.length === 0 && lastError ? `: ${lastError}` : ''}`] : []),
    ...failures.slice(0, mostFailures).map(failureInWords),
    ...(failures.length > mostFailures ? [`           and ${failing - mostFailures} more`] : []),
    ...(throttledUntil ? [`throttled  until ${throttledUntil}`] : []),
    ...(openConflicts > 0 ? [`conflicts  ${openConflicts}: npx orchestrator conflict list`] : []),
    ...(unreadable.count > 0
      ? [
          `unread     ${unreadable.count} deliveries could not be read, the last ${ago(unreadable.lastAt)}: ${unreadable.lastError}`,
        ]
      : []),
    ...mappings.flatMap(({ containerKey, enabled, items, backfill, trouble: itsTrouble, ...more }) => [
      inStep
        ? `mapping    ${containerKey}: ${enabled ? '' : 'off, '}${items} the same, ${leftInWords(more).join('')}${backfillInWords(backfill)}`
        : `mapping    ${containerKey}${enabled ? '' : ': off'}`,
      ...(more.subscriptionRefused
        ? [`           is asked for changes, for it does not tell them by itself: ${more.subscriptionRefused}`]
        : []),
      ...troubleInWords(itsTrouble).map((line) => `  ${line}`),
    ]),
    ...tools.map(
      ({ name, trusted, changedAt }) =>
        `tool       ${name}: ${changedAt ? `changed since ${ago(changedAt)}, allow it again` : trusted ? 'trusted' : 'asks'}`,
    ),
    ...notTakenOver.map(
      ({ field, value, items }) => `stays      there: ${field} “${value}” of ${items}, which is nothing here`,
    ),
  ]
}
