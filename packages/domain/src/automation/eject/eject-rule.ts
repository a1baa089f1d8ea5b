import type { Rule } from '../../entities/rule.ts'
import { Scope } from '../plan/scope.ts'
import { ruleEventSchema } from '../rule-event.ts'
import { Ejection } from './ejection.ts'
import { printBranch } from './print-actions.ts'
import { printFlow } from './print-flow.ts'
import { printReadme } from './print-readme.ts'
import { printTrigger, readsRequest } from './print-trigger.ts'
import { type Lines, printLines, quote } from './source.ts'

/** A rule as the files of a playbook that does the same. */
export interface EjectedRule {
  /** The playbook's id, and the name of its folder. */
  readonly playbook: string
  readonly files: readonly { readonly path: 'playbook.ts' | 'README.md'; readonly text: string }[]
}

type Ejectable = Pick<Rule, 'id' | 'name' | 'when' | 'if' | 'then' | 'scopes' | 'flow'>

/** Writes a rule as a playbook: the same trigger with the text of its condition, the same actions as code. */
export function ejectRule(rule: Ejectable): EjectedRule {
  const playbook = playbookIdOf(rule)
  const ejection = new Ejection(rule.then)
  const trigger = printTrigger(rule, ejection)
  const scope = new Scope({ places: 0, long: false }, [ruleEventSchema(rule.when)])
  const actions = printBranch(rule.then, { ejection, scope, constants: {} }, 'then')
  const flow = rule.flow === null ? [] : printFlow(rule.flow, ejection)
  const requested = [rule.then, trigger.left].some((part) => readsRequest(rule.when, JSON.stringify(part)))
  const body = [...(requested ? printRequested(rule) : []), ...printLeft(trigger.left, ejection), ...actions]
  const used = [...ejection.context].sort()
  const lines: Lines = [
    `import { ${[...ejection.imports].sort().join(', ')} } from '@orchestrator/sdk'`,
    ...(ejection.needsZod ? ["import * as z from 'zod'"] : []),
    '',
    ...(ejection.constants.length > 0 ? [...ejection.constants, ''] : []),
    'export default playbook({',
    [
      `id: ${quote(playbook)},`,
      `title: ${quote(rule.name)},`,
      `when: ${trigger.code},`,
      ...(rule.scopes ? [`scopes: [${rule.scopes.map(quote).join(', ')}],`] : []),
      ...flow,
      `async run({ ${[requested ? 'event: requested' : 'event', ...used].join(', ')} }) {`,
      body,
      '},',
    ],
    '})',
  ]
  return {
    playbook,
    files: [
      { path: 'playbook.ts', text: printLines(lines) },
      { path: 'README.md', text: printReadme(rule, playbook) },
    ],
  }
}

/** The event as the rule saw it: what started a playbook by hand does not name the rule. */
const printRequested = ({ id, name }: Ejectable): Lines => [
  `const event = { ...requested, type: 'rule.run_requested', rule: { id: ${quote(id)}, name: ${quote(name)} } } as const`,
]

const printLeft = (condition: string | null, ejection: Ejection): Lines =>
  condition === null ? [] : [`if (!${ejection.import('holds')}(${quote(condition)}, { event })) return`]

const playbookIdOf = ({ name, id }: Pick<Rule, 'name' | 'id'>): string => {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^[^a-z]+|-+$/g, '')
  return words || `rule-${id.slice(-8)}`
}
