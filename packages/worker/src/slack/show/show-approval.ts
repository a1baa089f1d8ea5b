import { type Approval, type FormField, readForm } from '@orchestrator/domain'
import { escaped, short, toSlack } from '../text.ts'
import { type Block, context, plain, type Shown, section } from './show-task.ts'

export interface ApprovalFacts {
  readonly asker: string
  /** e.g. `SHOP-1 Doors`; null: it is about no task. */
  readonly task: string | null
  /** Of who has answered, the last one last. */
  readonly answeredBy: readonly string[]
}

/** Whether yes and no are all that has to be said. */
export const isPlain = (fields: readonly FormField[]): boolean =>
  fields.some(({ name, kind }) => name === 'approved' && kind === 'boolean') &&
  fields.every(({ name, required }) => name === 'approved' || !required)

/** Where a reason goes: the first text that may be left out. */
export const reasonField = (fields: readonly FormField[]): FormField | undefined =>
  fields.find(({ name, kind }) => name === 'comment' && kind === 'text') ??
  fields.find(({ kind, required }) => kind === 'text' && !required)

/** A question, with the ways to answer it as long as it waits. */
export function showApproval(approval: Approval, { asker, task, answeredBy }: ApprovalFacts): Shown {
  const { id, title, description, status, link, expiresAt } = approval
  const about = [
    `asked by ${escaped(asker)}`,
    ...(task ? [escaped(task)] : []),
    ...(status === 'pending' && expiresAt ? [`until ${date(expiresAt)}`] : []),
    ...(link ? [`<${escaped(link)}|look at it>`] : []),
  ]
  return {
    text: escaped(`${status === 'pending' ? 'Approval asked' : outcome(approval, answeredBy)}: ${short(title, 300)}`),
    blocks: [
      section(`*${escaped(short(title, 500))}*`),
      ...(description.trim() === '' ? [] : [section(toSlack(short(description, 2_500)))]),
      context(about.join('  ·  ')),
      ...(status === 'pending' ? waiting(approval, answeredBy) : [section(ended(approval, answeredBy))]),
    ].map((block, n) => (n === 0 ? { ...block, block_id: `about:${id}` } : block)),
  }
}

function waiting(approval: Approval, answeredBy: readonly string[]): Block[] {
  const { id, count, answers } = approval
  const fields = readForm(approval.ask)
  const button = (action: string, text: string, style?: string): Block => ({
    ...{ type: 'button', action_id: `approval.${action}`, text: plain(text), value: id },
    ...(style && { style }),
  })
  const plainOne = isPlain(fields)
  const others = fields.length > 1
  const elements = plainOne
    ? [
        button('approve', 'Approve', 'primary'),
        button('reject', 'Reject', 'danger'),
        ...(others ? [button('answer', 'Answer …')] : []),
      ]
    : [button('answer', 'Answer …', 'primary')]
  return [
    ...(count > 1
      ? [
          context(
            `${answers.length} of ${count} have answered${answeredBy.length > 0 ? `: ${answeredBy.map(escaped).join(', ')}` : ''}`,
          ),
        ]
      : []),
    { type: 'actions', block_id: `approval:${id}`, elements },
  ]
}

function outcome({ status, answer }: Approval, answeredBy: readonly string[]): string {
  if (status === 'expired') return 'Nobody answered in time'
  if (status === 'canceled') return 'Not needed any more'
  const by = answeredBy.at(-1) ?? 'somebody'
  if (answer?.['approved'] === false) return `Rejected by ${by}`
  return answer?.['approved'] === true ? `Approved by ${by}` : `Answered by ${by}`
}

function ended(approval: Approval, answeredBy: readonly string[]): string {
  const { status, answer } = approval
  const sign = status !== 'answered' ? '⏱' : answer?.['approved'] === false ? '❌' : '✅'
  const said = Object.entries(answer ?? {})
    .filter(([name, value]) => name !== 'approved' && value !== null && value !== '')
    .map(([name, value]) => `${escaped(name)}: ${escaped(Array.isArray(value) ? value.join(', ') : String(value))}`)
  return [
    `${sign} *${escaped(outcome(approval, answeredBy))}*`,
    ...said.map((line) => `> ${line.replaceAll('\n', '\n> ')}`),
  ].join('\n')
}

/** In the reader’s own zone. */
const date = (at: string) =>
  `<!date^${Math.floor(Date.parse(at) / 1_000)}^{date_short_pretty} {time}|${at.slice(0, 16).replace('T', ' ')} UTC>`
