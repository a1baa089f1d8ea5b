import type { Patch, PatchOperation } from '@orchestrator/domain'
import { escaped, short, toSlack } from '../text.ts'
import { type Block, context, plain, type Shown, section } from './show-task.ts'

export interface PatchFacts {
  /** For whom it was proposed. */
  readonly proposer: string
  /** Who applied, rejected or undid it; null: nobody did. */
  readonly ender: string | null
}

/** More are told in the modal: Slack takes fifty blocks in a message. */
const mostShown = 20
const mostRationale = 600

/** A patch, with the ways to decide about it as long as something of it is open. */
export function showPatch(patch: Patch, { proposer, ender }: PatchFacts): Shown {
  const { id, title, author, operations, rationale } = patch
  const open = isOpen(patch)
  const agent = author?.agent ?? null
  const by = agent === null ? escaped(proposer) : `${escaped(agent)} for ${escaped(proposer)}`
  const hidden = operations.length - mostShown
  return {
    text: escaped(`${open ? 'Proposed' : outcome(patch, ender)}: ${short(title, 300)}`),
    blocks: [
      section(`*${escaped(short(title, 500))}*`),
      ...(rationale.trim() === '' ? [] : [section(toSlack(short(rationale, mostRationale)))]),
      context(`proposed by ${by}  ·  ${operations.length === 1 ? '1 operation' : `${operations.length} operations`}`),
      ...operations.slice(0, mostShown).map((operation, n) => line(id, operation, n, open)),
      ...(hidden > 0 ? [context(`and ${hidden} more`)] : []),
      ...(open ? [] : [section(`*${escaped(outcome(patch, ender))}*`)]),
      { type: 'actions', block_id: `patch:${id}`, elements: buttons(id, open) },
    ].map((block, n) => (n === 0 ? { ...block, block_id: `about:${id}` } : block)),
  }
}

/** All that there is to say, as far as a modal takes it: a hundred blocks. */
export const wholePatch = ({ title, rationale, operations }: Patch): Block[] =>
  [
    section(`*${escaped(short(title, 500))}*`),
    ...(rationale.trim() === '' ? [] : [section(toSlack(short(rationale, 2_800)))]),
    ...operations.map((operation) =>
      section(
        [
          told(operation),
          ...(operation.rationale ? [`> ${toSlack(short(operation.rationale, 1_500)).replaceAll('\n', '\n> ')}`] : []),
        ].join('\n'),
      ),
    ),
  ].slice(0, 100)

/** Who brought it to its end; null: nobody did. @param undoing the patch that undoes it */
export function endedBy({ status, appliedBy, operations }: Patch, undoing: Patch | null): string | null {
  if (status === 'undone') return undoing?.proposedBy.memberId ?? null
  if (status === 'applied') return appliedBy?.memberId ?? null
  const decided = operations.findLast(({ decidedBy }) => decidedBy !== null)?.decidedBy
  return status === 'rejected' && decided && 'memberId' in decided ? decided.memberId : null
}

const isOpen = ({ status, operations }: Patch) =>
  (status === 'proposed' || status === 'partly_accepted') && operations.some((one) => one.status === 'pending')

function buttons(id: string, open: boolean): Block[] {
  const button = (action: string, text: string, style?: string): Block => ({
    ...{ type: 'button', action_id: `patch.${action}`, text: plain(text), value: id },
    ...(style && { style }),
  })
  const more = button('read', 'More …')
  return open ? [button('accept', 'Accept all', 'primary'), button('reject', 'Reject all', 'danger'), more] : [more]
}

function line(id: string, operation: PatchOperation, n: number, open: boolean): Block {
  const option = (decision: string, text: string) => ({ text: plain(text), value: `${decision}:${operation.key}` })
  return section(told(operation), {
    block_id: `patch:${id}:${n}`,
    ...(open &&
      operation.status === 'pending' && {
        accessory: {
          ...{ type: 'overflow', action_id: 'patch.decide' },
          options: [option('accept', 'Accept'), option('reject', 'Reject')],
        },
      }),
  })
}

const signs: Readonly<Record<PatchOperation['status'], string>> = {
  ...{ pending: '•', accepted: '☑️', applied: '✅', rejected: '❌', stale: '⚠️', undone: '↩️' },
}

/** What an operation does, from what it does it, and how sure its author is, in a line. */
function told({ summary, before, status, confidence, reason }: PatchOperation): string {
  const was = Object.entries(before).flatMap(([field, value]) =>
    isTellable(value) ? [`${inWords(field)} ${value}`] : [],
  )
  const asides = [
    ...(was.length > 0 ? [`was ${was.join(', ')}`] : []),
    ...(status === 'pending' && confidence !== null ? [`${Math.round(confidence * 100)} % sure`] : []),
    ...((status === 'stale' || status === 'rejected') && reason !== null ? [reason] : []),
  ]
  const aside = asides.length > 0 ? `  _${escaped(short(asides.join(' · '), 300)).replaceAll('_', ' ')}_` : ''
  return `${signs[status]} ${escaped(short(summary, 600))}${aside}`
}

/** `dueDate` is `due date` to people. */
const inWords = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Ids, texts and lists tell nobody anything in a line. */
const isTellable = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[\w-]{1,30}$/.test(value))

function outcome({ status, operations, supersededById }: Patch, ender: string | null): string {
  const stale = operations.filter((one) => one.status === 'stale').length
  const by = ender === null ? '' : ` by ${ender}`
  switch (status) {
    case 'applied':
      return `Applied${by}${stale > 0 ? `, but for ${stale} that had changed` : ''}`
    case 'superseded':
      return supersededById === null ? 'Superseded' : 'Another patch has taken its place'
    case 'stale':
      return 'Not applied: all had changed'
    case 'expired':
      return 'Nobody decided in time'
    case 'accepted':
    case 'partly_accepted':
    case 'proposed':
      return 'Accepted, and not applied yet'
    case 'rejected':
    case 'undone':
    case 'withdrawn':
      return `${status[0]?.toUpperCase()}${status.slice(1)}${by}`
  }
}
