import { agentNames, isAgent, noSuchAgent } from '../../agents/no-such-agent.ts'
import type { ReferenceKind } from '../../automation/actions/definition.ts'
import { misfitsOf, type Naming, type Reference, referencesOf } from '../../automation/references.ts'
import { AppError, type FieldProblem } from '../../errors.ts'
import { Id } from '../../ids.ts'
import type { CommandContext, Need } from '../definition.ts'

interface Lookup {
  readonly expected: string
  needs(name: string): Need[]
  find(context: CommandContext, name: string): unknown
  /** In place of `expected`, where the name itself tells more. */
  wanted?(context: CommandContext, name: string): string
}

const isId = (name: string) => Id.safeParse(name).success

const byId = (kind: 'project' | 'task' | 'state' | 'webhook_endpoint', what: string): Lookup => ({
  expected: `the id of ${what} of this workspace`,
  needs: (id) => (isId(id) ? [{ kind, ids: [id.toLowerCase()] }] : []),
  find: (context, id) => context.find(kind, id.toLowerCase()) ?? context.isComing(kind, id.toLowerCase()),
})

const playbookNamed = (context: CommandContext, name: string) => context.findBy('playbook', { name, removedAt: null })

const lookups: Readonly<Record<ReferenceKind, Lookup>> = {
  project: byId('project', 'a project'),
  task: byId('task', 'a task'),
  state: byId('state', 'a state'),
  webhook_endpoint: byId('webhook_endpoint', 'an endpoint'),
  member: {
    expected: 'the id of a member of this workspace',
    needs: (id) => (isId(id) ? [{ kind: 'member', ids: [id.toLowerCase()] }] : []),
    find: (context, id) => context.find('member', id.toLowerCase())?.removedAt === null,
  },
  template: {
    expected: 'the id or the name of a template of this workspace',
    needs: (name) => [
      isId(name) ? { kind: 'template', ids: [name.toLowerCase()] } : { kind: 'template', by: { name } },
    ],
    find: (context, name) =>
      context.find('template', name.toLowerCase()) ??
      context.findBy('template', { name }) ??
      (context.isComing('template', name) || context.isComing('template', name.toLowerCase())),
  },
  playbook: {
    expected: 'the id of a playbook that is deployed',
    needs: (name) => [{ kind: 'playbook', by: { name } }],
    find: playbookNamed,
  },
  automation: {
    expected: 'the name of a playbook that is deployed, or the id of a rule of this workspace',
    needs: (name) => [isId(name) ? { kind: 'rule', ids: [name.toLowerCase()] } : { kind: 'playbook', by: { name } }],
    find: (context, name) =>
      isId(name)
        ? (context.find('rule', name.toLowerCase()) ?? context.isComing('rule', name.toLowerCase()))
        : playbookNamed(context, name),
  },
  connection: {
    expected: 'the id or the name of a connection of this workspace',
    needs: (name) => [
      isId(name) ? { kind: 'connection', ids: [name.toLowerCase()] } : { kind: 'connection', by: { name } },
    ],
    find: (context, name) => context.find('connection', name.toLowerCase()) ?? context.findBy('connection', { name }),
  },
  custom_field: {
    expected: 'the key of a custom field',
    needs: () => [{ all: 'custom_field' }],
    find: (context, key) => context.findBy('custom_field', { key }) ?? context.isComing('custom_field', key),
  },
  agent: {
    expected: 'the name of an agent',
    needs: () => [{ all: 'agent' }],
    find: isAgent,
    wanted: (context, name) => noSuchAgent(name, agentNames(context)),
  },
}

/** What is named by constants. */
export const referenceNeeds = (references: readonly Reference[]): Need[] =>
  distinct(references).flatMap(({ kind, value }) => lookups[kind].needs(value))

/**
 * What names nothing would fail each run. What is switched off or archived may come back, so it is no reason to refuse.
 * @throws AppError `invalid_input` naming each place at which nothing is named
 */
export const checkReferences = (context: CommandContext, references: readonly Reference[]): void =>
  refuse(unknownAmong(context, references))

/** @throws AppError `invalid_input` naming each constant of a rule that names nothing, or can never be what its field wants */
export function checkConstants(
  context: CommandContext,
  rule: Naming,
  /** Whether what stands at a place is really constant. */
  isConstant: (path: string) => boolean = () => true,
): void {
  const problems = [...misfitsOf(rule.then ?? []), ...unknownAmong(context, referencesOf(rule))]
  refuse(problems.filter(({ path }) => isConstant(path)))
}

const unknownAmong = (context: CommandContext, references: readonly Reference[]): FieldProblem[] =>
  references
    .filter(({ kind, value }) => !lookups[kind].find(context, value))
    .map(({ kind, value, path }) => {
      const { expected, wanted } = lookups[kind]
      return { path, expected: wanted?.(context, value) ?? expected, code: 'not_found' }
    })

function refuse(fields: readonly FieldProblem[]): void {
  const [first] = fields
  if (first) throw new AppError('invalid_input', `${first.path}: ${first.expected}`, { fields })
}

const distinct = (references: readonly Reference[]) => [
  ...new Map(references.map((one) => [`${one.kind} ${one.value}`, one])).values(),
]
