import type { RuleAction } from '../actions/catalogue.ts'
import { approvalResult } from '../actions/results.ts'
import { constantFor, type Place } from './ejection.ts'
import { printFieldValue } from './print-text.ts'
import { type Lines, literal, object } from './source.ts'

type Ask = Extract<RuleAction, { action: 'approval.ask' }>
/** Prints one of the action's branches. */
type Within = (actions: readonly RuleAction[], place: Place, at: string) => Lines

const verbatim = ['ask', 'timeout', 'remind', 'count', 'allowSelf']
/** What may be empty, under the name that playbooks have for it. */
const emptied: Readonly<Record<string, string>> = { taskId: 'task', projectId: 'project', link: 'link' }

export function printApproval(
  { action: _, name, then = [], onReject = [], onTimeout = [], ...fields }: Ask,
  place: Place & { constants: Record<string, string> },
  within: Within,
): Lines {
  const { ejection } = place
  const options = Object.entries(fields).map(([field, value]): [string, string] => [
    emptied[field] ?? field,
    verbatim.includes(field) ? literal(value) : printFieldValue(value, place, emptied[field] ? 'emptied' : 'text'),
  ])
  const call = `await ${ejection.use('approval')}.outcome(${object(options)})`
  const branches = [then, onReject, onTimeout].some((branch) => branch.length > 0)
  const read = branches || (name !== undefined && ejection.reads(name))
  const result = name === undefined ? (branches ? ejection.unique('outcome') : '') : constantFor(name)
  if (name !== undefined) {
    place.constants[`steps.${name}`] = result
    place.scope.add(name, approvalResult, false)
  }
  const printed = { then, onReject, onTimeout }
  const lines = (at: keyof typeof printed) => within(printed[at], { ...place, scope: place.scope.inner() }, at)
  const answered = `${result}.status === 'answered'`
  const yes = onReject.length > 0 ? (onTimeout.length > 0 ? null : answered) : `${result}.approved !== false`
  const chain = [
    { when: `${result}.status === 'expired'`, at: 'onTimeout' },
    { when: `${onTimeout.length > 0 ? '' : `${answered} && `}${result}.approved === false`, at: 'onReject' },
    { when: onTimeout.length + onReject.length > 0 ? yes : `${answered} && ${yes}`, at: 'then' },
  ] as const
  const shown = chain.filter(({ at }) => printed[at].length > 0)
  return [
    read ? `const ${result} = ${call}` : call,
    ...shown.flatMap(({ when, at }, n) => [
      `${n > 0 ? '} else ' : ''}${when === null ? '{' : `if (${when}) {`}`,
      lines(at),
    ]),
    ...(shown.length > 0 ? ['}'] : []),
  ]
}
