import { eventSchemaFor } from '../../conditions/index.ts'
import type { Rule } from '../../entities/rule.ts'
import { AppError } from '../../errors.ts'
import { Scope } from '../plan/scope.ts'
import { Ejection } from './ejection.ts'
import { printBranch } from './print-actions.ts'
import { printReadme } from './print-readme.ts'
import { celText, type Lines, printLines, quote } from './source.ts'

/** A rule as the files of a playbook that does the same. */
export interface EjectedRule {
  /** The playbook's id, and the name of its folder. */
  readonly playbook: string
  readonly files: readonly { readonly path: 'playbook.ts' | 'README.md'; readonly text: string }[]
}

/**
 * Writes a rule as a playbook: the same trigger with the text of its condition, the same actions as code.
 * @throws AppError `invalid_state` naming an action that cannot be written so
 */
export function ejectRule(rule: Pick<Rule, 'id' | 'name' | 'when' | 'if' | 'then' | 'scopes' | 'flow'>): EjectedRule {
  const when = requireEjectable(rule)
  const playbook = playbookIdOf(rule)
  const ejection = new Ejection(rule.then)
  const scope = new Scope({ places: 0, long: false }, [eventSchemaFor(when)])
  const body = printBranch(rule.then, { ejection, scope, constants: {} }, 'then')
  const source = ejection.sourceOf(when)
  if (rule.if !== null) ejection.import('cel')
  const condition = rule.if === null ? '' : `, { if: cel\`${celText(rule.if)}\` }`
  const { scopes } = rule
  const used = [...ejection.context].sort()
  const lines: Lines = [
    `import { ${[...ejection.imports].sort().join(', ')} } from '@orchestrator/sdk'`,
    ...(ejection.events.size > 0 ? ["import * as z from 'zod'", ''] : ['']),
    ...[...ejection.events].map(([type, constant]) => `const ${constant} = defineEvent(${quote(type)}, z.any())`),
    ...(ejection.events.size > 0 ? [''] : []),
    'export default playbook({',
    [
      `id: ${quote(playbook)},`,
      `title: ${quote(rule.name)},`,
      `when: on(${source}${condition}),`,
      ...(scopes ? [`scopes: [${scopes.map(quote).join(', ')}],`] : []),
      `async run({ ${['event', ...used].join(', ')} }) {`,
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

/** @throws AppError `invalid_state` */
function requireEjectable({ when, flow }: Pick<Rule, 'when' | 'flow'>): string {
  if (typeof when !== 'string')
    throw new AppError(
      'invalid_state',
      'only a rule that starts on an event can be ejected; write the trigger of this one by hand',
    )
  if (flow !== null)
    throw new AppError(
      'invalid_state',
      'a rule with `flow` cannot be ejected: take `flow` off it, and put it into the playbook by hand',
    )
  return when
}

const playbookIdOf = ({ name, id }: Pick<Rule, 'name' | 'id'>): string => {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^[^a-z]+|-+$/g, '')
  return words || `rule-${id.slice(-8)}`
}
