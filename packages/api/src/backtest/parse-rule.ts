import type { AutomationData } from '@orchestrator/backtest'
import { AppError, checkRule, type commandCatalogue, newId, type Rule } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import type * as z from 'zod'
import { read } from '../http/read.ts'
import type { Call } from '../http/route.ts'

type Definition = z.output<(typeof commandCatalogue)['rule.create']['data']>

export interface RuleToSimulate {
  readonly automation: Extract<AutomationData, { kind: 'rule' }>
  /** The rule as it is saved; null: it is not. */
  readonly saved: Rule | null
  /** What is simulated is another version. */
  readonly isEdit: boolean
}

/**
 * What is to be simulated: a saved rule as it is (its id), a saved rule with an edit (a definition with its id), or a new one.
 * @throws AppError `not_found`, `invalid_condition`, `invalid_input` with fields below `rule`
 */
export async function ruleToSimulate(
  call: Pick<Call, 'api' | 'workspaceId' | 'identity'>,
  asked: string | Definition,
): Promise<RuleToSimulate> {
  const id = typeof asked === 'string' ? asked : asked.id
  const saved = id === undefined ? null : await readSaved(call, id, typeof asked === 'string' ? 'rule' : 'rule.id')
  if (typeof asked === 'string') return { automation: dataOf(saved as Rule), saved, isEdit: false }
  withinRule(() => checkRule(asked))
  const { memberId } = call.identity.principal.actor
  const { name, when, if: condition, then, flow } = asked
  // Whoever saves an edit becomes the owner, so it is tried with the rights of whoever asks.
  const scopes = asked.scopes ?? call.identity.principal.scopes
  const automation: RuleToSimulate['automation'] = {
    ...{ id: saved?.id ?? newId(), name, memberId },
    kind: 'rule',
    rule: { when, if: condition, then, flow, scopes: scopes === null ? null : [...scopes] },
  }
  return { automation, saved, isEdit: saved !== null }
}

export function dataOf({
  id,
  name,
  ownerId,
  when,
  if: condition,
  then,
  flow,
  scopes,
}: Rule): RuleToSimulate['automation'] {
  return { kind: 'rule', id, name, memberId: ownerId, rule: { when, if: condition, then, flow, scopes } }
}

async function readSaved(
  { api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>,
  id: string,
  path: string,
): Promise<Rule> {
  const rule = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'rule', id))
  if (rule) return rule as unknown as Rule
  const fields = [{ path, expected: 'the id of a rule of this workspace', code: 'not_found' }]
  throw new AppError('not_found', `there is no rule ${id}`, { fields })
}

/** Names fields as they stand in the request. */
function withinRule(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const fields = error.fields.map((field) => ({ ...field, path: `rule.${field.path}` }))
    throw new AppError(error.code, `rule.${error.message}`, { fields, cause: error })
  }
}
