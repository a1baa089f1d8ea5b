import * as z from 'zod'
import { isMoment } from '../calendar/moment.ts'
import { Title } from '../commands/task/fields.ts'
import type { Rule } from '../entities/rule.ts'
import type { FieldProblem } from '../errors.ts'
import { expectedIn } from '../expected.ts'
import { actionNamed, type RuleAction } from './actions/catalogue.ts'
import type { Constant, ReferenceKind } from './actions/definition.ts'

/** Something of the workspace that a rule names. */
export interface Reference {
  readonly kind: ReferenceKind
  /** An id, or a name where names are taken too. */
  readonly value: string
  /** Where it is written, e.g. `then.1.projectId`. */
  readonly path: string
}

/** The parts of a rule that name something. */
export interface Naming {
  readonly when?: Rule['when'] | undefined
  readonly then?: Rule['then'] | undefined
}

/** A text without an expression, which stands for itself each time the rule runs. */
interface Fixed {
  readonly is: Constant
  readonly value: string
  readonly path: string
}

const Moment = z.string().refine(isMoment, 'a day (2026-11-28) or an instant (2026-11-28T09:00:00Z)')

/** What those actions name that decide what is done. */
const flowConstants: Readonly<Record<string, Readonly<Record<string, Constant>>>> = {
  'approval.ask': { title: Title, 'from.memberIds.*': 'member', taskId: 'task', projectId: 'project' },
  delay: { until: Moment },
  forEach: {
    'in.tasks.projectId': 'project',
    'in.tasks.assigneeId': 'member',
    'in.tasks.parentId': 'task',
    'in.tasks.stateId': 'state',
    'in.comments.taskId': 'task',
  },
}

/** What a rule names by constant texts. What expressions give is known only when it runs. */
export function referencesOf({ when, then }: Naming): Reference[] {
  const started: Reference[] =
    typeof when === 'object' && 'run' in when ? [{ kind: 'automation', value: when.run, path: 'when.run' }] : []
  const named = fixedIn(then ?? [], 'then').flatMap(({ is, value, path }) =>
    typeof is === 'string' ? [{ kind: is, value, path }] : [],
  )
  return [...started, ...named]
}

/** The constants that can never be what their fields want, e.g. a title that is too long. */
export function misfitsOf(then: readonly RuleAction[]): { path: string; expected: string; code: string }[] {
  const texts = fixedIn(then, 'then').flatMap(({ is, value, path }) => {
    if (typeof is === 'string') return []
    const [issue] = is.safeParse(value, { error: expectedIn }).error?.issues ?? []
    return issue ? [{ path, expected: issue.message, code: issue.code }] : []
  })
  return [...texts, ...problemsIn(then, 'then')]
}

/** What actions find wrong with themselves. */
const problemsIn = (actions: readonly RuleAction[], path: string): FieldProblem[] =>
  actions.flatMap((action, index) => {
    const at = `${path}.${index}`
    const own = actionNamed(action.action)?.problemsOf?.({ ...action }) ?? []
    return [
      ...own.map((problem) => ({ ...problem, path: `${at}.${problem.path}` })),
      ...branchesOf(action).flatMap(([name, branch]) => problemsIn(branch, `${at}.${name}`)),
    ]
  })

function fixedIn(actions: readonly RuleAction[], path: string): Fixed[] {
  return actions.flatMap((action, index) => {
    const at = `${path}.${index}`
    const definition = actionNamed(action.action)
    const constants = Object.entries(definition?.constants ?? flowConstants[action.action] ?? {})
    const own = constants.flatMap(([pattern, is]) =>
      textsAt(action, pattern.split('.'), at).map((text) => ({ is, ...text })),
    )
    const keys = 'customFields' in action ? Object.keys(action.customFields ?? {}) : []
    const fields = keys.map((key) => ({ is: 'custom_field' as const, value: key, path: `${at}.customFields.${key}` }))
    return [...own, ...fields, ...branchesOf(action).flatMap(([name, branch]) => fixedIn(branch, `${at}.${name}`))]
  })
}

/** The constant texts at a place; `*` is every key. An empty one stands for nothing. */
function textsAt(value: unknown, [key, ...more]: readonly string[], path: string): { value: string; path: string }[] {
  if (key === undefined)
    return typeof value !== 'string' || value === '' || value.includes('{{') ? [] : [{ value, path }]
  if (typeof value !== 'object' || value === null) return []
  const keys = key === '*' ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : []
  return keys.flatMap((one) => textsAt((value as Record<string, unknown>)[one], more, `${path}.${one}`))
}

const branchesOf = (action: RuleAction): [string, RuleAction[]][] =>
  ['then', 'else', 'onReject', 'onTimeout'].flatMap((name) => {
    const branch = (action as unknown as Record<string, unknown>)[name]
    return Array.isArray(branch) ? [[name, branch as RuleAction[]]] : []
  })
